import type { Handler } from './exchange.ts';
import { send } from './reply.ts';

/** Says that the server answers, and what it is; no version, no model, no setting. */
export const health: Handler = (exchange) => send(exchange, 200, '{"status":"ok","server":"nearmost"}');
