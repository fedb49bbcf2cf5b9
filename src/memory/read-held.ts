import { readFile } from 'node:fs/promises';
import type { LoadedModel } from '../contract/index.ts';

/** Bytes that a model's process holds. */
export interface Held {
  residentBytes: number;
  /** Most that it ever held. */
  peakBytes: number;
  /** Weights in memory of its own, keys and values, working memory; null: not told apart. */
  anonymousBytes: number | null;
  /** Files mapped into memory: the program itself, and weights that are read in place. */
  mappedBytes: number | null;
  /** `smaps`: Linux; `rss`: the resident set as the process tells it, on other systems. */
  method: 'smaps' | 'rss';
}

const kilobytes = (text: string, name: string): number | undefined => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
};

/** From Linux' `smaps_rollup` and `status` of a process; undefined: they do not say. */
export function heldFromSmaps(rollup: string, status: string): Held | undefined {
  const residentBytes = kilobytes(rollup, 'Rss');
  const anonymousBytes = kilobytes(rollup, 'Anonymous');
  if (residentBytes === undefined || anonymousBytes === undefined) return undefined;
  return {
    residentBytes,
    peakBytes: Math.max(residentBytes, kilobytes(status, 'VmHWM') ?? 0),
    anonymousBytes,
    mappedBytes: residentBytes - anonymousBytes,
    method: 'smaps',
  };
}

/** What a loaded model holds now; undefined where the system does not tell. */
export async function readHeld(loaded: LoadedModel, folder = '/proc'): Promise<Held | undefined> {
  const [rollup, status] = await Promise.all(
    ['smaps_rollup', 'status'].map((name) =>
      readFile(`${folder}/${loaded.pid}/${name}`, 'utf8').catch(() => ''),
    ),
  );
  const held = heldFromSmaps(rollup ?? '', status ?? '');
  if (held) return held;
  const { residentBytes, method } = await loaded.memory();
  if (residentBytes === null || method !== 'measured') return undefined;
  return { residentBytes, peakBytes: residentBytes, anonymousBytes: null, mappedBytes: null, method: 'rss' };
}
