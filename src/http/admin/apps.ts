import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/apps`: apps that asked in the last 30 days, and whether they may be learned from. */
export const adminApps: Handler = async (exchange) =>
  sendJson(exchange, 200, {
    now: exchange.server.clock.now(),
    apps: await (await ownerOf(exchange).apps()).seen(),
  });
