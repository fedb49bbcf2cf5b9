import { createHash, type Hash } from 'node:crypto';
import { createReadStream, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { NearmostError } from '../contract/errors.ts';
import { isDiskFull, writeFileAtomic } from './write-file.ts';

/** What must be the same when a download goes on. */
export interface PartState {
  url: string;
  /** For If-Range: a strong ETag or a date of the server that sends the bytes. */
  validator?: string;
  /** The hub's own mark of the content. */
  linkedEtag?: string;
  total?: number;
}

/** An unfinished download: bytes from the beginning of the file, and beside it (`.json`) what they belong to. */
export interface PartFile {
  readonly path: string;
  readonly size: number;
  readonly state: PartState | undefined;
  /** Hex, of all bytes so far. */
  sha256(): string;
  append(chunk: Uint8Array): Promise<void>;
  /** Throws the bytes away and begins again. */
  restart(): Promise<void>;
  remember(state: PartState): void;
  /** Makes the bytes durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Deletes an unfinished download. */
export function removePart(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.json`, { force: true });
}

function readState(path: string): PartState | undefined {
  try {
    const state = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as PartState;
    return typeof state?.url === 'string' ? state : undefined;
  } catch {
    return undefined; // not there or half written: the bytes cannot be trusted either
  }
}

/** SHA-256 of the first bytes of a file, still open for more. */
export async function hashOf(path: string, bytes: number): Promise<Hash> {
  const hash = createHash('sha256');
  if (bytes > 0)
    for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: 2 ** 20 }))
      hash.update(chunk as Uint8Array);
  return hash;
}

function writeError(error: unknown, path: string, size: number): NearmostError {
  if (isDiskFull(error))
    return new NearmostError(
      'disk_full',
      `The disk is full: ${path} stopped at ${size} bytes, which are kept.`,
      {
        hint: 'Make room (nearmost ls, nearmost rm <model>), then run the same command again: it goes on where it stopped.',
        cause: error,
      },
    );
  return new NearmostError('home_unusable', `${path} cannot be written: ${(error as Error).message}.`, {
    cause: error,
  });
}

/**
 * Opens an unfinished download, new or old; the bytes that are there are hashed again.
 * @throws home_unusable; `append` throws disk_full
 */
export async function openPart(path: string): Promise<PartFile> {
  const file = await open(path, 'a+', 0o600).catch((error: unknown) => {
    throw writeError(error, path, 0);
  });
  let { size } = await file.stat();
  let state = readState(path);
  if (state === undefined && size > 0) {
    await file.truncate(0);
    size = 0;
  }
  let hash = await hashOf(path, size);
  return {
    path,
    get size() {
      return size;
    },
    get state() {
      return state;
    },
    sha256: () => hash.copy().digest('hex'),
    async append(chunk) {
      let written = 0;
      try {
        while (written < chunk.byteLength) {
          const { bytesWritten } = await file.write(chunk, written);
          hash.update(chunk.subarray(written, written + bytesWritten));
          written += bytesWritten;
          size += bytesWritten;
        }
      } catch (error) {
        throw writeError(error, path, size);
      }
    },
    async restart() {
      rmSync(`${path}.json`, { force: true });
      await file.truncate(0);
      size = 0;
      state = undefined;
      hash = createHash('sha256');
    },
    remember(next) {
      state = next;
      writeFileAtomic(`${path}.json`, `${JSON.stringify(next)}\n`);
    },
    sync: () => file.sync(),
    close: () => file.close(),
  };
}
