import { expect, test } from 'vitest';
import type { CatalogRow } from '../../../../../src/contract/index.ts';
import { doubtWords, fitWords, hindrance } from './fit-words.ts';
import { otherName } from './other-name.ts';

const row = (change: Partial<CatalogRow> = {}): CatalogRow => ({
  name: 'a',
  id: 'o/a',
  jobs: ['chat'],
  bytes: 1e9,
  licence: 'mit',
  contextLength: 1000,
  parameters: 1e9,
  about: '',
  usable: true,
  fit: 'good',
  reason: 'Why.',
  needBytes: 1e9,
  tokensPerSecond: 20,
  missingDiskBytes: 0,
  here: null,
  ...change,
});

test.each([
  [{}, 'fits', undefined, undefined],
  [
    { here: 'a', fit: 'no' as const },
    'is here',
    'Why. It can be fetched, but not be used on this machine.',
    undefined,
  ],
  [{ fit: 'tight' as const }, 'fits just so', 'Why. Until then it cannot be loaded.', undefined],
  [{ usable: false }, 'no engine yet', undefined, 'Why.'],
  [
    { missingDiskBytes: 2e9 },
    'disk too full',
    undefined,
    'The disk lacks 2.0 GB for it. Remove something first.',
  ],
])('fit in words %#', (change, words, doubt, stop) => {
  expect([fitWords(row(change)).words, doubtWords(row(change)), hindrance(row(change))]).toEqual([
    words,
    doubt,
    stop,
  ]);
});

test.each([
  ['unsloth/Qwen3.5-2B-GGUF', 'unsloth/Qwen3.5-2B-GGUF'],
  [' unsloth/Qwen3.5-2B-GGUF:Q8_0 ', 'unsloth/Qwen3.5-2B-GGUF:Q8_0'],
  ['https://host/file.gguf', 'https://host/file.gguf'],
  ['hf.co/unsloth/Qwen3.5-2B-GGUF', 'hf.co/unsloth/Qwen3.5-2B-GGUF'],
  ['chat', undefined],
  ['talk / write', undefined],
  ['/etc/passwd', undefined],
  ['./file.gguf', undefined],
  ['', undefined],
])('%j names a model outside the list: %s', (typed, name) => {
  expect(otherName(typed)).toBe(name);
});
