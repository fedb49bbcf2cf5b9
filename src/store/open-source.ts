import { setTimeout as delay } from 'node:timers/promises';
import { NearmostError } from '../contract/errors.ts';
import type { Egress, EgressResponse } from '../contract/index.ts';

/** The sender's answer after all redirects. */
export interface Source {
  response: EgressResponse;
  /** From the hub itself, before it pointed elsewhere. */
  linkedEtag: string | undefined;
  linkedSize: number | undefined;
  host: string;
}

export interface SourceRequest {
  url: string;
  method?: 'GET' | 'HEAD';
  headers: Record<string, string>;
  /** Sent to the origin of `url` only, never to a host that it points to. */
  authorization?: string | undefined;
  egress: Egress;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

const MOST_REDIRECTS = 5;
const REDIRECT = new Set([301, 302, 303, 307, 308]);

const failed = (message: string): NearmostError => new NearmostError('download_failed', message);

/** The address that a redirect points to; another scheme than before is refused, except the step up to https. */
function nextAddress(from: URL, location: string | undefined): URL {
  if (location === undefined) throw failed(`${from.host} points elsewhere without saying where.`);
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined) throw failed(`${from.host} points to an address that is none.`);
  if (to.protocol !== 'https:' && to.protocol !== from.protocol)
    throw failed(
      `${from.host} points to ${to.protocol}//${to.host}; only https is followed from ${from.protocol}//.`,
    );
  return to;
}

/** Lets go of a body that nobody wants to read; one that never comes is not waited for. */
export async function discard(response: EgressResponse): Promise<void> {
  const first = (async () => {
    for await (const _ of response.body) break;
  })().catch(() => undefined);
  await Promise.race([first, delay(1000, undefined, { ref: false })]);
}

/**
 * Asks for a file and follows up to five redirects; a token goes to the first origin only.
 * @throws download_failed for a redirect to another scheme or in a circle; what `egress` throws
 */
export async function openSource(request: SourceRequest): Promise<Source> {
  const { egress, headers, authorization, signal, method = 'GET', timeoutMs } = request;
  const first = new URL(request.url);
  let url = first;
  let linkedEtag: string | undefined;
  let linkedSize: number | undefined;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const own = url.origin === first.origin;
    const response = await egress({
      purpose: { requestId: 'pull', provider: 'hub', label: 'public', task: 'pull' },
      method,
      url: url.href,
      headers: {
        'user-agent': 'nearmost',
        'accept-encoding': 'identity',
        ...headers,
        ...(own && authorization !== undefined ? { authorization } : {}),
      },
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    if (own) {
      linkedEtag ??= response.headers['x-linked-etag'];
      linkedSize ??= count(response.headers['x-linked-size']);
    }
    if (!REDIRECT.has(response.status)) return { response, linkedEtag, linkedSize, host: url.host };
    await discard(response);
    url = nextAddress(url, response.headers['location']);
  }
  throw failed(`${first.host} points elsewhere more than ${MOST_REDIRECTS} times.`);
}

/** A number of bytes in a header; undefined when it is absent or none. */
export function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
