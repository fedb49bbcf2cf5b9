import { z } from 'zod';
import { STUDENT_KINDS } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { validate } from '../validate.ts';
import { answerWork } from './skill-work.ts';

const kind = { error: `must be one of ${STUDENT_KINDS.join(', ')}` };
const flag = { error: 'must be true or false' };
const schema = z.object({
  kind: z.enum(STUDENT_KINDS, kind).optional(),
  stream: z.boolean(flag).default(false),
});

/** `POST /admin/skills/{id}/train {kind?, stream?}`: trains and gates now. */
export const adminSkillTrain: Handler = async (exchange) => {
  const { kind, stream } = validate(schema, await readJson(exchange));
  const { learning } = exchange.server.runtime;
  const { id } = learning.skill(exchange.params['id'] ?? ''); // unknown ones fail before a stream begins
  await answerWork(exchange, stream, async (options) => ({
    skill: id,
    students: await learning.train(id, { ...options, ...(kind === undefined ? {} : { kind }) }),
  }));
};
