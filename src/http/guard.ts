import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NearmostError } from '../contract/index.ts';
import { memo } from '../kit/memo.ts';
import type { Sessions } from './console/sessions.ts';

/** Who may talk to the server. */
export interface Policy {
  token: string;
  /** Names or addresses, with any port; loopback names are always allowed. */
  allowedHosts: readonly string[];
  /** Exact origins, such as `https://app.example`. `*` and `null` never match. */
  allowedOrigins: readonly string[];
  /** Browsers that the console's link let in. */
  sessions: Pick<Sessions, 'claims' | 'check'>;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;
/** Headers that decide who may speak: two of one kind would let two readers see two different requests. */
const SINGLE = new Set([
  'host',
  'origin',
  'authorization',
  'x-api-key',
  'sec-fetch-site',
  'x-nearmost-page',
  'content-length',
  'content-type',
]);

/** As {@link HOST} reads it: lower case, without port, IPv6 in brackets. */
const bareHost = (written: string): string => {
  const name = written.toLowerCase();
  return name.split(':').length > 2 && !name.startsWith('[') ? `[${name}]` : (HOST.exec(name)?.[1] ?? name);
};

/** True when the address of a socket or a setting is this machine and nothing else. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return LOOPBACK.has(name) || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function refuseDuplicates(rawHeaders: readonly string[]): void {
  const seen: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (!SINGLE.has(name)) continue;
    if (seen.includes(name))
      throw new NearmostError('invalid_request', `The header "${name}" is there twice.`, { param: name });
    seen.push(name);
  }
}

/** The same of a header; empty: it is none. Callers name the same few. */
const hostOf = memo((written) => HOST.exec(written)?.[1]?.toLowerCase() ?? '');

function checkHost(host: string | undefined, allowed: ReadonlySet<string>): void {
  const name = hostOf(host ?? '');
  if (name !== '' && (LOOPBACK.has(name) || allowed.has(name))) return;
  throw new NearmostError(
    'forbidden_host',
    host ? `The host name "${host.slice(0, 100)}" is not allowed.` : 'The request names no host.',
    { param: 'host' },
  );
}

/** The origin that may read the answer, or undefined for callers that are no web page. */
function checkOrigin(
  { origin, host, 'sec-fetch-site': site }: IncomingMessage['headers'],
  allowed: ReadonlySet<string>,
): string | undefined {
  if (origin === undefined) {
    if (site !== 'cross-site') return undefined;
    throw new NearmostError('forbidden_origin', 'A page of another site may not call this server.', {
      param: 'sec-fetch-site',
    });
  }
  if (origin !== 'null' && origin !== '*' && (allowed.has(origin) || origin === `http://${host}`))
    return origin;
  throw new NearmostError('forbidden_origin', `The origin "${origin.slice(0, 100)}" is not allowed.`, {
    param: 'origin',
  });
}

function checkToken(headers: IncomingMessage['headers'], expected: Buffer): void {
  const { authorization } = headers;
  const key = headers['x-api-key'];
  const given =
    authorization === undefined
      ? typeof key === 'string'
        ? key
        : undefined
      : /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (given === undefined)
    throw new NearmostError('unauthorized', 'The request carries no token.', { param: 'authorization' });
  // Everybody may know how long a token is; what it is takes the same time to refuse wherever it differs.
  const bytes = Buffer.from(given);
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected))
    throw new NearmostError('unauthorized', 'The token is wrong.', { param: 'authorization' });
}

export interface Guard {
  /**
   * Checks host, origin and form of any request, in this order; returns the origin to be named in the CORS headers.
   * @throws NearmostError invalid_request, forbidden_host, forbidden_origin
   */
  admit(incoming: IncomingMessage): string | undefined;
  /** @throws NearmostError unauthorized */
  authenticate(incoming: IncomingMessage): void;
}

/** The checks in front of every route. */
export function createGuard({ token, allowedHosts, allowedOrigins, sessions }: Policy): Guard {
  const expected = Buffer.from(token);
  const hosts = new Set(allowedHosts.map(bareHost));
  const origins = new Set(allowedOrigins);
  return {
    admit(incoming) {
      refuseDuplicates(incoming.rawHeaders);
      // `GET http://other/ HTTP/1.1` names a second host; `*` belongs to nobody.
      if (!incoming.url?.startsWith('/'))
        throw new NearmostError('invalid_request', 'The address must be a path that begins with "/".');
      checkHost(incoming.headers.host, hosts);
      return checkOrigin(incoming.headers, origins);
    },
    authenticate(incoming) {
      if (sessions.claims(incoming)) sessions.check(incoming);
      else checkToken(incoming.headers, expected);
    },
  };
}
