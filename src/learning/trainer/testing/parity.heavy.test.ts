import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEQUANTISED } from '../../../kit/gguf/dequantise.ts';
import {
  RANDOM_ARCHITECTURES,
  randomModel,
  type RandomModelOptions,
} from '../../../kit/gguf/testing/random-models.ts';
import type { TensorTypeName } from '../../../kit/gguf/types.ts';
import { openLlamaCpp } from './llama-cpp.ts';
import { type FileParity, fileParity, HALF_TYPES, QUANTISED_TYPES } from './parity.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-parity-'));
let llama: Llama;
beforeAll(async () => {
  llama = await openLlamaCpp();
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true });
});

async function compare(options: RandomModelOptions, cache?: 'F32'): Promise<FileParity> {
  const path = join(folder, 'model.gguf');
  writeFileSync(path, randomModel({ seed: 3, ...options }));
  return fileParity(llama, path, cache ? { cache } : {});
}

describe.each(RANDOM_ARCHITECTURES)('%s', (architecture) => {
  test('an F32 file gives the probabilities of llama.cpp', async () => {
    const served = await compare({ architecture });
    expect(served.top).toBeGreaterThan(0.05);
    expect(served.error).toBeLessThan(1e-3);
    // with nothing narrowed only rounding is left, and gemma's table of gelu in half precision
    const exact = await compare({ architecture }, 'F32');
    expect(exact.error).toBeLessThan(architecture === 'gemma3' ? 5e-4 : 1e-5);
  });

  test.each(HALF_TYPES)('a file of %s agrees within 5e-3', async (type) => {
    expect((await compare({ architecture, type })).error).toBeLessThan(5e-3);
  });

  test.each(QUANTISED_TYPES)('a file of %s agrees within 1e-2', async (type) => {
    const { error, top } = await compare({ architecture, type });
    expect(top).toBeGreaterThan(0.05);
    expect(error).toBeLessThan(1e-2);
  });
});

test.each(DEQUANTISED as readonly TensorTypeName[])(
  'rows of an embedding of %s are exactly those of llama.cpp',
  async (embeddingType) => {
    expect((await compare({ architecture: 'llama', embeddingType }, 'F32')).error).toBeLessThan(1e-5);
  },
);
