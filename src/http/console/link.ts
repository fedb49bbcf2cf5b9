import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** Address that opens the console once; the code stands behind `#`, which browsers send to nobody. */
export const consoleLink = (url: string, code: string): string => `${url}/#pair=${code}`;

/** `POST /admin/console-link`: a link for one more browser. */
export const adminConsoleLink: Handler = (exchange) => {
  const { sessions, url } = exchange.server;
  const { code, expiresAt } = sessions.link();
  sendJson(exchange, 200, { url: consoleLink(url, code), expiresAt });
};
