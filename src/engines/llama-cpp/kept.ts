import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  commitKept,
  forgottenAt,
  keyOf,
  listKept,
  removeKept,
  statePath,
  type StoredFile,
  sumOf,
  touchKept,
} from './kept-files.ts';
import type { NativeContext } from './native.ts';
import { commonPrefix } from './prefix.ts';

/** Where the states of conversations are kept while their model is not in memory. */
export interface KeepPlace {
  folder: string;
  /** Of all files together. */
  mostBytes: number;
  maxAgeMs: number;
}

/** A sequence that may be saved. */
export interface KeepSequence {
  id: number;
  tokens: readonly number[];
  group: string;
  /** When it was used last, milliseconds of the epoch. */
  at: number;
}

/** States of sequences on disk: saved when the model goes, read when its conversations come back. */
export interface Kept {
  /** A saved state that is read sooner than its tokens are computed. `shared`: tokens that are there already. */
  find(prompt: readonly number[], group: string, shared: number): StoredFile | undefined;
  /** Puts it into an empty sequence; its tokens, none when the file was not sound (it is deleted then). */
  restore(file: StoredFile, sequence: number): Promise<number[]>;
  /** Saves what is worth it, last used first. Never throws: a full disk costs time later, nothing else. */
  save(sequences: readonly KeepSequence[]): Promise<void>;
  /** So many tokens of prompts took so long. */
  computed(tokens: number, ms: number): void;
}

export interface KeptOptions extends KeepPlace {
  /** Weights and engine: states of others are never looked at. */
  base: string;
  context: Pick<NativeContext, 'saveSequenceStateToFile' | 'loadSequenceStateFromFile' | 'disposeSequence'>;
  contextSize: number;
  now?: () => number;
}

/** Shorter conversations are computed in no time. */
const LEAST_TOKENS = 128;
/** Of disks, before one was measured: low, so that a slow one is not waited for. */
const BYTES_PER_SECOND = 100e6;

/** Whether reading so many bytes takes less time than computing so many tokens. */
export function worthReading(
  { bytes, tokens }: { bytes: number; tokens: number },
  bytesPerSecond: number,
  tokensPerSecond: number | null,
): boolean {
  if (tokens < LEAST_TOKENS) return false;
  return tokensPerSecond === null || bytes / bytesPerSecond < tokens / tokensPerSecond;
}

export function createKept({
  folder,
  mostBytes,
  maxAgeMs,
  base,
  context,
  contextSize,
  now = Date.now,
}: KeptOptions): Kept {
  let files = listKept(folder, maxAgeMs, now());
  let bytesPerSecond = BYTES_PER_SECOND;
  let tokensPerSecond: number | null = null;
  /** Bytes of a token's keys and values, once one was saved. */
  let bytesPerToken = 0;
  const keyFor = (group: string): string => keyOf(base, group);

  function drop(file: StoredFile): void {
    removeKept(folder, file.name);
    files = files.filter((other) => other !== file);
  }

  /** Deletes the least recently used until there is room. */
  function makeRoom(bytes: number): void {
    let total = files.reduce((sum, file) => sum + file.bytes, bytes);
    for (const file of files.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (total <= mostBytes) return;
      drop(file);
      total -= file.bytes;
    }
  }

  async function saveOne({ id, tokens, group, at }: KeepSequence): Promise<void> {
    const key = keyFor(group);
    const name = keyOf(key, tokens.join()).slice(0, 40);
    if (files.some((file) => file.key === key && commonPrefix(file.tokens, tokens) === tokens.length)) return;
    const temporary = join(folder, `new-${process.pid}-${name}`);
    try {
      // made here: the native code would let others read it
      writeFileSync(temporary, '', { mode: 0o600 });
      await context.saveSequenceStateToFile(temporary, id, Uint32Array.from(tokens));
      const sum = await sumOf(temporary);
      bytesPerToken = sum.bytes / tokens.length;
      if (sum.bytes > mostBytes) return;
      // an earlier state of the same conversation is of no use any more
      for (const file of files)
        if (file.key === key && commonPrefix(file.tokens, tokens) === file.tokens.length) drop(file);
      makeRoom(sum.bytes);
      const head = { key, tokens: [...tokens], ...sum, tokensPerSecond };
      commitKept(folder, name, head, temporary);
      files.push({ ...head, name, usedAt: at });
    } finally {
      for (const end of ['', '-head']) rmSync(`${temporary}${end}`, { force: true });
    }
  }

  return {
    find(prompt, group, shared) {
      const key = keyFor(group);
      let best: { file: StoredFile; tokens: number } | undefined;
      for (const file of files) {
        if (file.key !== key || file.tokens.length > contextSize) continue;
        const tokens = Math.min(commonPrefix(file.tokens, prompt), prompt.length - 1) - shared;
        const rate = tokensPerSecond ?? file.tokensPerSecond;
        if (tokens > (best?.tokens ?? 0) && worthReading({ bytes: file.bytes, tokens }, bytesPerSecond, rate))
          best = { file, tokens };
      }
      return best?.file;
    },
    async restore(file, sequence) {
      const path = statePath(folder, file.name);
      const began = performance.now();
      try {
        const { bytes, crc } = await sumOf(path);
        if (bytes !== file.bytes || crc !== file.crc) throw new Error('damaged');
        const tokens = [...(await context.loadSequenceStateFromFile(path, sequence, contextSize))];
        if (tokens.join() !== file.tokens.join()) throw new Error('another conversation');
        bytesPerSecond = bytes / ((performance.now() - began) / 1000);
        file.usedAt = now();
        touchKept(folder, file.name, file.usedAt);
        return tokens;
      } catch {
        context.disposeSequence(sequence);
        drop(file);
        return [];
      }
    },
    async save(sequences) {
      try {
        const since = forgottenAt(folder);
        files = listKept(folder, maxAgeMs, now());
        const worth = sequences.filter(
          ({ tokens: { length }, at }) =>
            at > since &&
            worthReading({ bytes: bytesPerToken * length, tokens: length }, bytesPerSecond, tokensPerSecond),
        );
        let left = mostBytes;
        for (const sequence of worth.toSorted((a, b) => b.at - a.at)) {
          const before = files.length;
          await saveOne(sequence);
          left -= files.length > before ? (files.at(-1)?.bytes ?? 0) : 0;
          // the next one would push out what was just saved
          if (left <= 0 || !existsSync(folder)) return;
        }
      } catch {
        // no room, no rights: the conversation is computed again
      }
    },
    computed(tokens, ms) {
      const rate = (tokens / ms) * 1000;
      tokensPerSecond = tokensPerSecond === null ? rate : 0.7 * tokensPerSecond + 0.3 * rate;
    },
  };
}
