import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';

const number = { error: 'must be a whole number from 1 to 1000000' };
const schema = z.object({ version: z.int(number).min(1, number).max(1_000_000, number).optional() });

/** `POST /admin/skills/{id}/ship {version?}` */
export const adminSkillShip: Handler = async (exchange) => {
  const { version } = validate(schema, await readJson(exchange));
  const id = exchange.params['id'] ?? '';
  sendJson(exchange, 200, await exchange.server.runtime.learning.ship(id, version));
};
