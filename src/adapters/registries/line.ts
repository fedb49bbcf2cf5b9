import { setTimeout as delay } from 'node:timers/promises';
import { NearmostError } from '../../contract/errors.ts';
import type { Egress, EgressResponse } from '../../contract/index.ts';
import { download } from '../../store/download.ts';
import { discard, openSource } from '../../store/open-source.ts';
import type { Progress } from '../../store/progress.ts';
import type { PackageFile } from '../manifest.ts';

/** The way to a registry on the network. */
export interface Line {
  readonly egress: Egress;
  /** Hosts beside the registry's own that it may point to for bytes. */
  readonly hosts: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Waits between two tries. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  /** Milliseconds without a byte after which the connection counts as dropped; default 30,000. */
  readonly stallMs?: number;
}

const REDIRECT = new Set([301, 302, 303, 307, 308]);
const TRIES = 3;

/** The same way, on which nobody is led to a host that the owner did not allow. */
export function guardHosts(egress: Egress, hosts: readonly string[]): Egress {
  return async (request) => {
    const response = await egress(request);
    const { location } = response.headers;
    if (!REDIRECT.has(response.status) || location === undefined) return response;
    const from = new URL(request.url);
    const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
    if (to === undefined || to.host === from.host || hosts.includes(to.host)) return response;
    await discard(response);
    throw new NearmostError(
      'package_refused',
      `${from.host} points to another host, ${to.host}, which was not asked.`,
      {
        hint: `If it belongs to the registry, allow it: --allow-host ${to.host}`,
      },
    );
  };
}

/** A body of at most so many bytes; a longer one is not read on. */
async function readBytes(response: EgressResponse, mostBytes: number, what: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    bytes += piece.byteLength;
    if (bytes > mostBytes)
      throw new NearmostError('invalid_package', `${what} is longer than ${mostBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * Something short of a registry; undefined: it has none there. Passing faults are tried again.
 * @throws download_failed, invalid_package, package_refused, offline, cancelled
 */
export async function getBytes(
  line: Line,
  url: string,
  mostBytes: number,
  headers: Record<string, string> = {},
): Promise<{ bytes: Buffer; headers: Record<string, string> } | undefined> {
  const {
    egress,
    hosts,
    signal,
    sleep = (ms) => delay(ms, undefined, signal === undefined ? {} : { signal }),
  } = line;
  const { host, pathname } = new URL(url);
  for (let tries = 1; ; tries++) {
    let why: string;
    try {
      const { response } = await openSource({
        url,
        egress: guardHosts(egress, hosts),
        headers,
        signal,
        timeoutMs: 30_000,
      });
      const { status } = response;
      if (status === 200)
        return {
          bytes: await readBytes(response, mostBytes, `${host}${pathname}`),
          headers: response.headers,
        };
      await discard(response);
      if (status === 404) return undefined;
      if (status < 500 && status !== 429) throw refusedBy(host, status);
      why = `it answered ${status}`;
    } catch (error) {
      if (signal?.aborted === true)
        throw new NearmostError('cancelled', 'Stopped; nothing was changed.', { hint: '', cause: error });
      if (NearmostError.isInstance(error)) throw error;
      why = (error as Error).message;
    }
    if (tries >= TRIES) throw new NearmostError('download_failed', `${host} cannot be read: ${why}.`);
    await sleep(500 * tries, signal);
  }
}

/** A short text of a registry; see {@link getBytes}. */
export async function getText(
  ...wish: Parameters<typeof getBytes>
): Promise<{ text: string; headers: Record<string, string> } | undefined> {
  const found = await getBytes(...wish);
  return found && { text: found.bytes.toString('utf8'), headers: found.headers };
}

/** A refusal of a registry, with the way in. */
export function refusedBy(host: string, status: number): NearmostError {
  const closed = status === 401 || status === 403;
  return new NearmostError(
    closed ? 'package_refused' : 'download_failed',
    `${host} answered ${status}${closed ? ': it does not let you in' : ''}.`,
    closed
      ? { hint: 'Set NEARMOST_REGISTRY_USER and NEARMOST_REGISTRY_PASSWORD, then run the command again.' }
      : {},
  );
}

/** Fetches a file into `part`, with resume; length and digest are those of the manifest. */
export async function getFile(
  line: Line,
  url: string,
  { bytes, sha256 }: PackageFile,
  part: string,
): Promise<void> {
  const { egress, hosts, signal, onProgress, sleep, stallMs } = line;
  await download({
    url,
    part,
    egress: guardHosts(egress, hosts),
    expected: { bytes, sha256 },
    signal,
    onProgress,
    ...(sleep === undefined ? {} : { sleep }),
    ...(stallMs === undefined ? {} : { stallMs }),
  });
}
