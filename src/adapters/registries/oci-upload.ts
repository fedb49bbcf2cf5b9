import { openSync, readSync, closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { NearmostError } from '../../contract/errors.ts';
import type { EgressRequest, EgressResponse } from '../../contract/index.ts';
import { discard } from '../../store/open-source.ts';
import { guardHosts, refusedBy, type Line } from './line.ts';

/** Bytes that go out at once: what is lost when the line drops. */
const PIECE = 4 * 2 ** 20;
const TRIES = 5;

type SendOptions = Pick<EgressRequest, 'method'> & {
  headers?: Record<string, string>;
  body?: string | Uint8Array;
};
export type Send = (url: string, options: SendOptions) => Promise<EgressResponse>;

/** Sends one request of a publication; where it is pointed to another host it stops. */
export function sender({ egress, hosts, signal }: Line): Send {
  const guarded = guardHosts(egress, hosts);
  return (url, { method, headers = {}, body }) =>
    guarded({
      purpose: { requestId: 'publish', provider: 'registry', label: 'public', task: 'publish' },
      method,
      url,
      headers: { 'user-agent': 'nearmost', ...headers },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
}

/** Bytes that are sent piece by piece. */
export interface Upload {
  /** `sha256:` and hex. */
  readonly digest: string;
  readonly bytes: number;
  read(from: number, length: number): Uint8Array;
}

/** A file to be sent, read as it goes. */
export function withFile<T>(path: string, work: (read: Upload['read']) => Promise<T>): Promise<T> {
  const file = openSync(path, 'r');
  return work((from, length) => {
    const piece = Buffer.alloc(length);
    return piece.subarray(0, readSync(file, piece, 0, length, from));
  }).finally(() => closeSync(file));
}

/** The address that a registry gives for the next step; only on its own host. */
function nextStep(response: EgressResponse, url: string): string {
  const { location } = response.headers;
  const next = location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (!next)
    throw new NearmostError('download_failed', `${new URL(url).host} does not say where the upload goes on.`);
  if (next.origin !== new URL(url).origin)
    throw new NearmostError(
      'package_refused',
      `${new URL(url).host} wants the upload to go to another host, ${next.origin}.`,
      {
        hint: 'Use the registry by that name, if it is yours.',
      },
    );
  return next.href;
}

/** Bytes that the registry has, from `Range: 0-N`. */
function received({ headers }: EgressResponse): number {
  const last = /^(?:bytes=)?0-(\d+)$/.exec(headers['range']?.trim() ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/**
 * Sends a blob in pieces unless it is there; after a drop it asks how much came, and goes on there (or begins anew). Returns bytes sent.
 * @param repository address of the repository, `https://host/v2/<name>`
 */
export async function uploadBlob(line: Line, repository: string, upload: Upload): Promise<number> {
  const send = sender(line);
  const { signal, sleep = (ms) => delay(ms, undefined, signal === undefined ? {} : { signal }) } = line;
  const { host } = new URL(repository);
  const there = await send(`${repository}/blobs/${upload.digest}`, { method: 'HEAD' });
  await discard(there);
  if (there.status === 200) return 0;
  let url = await beginUpload(send, repository);
  let at = 0;
  for (let failures = 0; at < upload.bytes;) {
    const piece = upload.read(at, Math.min(PIECE, upload.bytes - at));
    try {
      const answer = await send(url, {
        method: 'PATCH',
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `${at}-${at + piece.byteLength - 1}`,
        },
        body: piece,
      });
      await discard(answer);
      if (answer.status === 202) {
        url = nextStep(answer, url);
        at += piece.byteLength;
        continue;
      }
      if (answer.status < 500 && answer.status !== 416) throw refusedBy(host, answer.status);
    } catch (error) {
      if (NearmostError.isInstance(error) || signal?.aborted === true) throw error;
    }
    if (++failures >= TRIES)
      throw new NearmostError(
        'download_failed',
        `${host} took ${at} of ${upload.bytes} bytes, then no more.`,
      );
    await sleep(500 * failures, signal);
    ({ url, at } = await whereItStands(send, url, repository));
    if (at > upload.bytes)
      throw new NearmostError('download_failed', `${host} says it has more bytes than were sent.`);
  }
  const end = new URL(url);
  end.searchParams.set('digest', upload.digest);
  const done = await send(end.href, { method: 'PUT', headers: { 'content-length': '0' } });
  await discard(done);
  if (done.status !== 201) throw refusedBy(host, done.status);
  return upload.bytes;
}

async function beginUpload(send: Send, repository: string): Promise<string> {
  const begun = await send(`${repository}/blobs/uploads/`, {
    method: 'POST',
    headers: { 'content-length': '0' },
  });
  await discard(begun);
  if (begun.status !== 202) throw refusedBy(new URL(repository).host, begun.status);
  return nextStep(begun, repository);
}

/** Where an upload goes on; some registries forget one whose last answer was lost, and then it begins anew. */
async function whereItStands(
  send: Send,
  url: string,
  repository: string,
): Promise<{ url: string; at: number }> {
  const state = await send(url, { method: 'GET' });
  await discard(state);
  if (state.status === 404) return { url: await beginUpload(send, repository), at: 0 };
  if (state.status !== 204) throw refusedBy(new URL(url).host, state.status);
  return {
    url: state.headers['location'] === undefined ? url : nextStep(state, url),
    at: received(state),
  };
}
