import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseServerRecord, type ServerRecord } from '../client/server-record.ts';
import { isAlive } from '../kit/is-alive.ts';
import { ensureToken } from '../store/token.ts';
import type { Home } from '../store/home.ts';
import { writeFileAtomic } from '../store/write-file.ts';
import { createApi, type Api } from './api.ts';

const fileOf = (home: Home): string => join(home.dir, 'server.json');

/** Says where the server listens. */
export function writeServerRecord(home: Home, record: ServerRecord): void {
  writeFileAtomic(fileOf(home), `${JSON.stringify(record)}\n`);
}

/** Takes the record away, unless another server wrote it. */
export function removeServerRecord(home: Home, pid: number): void {
  if (readServerRecord(home)?.pid === pid) rmSync(fileOf(home), { force: true });
}

/** The record, if it is there and makes sense. */
export function readServerRecord(home: Home): ServerRecord | undefined {
  try {
    return parseServerRecord(readFileSync(fileOf(home), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The running server of this home; undefined when there is none (a record left by a killed one is recognised). */
export async function findServer(
  home: Home,
  signal?: AbortSignal,
): Promise<(Api & { pid: number }) | undefined> {
  const record = readServerRecord(home);
  if (record === undefined || !isAlive(record.pid)) return undefined;
  const api = createApi({
    url: record.url,
    token: ensureToken(home),
    ...(signal === undefined ? {} : { signal }),
  });
  return (await api.healthy()) ? { ...api, pid: record.pid } : undefined;
}
