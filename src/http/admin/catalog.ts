import { z } from 'zod';
import type { Job } from '../../contract/index.ts';
import { queryOf, type Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { ownerOf } from './owner-of.ts';

const JOBS = ['chat', 'code', 'command', 'embed', 'skill', 'speech', 'vision'] as const satisfies Job[];
const words = { error: 'must have at most 200 characters' };
const schema = z.object({
  q: z.string(words).max(200, words).optional(),
  job: z.enum(JOBS, { error: `must be one of ${JOBS.join(', ')}` }).optional(),
});

/** `GET /admin/catalog?q=languages&job=chat` */
export const adminCatalog: Handler = async (exchange) => {
  const { q, job } = validate(schema, Object.fromEntries(queryOf(exchange)));
  const catalog = await ownerOf(exchange).catalog();
  const query = { ...(q === undefined ? {} : { words: q }), ...(job === undefined ? {} : { job }) };
  sendJson(exchange, 200, await catalog.search(query));
};
