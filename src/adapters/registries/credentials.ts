import { NearmostError } from '../../contract/errors.ts';
import type { Egress, EgressResponse } from '../../contract/index.ts';
import { discard } from '../../store/open-source.ts';
import { refusedBy } from './line.ts';

/** What a registry may be told of the owner. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface AuthOptions {
  readonly egress: Egress;
  /** The registry's own; nobody else is told anything. */
  readonly origin: string;
  /** Hosts beside the registry's own that may give tokens. */
  readonly hosts: readonly string[];
  readonly credentials?: Credentials | undefined;
}

const MOST_TOKEN_BYTES = 64 * 1024;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `Bearer realm="https://...",service="..."` as its parts. */
function readChallenge(text: string): { scheme: string; values: Map<string, string> } {
  const [scheme = ''] = text.split(' ', 1);
  const values = [...text.matchAll(/([a-z_]+)="([^"]*)"/gi)].map(
    ([, name = '', value = '']) => [name.toLowerCase(), value] as const,
  );
  return { scheme: scheme.toLowerCase(), values: new Map(values) };
}

const basic = ({ user, password }: Credentials): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** A password goes over an encrypted line, or stays on this machine. */
function checkLine(url: URL): void {
  if (url.protocol !== 'https:' && !LOOPBACK.test(url.hostname))
    throw new NearmostError(
      'package_refused',
      `${url.host} asks for a password over a line that is not encrypted.`,
      {
        hint: 'Use its https address: oci://<host>/<path>',
      },
    );
}

function tokenIn(text: string): unknown {
  try {
    const known = JSON.parse(text) as { token?: unknown; access_token?: unknown } | null;
    return known?.token ?? known?.access_token;
  } catch {
    return undefined;
  }
}

async function fetchToken(
  challenge: Map<string, string>,
  { egress, origin, hosts, credentials }: AuthOptions,
): Promise<string> {
  const realm = challenge.get('realm') ?? '';
  if (!URL.canParse(realm))
    throw new NearmostError('package_refused', `${origin} does not say where it gives tokens.`);
  const url = new URL(realm);
  if (url.host !== new URL(origin).host && !hosts.includes(url.host))
    throw new NearmostError('package_refused', `${origin} points to another host for tokens, ${url.host}.`, {
      hint: `If it belongs to the registry, allow it: --allow-host ${url.host}`,
    });
  for (const name of ['service', 'scope']) {
    const value = challenge.get(name);
    if (value !== undefined) url.searchParams.set(name, value);
  }
  if (credentials) checkLine(url);
  const response = await egress({
    purpose: { requestId: 'registry', provider: 'registry', label: 'public', task: 'pull' },
    method: 'GET',
    url: url.href,
    headers: { accept: 'application/json', ...(credentials ? { authorization: basic(credentials) } : {}) },
    timeoutMs: 30_000,
  });
  if (response.status !== 200) {
    await discard(response);
    throw refusedBy(url.host, response.status);
  }
  const token = tokenIn(await response.text(MOST_TOKEN_BYTES));
  if (typeof token !== 'string' || !/^[\x21-\x7E]{1,16000}$/.test(token))
    throw new NearmostError('download_failed', `${url.host} gave no token.`);
  return token;
}

/**
 * The same way to the network, which tells a registry who asks when it wants to know: with a token that it gives out
 * (anonymous or for a user), or with user and password.
 */
export function withCredentials(options: AuthOptions): Egress {
  const { egress, origin, credentials } = options;
  let authorization: string | undefined;
  const answerTo = async (response: EgressResponse): Promise<string | undefined> => {
    const { scheme, values } = readChallenge(response.headers['www-authenticate'] ?? '');
    if (scheme === 'bearer') return `Bearer ${await fetchToken(values, options)}`;
    if (scheme !== 'basic' || !credentials) return undefined;
    checkLine(new URL(origin));
    return basic(credentials);
  };
  return async (request) => {
    if (new URL(request.url).origin !== origin) return egress(request);
    const send = (): Promise<EgressResponse> =>
      egress(
        authorization === undefined
          ? request
          : { ...request, headers: { ...request.headers, authorization } },
      );
    const first = await send();
    if (first.status !== 401) return first;
    const answer = await answerTo(first);
    if (answer === undefined) return first;
    await discard(first);
    authorization = answer;
    return send();
  };
}
