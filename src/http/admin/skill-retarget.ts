import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { NearmostError } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { isLoopback } from '../is-loopback.ts';
import { readJson } from '../read-json.ts';
import { validate } from '../validate.ts';
import { answerWork } from './skill-work.ts';

const base = { error: 'must be the id of a local model' };
const from = { error: 'must be the absolute path of a folder with examples.jsonl' };
const flag = { error: 'must be true or false' };
const schema = z.object({
  base: z.string(base).min(1, base).max(200, base).optional(),
  from: z.string(from).min(1, from).max(4096, from).refine(isAbsolute, from).optional(),
  stream: z.boolean(flag).default(false),
});

/** `POST /admin/skills/{id}/retarget {base?, from?, stream?}`: `from` is read on this machine, so only for callers on it. */
export const adminSkillRetarget: Handler = async (exchange) => {
  const { stream, ...given } = validate(schema, await readJson(exchange));
  if (given.from !== undefined && !isLoopback(exchange))
    throw new NearmostError('unsupported', 'Examples are read on the machine of the server only.', {
      hint: 'There: nearmost learn retarget <skill> --from <folder>',
    });
  const { learning } = exchange.server.runtime;
  const wanted = {
    ...(given.base === undefined ? {} : { base: given.base }),
    ...(given.from === undefined ? {} : { from: given.from }),
  };
  await answerWork(exchange, stream, (options) =>
    learning.retarget(exchange.params['id'] ?? '', { ...options, ...wanted }),
  );
};
