import type { Exchange } from './exchange.ts';
import type { IncomingMessage } from 'node:http';

const EXPOSED = [
  'x-request-id',
  'request-id',
  'retry-after',
  ...['route', 'model', 'reason', 'confidence', 'cost-usd', 'request-id', 'warnings'].map(
    (name) => `x-nearmost-${name}`,
  ),
].join(', ');

/** Names one origin, never `*`, as the reader of the answer. */
export function allowOrigin({ headers }: Exchange, origin: string): void {
  headers['access-control-allow-origin'] = origin;
  headers['access-control-expose-headers'] = EXPOSED;
  headers['vary'] = 'origin';
}

/** True for the question a browser asks before the real request. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** Answers the preflight of an origin that {@link allowOrigin} has named. */
export function answerPreflight({ incoming: { headers }, outgoing, headers: own }: Exchange): void {
  const answer = { ...own };
  const asked = headers['access-control-request-headers'];
  answer['access-control-allow-methods'] = 'GET, POST';
  if (asked && /^[\w-]+(?: *, *[\w-]+)*$/.test(asked)) answer['access-control-allow-headers'] = asked;
  if (headers['access-control-request-private-network'] === 'true')
    answer['access-control-allow-private-network'] = 'true';
  answer['access-control-max-age'] = '600';
  outgoing.writeHead(204, answer).end();
}
