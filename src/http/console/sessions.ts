import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NearmostError } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';

const LINK_MS = 3_600_000;
const SESSION_MS = 30 * 86_400_000;
/** Links that nobody opened; the oldest go first. */
const MOST_LINKS = 20;

/** What a browser gets for the code of a link. */
interface Opened {
  /** Value of `Set-Cookie`. */
  cookie: string;
  /** The page sends it as `x-nearmost-page` with every request; kept by the page, which shares it with its own origin only. */
  pageKey: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Browsers that were let in with a one-time link. */
export interface Sessions {
  /** A code that lets one browser in, once, within an hour. */
  link(): { code: string; expiresAt: number };
  /** @throws NearmostError unauthorized (unknown, used or expired code) */
  open(code: string, host: string): Opened;
  /** Value of `Set-Cookie` that makes the browser forget. */
  close(host: string): string;
  /** True when the request says that it comes from a page of the console. */
  claims(incoming: IncomingMessage): boolean;
  /** @throws NearmostError unauthorized */
  check(incoming: IncomingMessage): void;
}

const refused = (message: string): NearmostError =>
  new NearmostError('unauthorized', message, {
    param: 'session',
    hint: 'Get a new link for this browser: nearmost console',
  });

const same = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** Browsers send a cookie to every port of a host: the port in its name keeps two servers apart. */
const cookieName = (host: string): string => `nearmost_${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;

function cookieOf(incoming: IncomingMessage): string | undefined {
  const name = `${cookieName(incoming.headers.host ?? '')}=`;
  const pair = incoming.headers.cookie?.split('; ').find((part) => part.startsWith(name));
  return pair?.slice(name.length);
}

/**
 * Sessions of the console without a table: the cookie carries its end and a signature over host and port, made with a key
 * that is derived from the server's token, so a session lives as long as the token and over restarts. The cookie alone opens
 * nothing: the page must send the key that belongs to it, which pages of other origins (other ports too) cannot read.
 */
export function createSessions({ token, clock }: { token: string; clock: Clock }): Sessions {
  const key = Buffer.from(hkdfSync('sha256', token, '', 'nearmost console', 32));
  const sign = (...parts: string[]): string =>
    createHmac('sha256', key).update(parts.join('\n')).digest('base64url');
  const links = new Map<string, number>();

  return {
    link() {
      const code = randomBytes(24).toString('base64url');
      const expiresAt = clock.now() + LINK_MS;
      links.set(code, expiresAt);
      for (const oldest of links.keys()) if (links.size > MOST_LINKS) links.delete(oldest);
      return { code, expiresAt };
    },
    open(code, host) {
      const until = links.get(code);
      links.delete(code);
      if (until === undefined) throw refused('This link was used already, or is not of this server.');
      if (until < clock.now()) throw refused('This link is older than an hour.');
      const id = randomBytes(18).toString('base64url');
      const expiresAt = clock.now() + SESSION_MS;
      const value = `${expiresAt}.${id}.${sign('cookie', host, id, String(expiresAt))}`;
      return {
        cookie: `${cookieName(host)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_MS / 1000}`,
        pageKey: sign('page', host, id),
        expiresAt,
      };
    },
    close: (host) => `${cookieName(host)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`,
    claims: ({ headers }) => headers['x-nearmost-page'] !== undefined,
    check(incoming) {
      const { host = '', origin, 'x-nearmost-page': pageKey, 'sec-fetch-site': site } = incoming.headers;
      if ((origin !== undefined && origin !== `http://${host}`) || (site ?? 'same-origin') !== 'same-origin')
        throw refused('A session of the console works on its own pages only.');
      const [until = '', id = '', signature = ''] = cookieOf(incoming)?.split('.') ?? [];
      if (!same(signature, sign('cookie', host, id, until)) || !same(String(pageKey), sign('page', host, id)))
        throw refused('This browser is not connected to this server.');
      if (!(Number(until) > clock.now())) throw refused('The session of this browser has ended.');
    },
  };
}
