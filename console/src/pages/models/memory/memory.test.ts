import { expect, test } from 'vitest';
import type { MappedModel, MemoryEvent, MemoryMap } from '../../../../../src/contract/index.ts';
import { eventWords } from './event-words.ts';
import { doingWords, mapWords, partWords } from './memory-words.ts';

const model = (change: Partial<MappedModel> = {}): MappedModel => ({
  model: 'local/house',
  state: 'ready',
  active: 0,
  contextSize: 512,
  threads: 1,
  loadedAt: 0,
  lastUsedAt: 0,
  memory: { residentBytes: 150e6, method: 'measured' },
  bytes: 150e6,
  method: 'measured',
  softBytes: 10e6,
  shrunk: false,
  pinned: false,
  adapters: [],
  weightBytes: 140e6,
  kvBytes: 10e6,
  adapterBytes: 0,
  ...change,
});

test.each([
  [{}, 'ready, last used 2 min ago'],
  [{ active: 2 }, 'answers 2 requests'],
  [{ state: 'loading' as const }, 'is being loaded'],
  [{ state: 'closing' as const, active: 1 }, 'is leaving'],
  [{ shrunk: true }, 'rests with its conversations put away, last used 2 min ago'],
])('what it does %#', (change, words) => {
  expect(doingWords(model(change), 120_000)).toBe(words);
});

test('what its bytes are for', () => {
  expect(partWords(model())).toBe('model 140 MB · conversations 10.0 MB');
  expect(partWords(model({ kvBytes: 0, adapters: ['title'], adapterBytes: 1e5 }))).toBe(
    'model 140 MB · skill title 100 kB',
  );
});

test('the map in words', () => {
  const map = { budgetBytes: 1e9, models: [model()] } as unknown as MemoryMap;
  expect(mapWords(map)).toBe('house 150 MB, free 850 MB, of 1.0 GB');
});

const at = 0;
test.each<[MemoryEvent, string, string]>([
  [{ type: 'model-load', model: 'a', why: 'asked by mail', at }, 'load begins', 'asked by mail'],
  [{ type: 'model-ready', model: 'a', loadMs: 1200, at }, 'is in memory', 'loaded in 1.2 s'],
  [
    { type: 'model-shrink', model: 'a', freedBytes: 5e6, at },
    'put its conversations away',
    '5.0 MB free again',
  ],
  [{ type: 'model-restore', model: 'a', restoreMs: 40, at }, 'took its conversations back', 'in 40 ms'],
  [
    { type: 'model-exit', model: 'a', expected: true, detail: 'closed', why: 'room for b, asked by x', at },
    'left',
    'room for b, asked by x',
  ],
  [{ type: 'model-exit', model: 'a', expected: true, detail: 'closed', at }, 'left', ''],
  [
    { type: 'model-exit', model: 'a', expected: false, detail: 'killed by SIGKILL', at },
    'broke off',
    'killed by SIGKILL; it is loaded again when it is asked',
  ],
])('history %#', (event, what, why) => {
  expect(eventWords(event)).toEqual({ what, why });
});
