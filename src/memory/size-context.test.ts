import { expect, test } from 'vitest';
import type { ModelInfo } from '../contract/index.ts';
import { kvBytesPerToken } from '../device/kv-bytes.ts';
import { sizeContext } from './size-context.ts';

const info: ModelInfo = {
  architecture: 'qwen3',
  parameters: 6e8,
  tensorBytes: 6e8,
  contextLength: 32_768,
  embeddingLength: 1024,
  layers: 28,
  heads: 16,
  kvHeads: 8,
  headLength: 128,
  vocabularySize: 151_936,
  quantisation: 'Q8_0',
  embeddingOnly: false,
};
const GiB = 2 ** 30;

test('keys and values of one token', () => {
  expect(kvBytesPerToken(info)).toBe(114_688);
});

test.each([
  ['all fits', 64, { contextSize: 4096, sequences: 8 }, { contextSize: 4096, sequences: 8 }],
  ['fewer sequences first', 8, { contextSize: 4096, sequences: 8 }, { contextSize: 4096, sequences: 4 }],
  ['then fewer tokens', 1, { contextSize: 4096, sequences: 8 }, { contextSize: 2340, sequences: 1 }],
  [
    'never beyond the model',
    512,
    { contextSize: 100_000, sequences: 1 },
    { contextSize: 32_768, sequences: 1 },
  ],
])('%s', (_name, gib, wish, size) => {
  expect(sizeContext(info, wish, gib * GiB)).toMatchObject(size);
});
