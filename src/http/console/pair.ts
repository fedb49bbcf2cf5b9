import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';

const words = { error: 'must be the code of a link' };
const schema = z.object({ code: z.string(words).min(1, words).max(100, words) });

/** `POST /console/pair {code}`: the code of a one-time link becomes a session of this browser. */
export const pair: Handler = async (exchange) => {
  const { code } = validate(schema, await readJson(exchange));
  const { cookie, pageKey, expiresAt } = exchange.server.sessions.open(
    code,
    exchange.incoming.headers.host ?? '',
  );
  sendJson(exchange, 200, { pageKey, expiresAt }, { 'set-cookie': cookie });
};

/** `POST /console/leave`: this browser forgets its session. */
export const leave: Handler = (exchange) =>
  sendJson(
    exchange,
    200,
    { left: true },
    {
      'set-cookie': exchange.server.sessions.close(exchange.incoming.headers.host ?? ''),
    },
  );
