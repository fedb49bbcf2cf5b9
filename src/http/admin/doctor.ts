import { z } from 'zod';
import { queryOf, type Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { ownerOf } from './owner-of.ts';

const words = { error: 'must be 1, or left out' };
const schema = z.object({ online: z.literal('1', words).optional() });

/** `GET /admin/doctor?online=1`: looks at everything now and says what to mend. */
export const adminDoctor: Handler = async (exchange) => {
  const { online } = validate(schema, Object.fromEntries(queryOf(exchange)));
  const device = await ownerOf(exchange).device();
  sendJson(exchange, 200, await device.doctor({ url: exchange.server.url, online: online === '1' }));
};
