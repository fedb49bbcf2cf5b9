import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { NearmostError } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { isLoopback } from '../is-loopback.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';

const words = { error: 'must be the absolute path of a new or empty folder' };
const schema = z.object({
  folder: z.string(words).min(1, words).max(4096, words).refine(isAbsolute, words),
});

/** `POST /admin/skills/{id}/export {folder}`: writes files on this machine, so only for callers on it. */
export const adminSkillExport: Handler = async (exchange) => {
  if (!isLoopback(exchange))
    throw new NearmostError('unsupported', 'Skills are exported on the machine of the server only.', {
      hint: 'There: nearmost learn export <skill> <folder>',
    });
  const { folder } = validate(schema, await readJson(exchange));
  const { learning } = exchange.server.runtime;
  const { id } = learning.skill(exchange.params['id'] ?? '');
  sendJson(exchange, 200, { skill: id, files: await learning.export(id, folder) });
};
