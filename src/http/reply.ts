import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { NearmostError } from '../contract/index.ts';
import type { Exchange } from './exchange.ts';

/** A rest of a body this small is read and dropped by Node, and the connection lives on. */
const SMALL = 65_536;
const LINGER_MS = 2000;
const LINGER_BYTES = 64 * 1_048_576;

/** Writes a whole reply. */
export function send(
  { outgoing, headers: own }: Exchange,
  status: number,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  outgoing.writeHead(status, {
    ...own,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  outgoing.end(body);
}

/** Writes a value as JSON. */
export function sendJson(
  exchange: Exchange,
  status: number,
  value: unknown,
  headers?: OutgoingHttpHeaders,
): void {
  send(exchange, status, JSON.stringify(value), headers);
}

const restIsSmall = ({ complete, headers }: IncomingMessage): boolean =>
  complete || (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL);

/**
 * Replies while the caller may still be sending: a socket closed at once would be reset, and the reply lost on its way.
 * So the reply goes out whole, then the rest is dropped for a moment, then the connection ends.
 */
function sendAndLinger(exchange: Exchange, status: number, body: string, headers: OutgoingHttpHeaders): void {
  const { incoming, outgoing } = exchange;
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  outgoing.write(body);
  let left = LINGER_BYTES;
  const timer = setTimeout(finish, LINGER_MS);
  function finish(): void {
    clearTimeout(timer);
    incoming.removeAllListeners('data');
    if (!outgoing.writableEnded) outgoing.end();
  }
  incoming.removeAllListeners('data');
  incoming.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) finish();
  });
  incoming.once('end', finish);
  incoming.once('close', finish);
  incoming.resume();
}

/** Writes an error in the body that `shape` gives it. Says nothing when a reply is already under way. */
export function sendError(
  exchange: Exchange,
  error: NearmostError,
  shape: (error: NearmostError) => unknown,
): void {
  const { incoming, outgoing } = exchange;
  if (outgoing.headersSent || outgoing.destroyed) return;
  const body = JSON.stringify(shape(error));
  const headers: OutgoingHttpHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (error.retryAfter !== undefined || error.status === 429 || error.status === 503)
    headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfter ?? 1)));
  // OpenAI's clients retry by this header, and would repeat what cannot succeed.
  headers['x-should-retry'] = String(error.retryable);
  if (error.status === 401) headers['www-authenticate'] = 'Bearer';
  if (restIsSmall(incoming)) send(exchange, error.status, body, headers);
  else sendAndLinger(exchange, error.status, body, headers);
}
