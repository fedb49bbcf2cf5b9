import type { Handler } from './exchange.ts';
import { send } from './reply.ts';

/** The ledger's figures as Prometheus text. */
export const metrics: Handler = async (exchange) => {
  const text = await exchange.server.runtime.metrics();
  send(exchange, 200, text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
};
