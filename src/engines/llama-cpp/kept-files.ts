import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What is known of a saved sequence: the JSON file beside it. It is written last, so one that is there is whole. */
export interface KeptFile {
  /** Model, adapter and engine that the state is of. */
  key: string;
  tokens: number[];
  bytes: number;
  /** Of the state's file. */
  crc: number;
  /** How fast prompts were computed when it was saved; null: not measured. */
  tokensPerSecond: number | null;
}

export interface StoredFile extends KeptFile {
  name: string;
  usedAt: number;
}

/** Touched when the owner wants all forgotten: what is older is not saved any more. */
const MARK = 'forgotten';
const HEAD = 'nearmost-kept-1';

export const keyOf = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([HEAD, ...parts]))
    .digest('hex');

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value);

/** Undefined: not one of ours, or damaged. */
function parse(text: string): KeptFile | undefined {
  try {
    const { key, tokens, bytes, crc, tokensPerSecond } = JSON.parse(text) as Partial<KeptFile>;
    if (typeof key !== 'string' || !isNumber(bytes) || !isNumber(crc)) return undefined;
    if (!Array.isArray(tokens) || tokens.length === 0 || !tokens.every(isNumber)) return undefined;
    const rate = typeof tokensPerSecond === 'number' && tokensPerSecond > 0 ? tokensPerSecond : null;
    return { key, tokens, bytes, crc, tokensPerSecond: rate };
  } catch {
    return undefined;
  }
}

export const statePath = (folder: string, name: string): string => join(folder, `${name}.kv`);

export function removeKept(folder: string, name: string): void {
  for (const end of ['json', 'kv']) rmSync(join(folder, `${name}.${end}`), { force: true, recursive: true });
}

/** All sound entries, last used first; what is older than `maxAgeMs`, damaged or half-written is deleted. */
export function listKept(folder: string, maxAgeMs: number, now: number): StoredFile[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found: StoredFile[] = [];
  const names = new Set<string>();
  for (const file of readdirSync(folder)) {
    const name = /^(.+)\.(?:kv|json)$/.exec(file)?.[1];
    if (name !== undefined) names.add(name);
    else if (file !== MARK) removeOld(join(folder, file), now);
  }
  for (const name of names) {
    const state = statSync(statePath(folder, name), { throwIfNoEntry: false });
    const head = state?.isFile() ? readHead(folder, name) : undefined;
    if (state && head && head.bytes === state.size && now - state.mtimeMs <= maxAgeMs)
      found.push({ ...head, name, usedAt: state.mtimeMs });
    // another process may be writing this very moment
    else if (!state?.isFile() || now - state.mtimeMs > 60_000 || head) {
      removeKept(folder, name);
    }
  }
  return found.toSorted((a, b) => b.usedAt - a.usedAt);
}

/** Deletes what nobody came back to for so long, without a look inside. Never throws. */
export function pruneKept(folder: string, maxAgeMs: number, now: number): void {
  try {
    for (const file of readdirSync(folder)) {
      const stat = statSync(join(folder, file), { throwIfNoEntry: false });
      if (file.endsWith('.kv') && stat && now - stat.mtimeMs > maxAgeMs)
        removeKept(folder, file.slice(0, -'.kv'.length));
    }
  } catch {
    // there is no folder, or it cannot be read: then nothing is kept either
  }
}

/** Half-written files of a process that died; a living one may be writing this very moment. */
function removeOld(path: string, now: number): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat && now - stat.mtimeMs > 60_000) rmSync(path, { force: true, recursive: true });
}

function readHead(folder: string, name: string): KeptFile | undefined {
  try {
    return parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes the head of a state that is whole, which makes it valid. */
export function commitKept(folder: string, name: string, head: KeptFile, temporary: string): void {
  const headTemporary = `${temporary}-head`;
  writeFileSync(headTemporary, JSON.stringify(head), { mode: 0o600 });
  renameSync(temporary, statePath(folder, name));
  renameSync(headTemporary, join(folder, `${name}.json`));
}

export const touchKept = (folder: string, name: string, now: number): void =>
  utimesSync(statePath(folder, name), now / 1000, now / 1000);

/** Size and checksum of a file, read in pieces. */
export async function sumOf(path: string): Promise<{ bytes: number; crc: number }> {
  const file = await open(path, 'r');
  try {
    const piece = Buffer.alloc(4 << 20);
    let crc = 0;
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) return { bytes, crc };
      crc = crc32(piece.subarray(0, bytesRead), crc);
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Milliseconds of the epoch; nothing computed before may be saved. */
export const forgottenAt = (folder: string): number =>
  statSync(join(folder, MARK), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Deletes all saved conversations; what models in memory hold of earlier ones will not be saved either. */
export function forgetKept(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, MARK), '', { mode: 0o600 });
}
