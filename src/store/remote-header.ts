import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import type { Egress } from '../contract/index.ts';
import { type GgufHeader, readGguf } from '../kit/gguf/read.ts';
import { count, discard, openSource } from './open-source.ts';

/** Enough for most headers; those of large vocabularies take more, in steps. */
const FIRST = 8 * 2 ** 20;
const LONGEST = 128 * 2 ** 20;

export interface RemoteFile {
  url: string;
  egress: Egress;
  authorization?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes that are asked for first; default 8 MiB, then always twice as many. */
  firstBytes?: number;
}

/**
 * Reads the header of a GGUF file that lies elsewhere: only its first megabytes are fetched, by a request for a range.
 * @throws invalid_model_file, download_failed, offline, cancelled
 */
export async function readRemoteHeader({
  url,
  firstBytes = FIRST,
  ...call
}: RemoteFile): Promise<GgufHeader> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-header-'));
  const path = join(folder, 'header.gguf');
  const file = openSync(path, 'w');
  try {
    for (let have = 0, want = firstBytes; ; want *= 2) {
      const total = await fetchRange({ url, ...call, file, from: have, end: want });
      have = Math.min(want, total);
      // the rest is a hole: the reader checks that every tensor lies inside the file
      ftruncateSync(file, total);
      try {
        const header = await readGguf(path);
        if (header.dataOffset <= have) return header;
      } catch (error) {
        if (have >= total || have >= LONGEST) throw error;
      }
      if (have >= LONGEST)
        throw new NearmostError(
          'invalid_model_file',
          `The header of ${url} is longer than ${LONGEST} bytes.`,
        );
    }
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fetches bytes up to `end` and gives the length of the whole file. A sender that ignores ranges is cut off. */
async function fetchRange(
  request: RemoteFile & { file: number; from: number; end: number },
): Promise<number> {
  const { file, from, end, ...call } = request;
  const host = new URL(call.url).host;
  const { response, linkedSize } = await openSource({
    ...call,
    headers: { range: `bytes=${from}-${end - 1}` },
    timeoutMs: 30_000,
  });
  const { status, headers } = response;
  if (status !== 200 && status !== 206) {
    await discard(response);
    throw new NearmostError('download_failed', `${host} answered ${status} when asked for the header.`);
  }
  const stated = /\/(\d{1,15})$/.exec(headers['content-range'] ?? '')?.[1];
  const total = (status === 206 ? count(stated) : count(headers['content-length'])) ?? linkedSize;
  let at = status === 206 ? from : 0;
  if (status === 206 && !(headers['content-range'] ?? '').startsWith(`bytes ${from}-`))
    throw new NearmostError('download_failed', `${host} sent another piece than the one that was asked for.`);
  for await (const piece of response.body) {
    const part = piece.subarray(0, Math.max(0, end - at));
    if (at === 0 && Buffer.from(part.subarray(0, 4)).toString('latin1') !== 'GGUF')
      throw new NearmostError('invalid_model_file', `${call.url} does not begin with "GGUF".`);
    writeSync(file, part, 0, part.length, at);
    at += part.length;
    if (at >= end) break;
  }
  if (total === undefined && at >= end)
    throw new NearmostError('download_failed', `${host} does not say how long the file is.`);
  if (at < Math.min(end, total ?? at))
    throw new NearmostError('download_failed', `${host} ended the connection after ${at} bytes.`, {
      hint: 'Run the same command again.',
    });
  return total ?? at;
}
