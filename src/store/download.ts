import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NearmostError } from '../contract/errors.ts';
import type { Egress } from '../contract/index.ts';
import { systemClock, type Clock } from '../kit/clock.ts';
import { judgeAnswer, mayResume, type Expected, type Verdict } from './judge-answer.ts';
import { discard, openSource, type Source } from './open-source.ts';
import { openPart, removePart, type PartFile } from './part-file.ts';
import { createProgress, type Progress } from './progress.ts';

export interface DownloadOptions {
  url: string;
  /** Where the unfinished file stands; the whole file is left there. */
  part: string;
  egress: Egress;
  expected?: Expected;
  /** Sees the first four bytes or more before any is kept; throws when they begin no file that is wanted. */
  checkHead?: ((head: Uint8Array) => void) | undefined;
  /** Value of the Authorization header, for the origin of `url` alone. */
  authorization?: string | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Hears why a connection ended and that it goes on by itself, and how often in a row it did without a byte. */
  onDropped?: ((drop: { why: string; failures: number; waitMs: number }) => void) | undefined;
  signal?: AbortSignal | undefined;
  clock?: Clock;
  sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  random?: () => number;
  /** Free bytes for files in a folder. */
  freeBytes?: (dir: string) => number;
  /** Milliseconds without a byte after which the connection counts as dropped; default 30,000. */
  stallMs?: number;
}

/** Tries in a row that bring no byte before the download gives up. */
const MOST_FAILURES = 6;
/** Room that must stay free. */
const MARGIN_BYTES = 64 * 2 ** 20;
const FINAL = new Set([
  'offline',
  'egress_refused',
  'upstream_auth',
  'download_failed',
  'disk_full',
  'home_unusable',
  'cancelled',
]);

const freeOn = (dir: string): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

const size = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;

function checkRoom(part: PartFile, total: number | undefined, freeBytes: (dir: string) => number): void {
  if (total === undefined) return;
  const need = total - part.size;
  const free = freeBytes(dirname(part.path));
  if (need + MARGIN_BYTES > free)
    throw new NearmostError(
      'disk_full',
      `${size(need)} are still to come, and ${size(MARGIN_BYTES)} must stay free, but only ${size(free)} are free in ${dirname(part.path)}.`,
    );
}

/** The next piece of a body, or an error when none comes in time. */
async function* withStall(body: AsyncIterable<Uint8Array>, stallMs: number): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const stalled = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`nothing came for ${stallMs} ms`)), stallMs);
      });
      const piece = await Promise.race([pieces.next(), stalled]).finally(() => clearTimeout(timer));
      if (piece.done === true) return;
      yield piece.value;
    }
  } finally {
    // Not awaited: a stalled body may never answer.
    pieces.return?.().catch(() => undefined);
  }
}

/**
 * Fetches a file into `part`: goes on where an earlier try stopped (unless the file changed), tries again when the
 * connection drops, hashes while it streams, checks length and sha256. On an error the part is kept for the next try,
 * except when its bytes are wrong or none came.
 * @throws download_failed, checksum_mismatch, disk_full, unknown_model, upstream_auth, offline, cancelled
 */
export async function download(options: DownloadOptions): Promise<{ bytes: number; sha256: string }> {
  const part = await openPart(options.part);
  try {
    const bytes = await fetchAll(part, options);
    await part.sync();
    const sha256 = part.sha256();
    const wanted = options.expected?.sha256 ?? sha256Of(part.state?.linkedEtag);
    if (wanted === undefined || wanted === sha256) return { bytes, sha256 };
    removePart(options.part);
    throw new NearmostError(
      'checksum_mismatch',
      `The file that came is not the one the hub describes: sha256 ${sha256}, not ${wanted}. It was deleted.`,
    );
  } catch (error) {
    if (options.signal?.aborted === true)
      throw new NearmostError('cancelled', `The download was stopped at ${part.size} bytes.`, {
        hint: 'Run the same command again: it goes on where it stopped.',
      });
    throw error;
  } finally {
    await part.close();
    if (part.size === 0) removePart(options.part);
  }
}

/** A hub's mark is the sha256 of the content where it looks like one. */
function sha256Of(etag: string | undefined): string | undefined {
  return /^"?([\da-f]{64})"?$/.exec(etag ?? '')?.[1];
}

/** Tries until the part is whole. */
async function fetchAll(part: PartFile, options: DownloadOptions): Promise<number> {
  const {
    clock = systemClock,
    sleep = (ms, signal) => delay(ms, undefined, { signal }),
    random = Math.random,
  } = options;
  const update = createProgress(clock, options.onProgress ?? (() => undefined));
  let failures = 0;
  let restarts = 0;
  for (;;) {
    const before = part.size;
    let why: string;
    let afterMs = 0;
    try {
      const result = await fetchOnce(part, options, update);
      if (result.act === 'complete') {
        update(part.size, part.size, true);
        return part.size;
      }
      if (result.act === 'restart' && restarts++ < 3) continue;
      why = result.act === 'retry' ? result.why : 'the file changes while it is fetched';
      if (result.act === 'retry') afterMs = result.afterMs ?? 0;
    } catch (error) {
      if (NearmostError.isInstance(error) && (!error.retryable || FINAL.has(error.code))) throw error;
      if (options.signal?.aborted === true) throw error;
      why = error instanceof Error ? error.message : String(error);
    }
    failures = part.size > before ? 1 : failures + 1;
    if (failures > MOST_FAILURES)
      throw new NearmostError(
        'download_failed',
        `${new URL(options.url).host} could not be read after ${failures} tries: ${why}. ${part.size} bytes are kept.`,
      );
    const waitMs = Math.max(afterMs, Math.min(30_000, 500 * 2 ** (failures - 1)) * (0.5 + random() / 2));
    options.onDropped?.({ why, failures, waitMs });
    await sleep(waitMs, options.signal);
  }
}

/** One connection, from the request to its end. */
async function fetchOnce(
  part: PartFile,
  options: DownloadOptions,
  update: (bytes: number, total: number | undefined) => void,
): Promise<Verdict> {
  const { url, egress, expected = {}, authorization, signal, stallMs = 30_000 } = options;
  if (part.size > 0 && !mayResume(part.state, url, expected)) await part.restart();
  if (expected.bytes !== undefined && part.size > expected.bytes) await part.restart();
  if (part.size > 0 && part.size === (expected.bytes ?? part.state?.total)) return { act: 'complete' };

  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  try {
    const source = await openSource({
      url,
      egress,
      authorization,
      signal: either,
      headers: rangeHeaders(part),
    });
    const verdict = judgeAnswer(answerOf(source), part.size, part.state, expected);
    if (verdict.act !== 'append' && verdict.act !== 'whole') {
      await discard(source.response);
      if (verdict.act === 'restart') await part.restart();
      return verdict;
    }
    if (verdict.act === 'whole' && part.size > 0) await part.restart();
    checkRoom(part, verdict.total, options.freeBytes ?? freeOn);
    part.remember({ ...verdict.state, url });
    let head: Uint8Array | undefined = part.size === 0 ? new Uint8Array() : undefined;
    for await (const chunk of withStall(source.response.body, stallMs)) {
      if (head !== undefined) {
        head = Buffer.concat([head, chunk]);
        if (head.byteLength >= 4) {
          await checkedHead(part, head, options);
          head = undefined;
        }
      }
      if (verdict.total !== undefined && part.size + chunk.byteLength > verdict.total) {
        await part.restart();
        throw new NearmostError(
          'download_failed',
          `${source.host} sends more than the ${verdict.total} bytes it announced.`,
        );
      }
      await part.append(chunk);
      update(part.size, verdict.total);
    }
    if (verdict.total === undefined || part.size === verdict.total) return { act: 'complete' };
    return { act: 'retry', why: `the connection ended at ${part.size} of ${verdict.total} bytes` };
  } finally {
    ended.abort();
  }
}

/** Pieces smaller than a head may have been written already: nothing of a refused file stays. */
async function checkedHead(part: PartFile, head: Uint8Array, options: DownloadOptions): Promise<void> {
  try {
    options.checkHead?.(head);
  } catch (error) {
    await part.restart();
    throw error;
  }
}

function rangeHeaders(part: PartFile): Record<string, string> {
  if (part.size === 0) return {};
  const validator = part.state?.validator;
  return { range: `bytes=${part.size}-`, ...(validator === undefined ? {} : { 'if-range': validator }) };
}

const answerOf = ({ response, ...rest }: Source): Parameters<typeof judgeAnswer>[0] => ({
  status: response.status,
  headers: response.headers,
  ...rest,
});
