import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelSizes } from '../device/model-sizes.ts';
import { neededBytes } from '../device/needed-bytes.ts';
import { systemClock } from '../kit/clock.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { createFootprints, type Footprints, type LoadShape } from './footprints.ts';
import type { Held } from './read-held.ts';
import { fakeRecord } from './testing/fake-engine.ts';

let folder: string;
let database: Database;
const shape: LoadShape = { contextSize: 512, sequences: 2, adapters: 0 };
const held = (peakBytes: number): Held => ({
  residentBytes: peakBytes,
  peakBytes,
  anonymousBytes: peakBytes - 10,
  mappedBytes: 10,
  method: 'smaps',
});
const [a, b] = [fakeRecord('a'), fakeRecord('b')];
const guess = (contextSize: number): number =>
  neededBytes({ info: a.info, fileBytes: a.bytes, contextSize, sequences: 2 }).total;
const guessOfNothing: ModelSizes = {
  weightBytes: 0,
  rearrangedBytes: 0,
  kvBytesPerToken: 0,
  width: 64,
  queryWidth: 64,
  keyWidth: 32,
  feedForward: 128,
  factorBytes: 2,
  vocabulary: 300,
  merges: 0,
  encoder: false,
};
const open = (sizesOf?: (path: string) => Promise<ModelSizes>): Footprints => {
  database = openDatabase(join(folder, 'db.sqlite'));
  return createFootprints({ database, clock: systemClock, ...(sizesOf ? { sizesOf } : {}) });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-footprints-'));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

test('what was measured is remembered over a restart; the most counts', () => {
  const first = open();
  expect(first.of(a, shape)).toMatchObject({ bytes: guess(512), method: 'estimated' });
  first.remember(a, shape, { held: held(5e8), loadMs: 1500 });
  first.remember(a, shape, { held: held(4e8) });
  database.close();
  expect(open().of(a, shape)).toMatchObject({
    bytes: 5e8,
    loadBytes: 5e8,
    loadSeconds: 1.5,
    method: 'measured',
  });
});

test('the header is read once and makes the estimate exact; a file that cannot be read leaves the guess', async () => {
  const sizes = { ...guessOfNothing, weightBytes: 1e9, kvBytesPerToken: 1000 };
  const read: string[] = [];
  const first = open(async (path) => {
    read.push(path);
    if (path === b.path) throw new Error('gone');
    return sizes;
  });
  await Promise.all([first.examine(a), first.examine(b)]);
  expect([first.examine(a), first.examine(b), read]).toEqual([undefined, undefined, [a.path, b.path]]);
  const { kv, total } = neededBytes({ sizes, fileBytes: a.bytes, contextSize: 512, sequences: 2 });
  expect(first.of(a, shape)).toMatchObject({ bytes: Math.ceil(total), softBytes: kv });
  expect(first.of(b, shape)).toMatchObject({ bytes: guess(512) });
});

test('another context is estimated from what the same model held', () => {
  const footprints = open();
  footprints.remember(a, shape, { held: held(5e8), loadMs: 1500 });
  const more = footprints.of(a, { ...shape, contextSize: 1024 });
  expect(more).toMatchObject({
    bytes: 5e8 + guess(1024) - guess(512),
    loadSeconds: 1.5,
    method: 'estimated',
  });
  expect(footprints.of(a, { ...shape, adapters: 3 })).toMatchObject({ bytes: 5e8, method: 'estimated' });
  footprints.remember(a, { ...shape, adapters: 3 }, { held: held(6e8) });
  expect(footprints.of(a, { ...shape, adapters: 3 })).toMatchObject({ bytes: 6e8, method: 'measured' });
  expect(footprints.of(a, shape)).toMatchObject({ bytes: 5e8, method: 'measured' });
});

test('the estimate of a new model is corrected by how far three others were off, within bounds', () => {
  const footprints = open();
  for (const [id, factor] of [
    ['b', 1.2],
    ['c', 1.3],
  ] as const)
    footprints.remember(fakeRecord(id), shape, { held: held(Math.round(guess(512) * factor)) });
  expect(footprints.of(a, shape).bytes).toBe(guess(512));
  footprints.remember(fakeRecord('d'), shape, { held: held(guess(512) * 9) });
  expect(footprints.of(a, shape).bytes).toBeCloseTo(guess(512) * 1.3, -1);
  footprints.remember(fakeRecord('e'), shape, { held: held(guess(512) * 9) });
  footprints.remember(fakeRecord('f'), shape, { held: held(guess(512) * 9) });
  expect(footprints.of(a, shape).bytes).toBeCloseTo(guess(512) * 1.5, -1);
});

test('growth in use is told apart from what a load takes', () => {
  const footprints = open();
  footprints.remember(a, shape, { held: held(3e8), loadMs: 10 });
  footprints.remember(a, shape, { held: held(7e8) });
  expect(footprints.of(a, shape)).toMatchObject({ bytes: 7e8, loadBytes: 3e8 });
});

test('another file under the same name is not what was measured', () => {
  const footprints = open();
  footprints.remember(a, shape, { held: held(5e8) });
  expect(footprints.of({ ...a, addedAt: 7 }, shape).method).toBe('estimated');
  expect(footprints.of({ ...a, bytes: 7 }, shape).method).toBe('estimated');
});
