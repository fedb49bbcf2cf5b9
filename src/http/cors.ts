import type { IncomingMessage, ServerResponse } from 'node:http';

const EXPOSED = [
  'x-request-id',
  'retry-after',
  ...['route', 'model', 'reason', 'confidence', 'cost-usd', 'request-id', 'warnings'].map(
    (name) => `x-nearmost-${name}`,
  ),
].join(', ');

/** Names one origin, never `*`, as the reader of the answer. */
export function allowOrigin(outgoing: ServerResponse, origin: string): void {
  outgoing.setHeader('access-control-allow-origin', origin);
  outgoing.setHeader('access-control-expose-headers', EXPOSED);
  outgoing.setHeader('vary', 'origin');
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
export function answerPreflight({ headers }: IncomingMessage, outgoing: ServerResponse): void {
  const asked = headers['access-control-request-headers'];
  outgoing.setHeader('access-control-allow-methods', 'GET, POST');
  if (asked && /^[\w-]+(?: *, *[\w-]+)*$/.test(asked))
    outgoing.setHeader('access-control-allow-headers', asked);
  if (headers['access-control-request-private-network'] === 'true')
    outgoing.setHeader('access-control-allow-private-network', 'true');
  outgoing.setHeader('access-control-max-age', '600');
  outgoing.writeHead(204).end();
}
