import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readGguf } from '../../../kit/gguf/read.ts';
import { tensorNamed } from '../../../kit/gguf/read-tensor.ts';
import { DEQUANTISED } from '../../../kit/gguf/dequantise.ts';
import {
  RANDOM_ARCHITECTURES,
  randomModel,
  type RandomModelOptions,
} from '../../../kit/gguf/testing/random-models.ts';
import type { TensorTypeName } from '../../../kit/gguf/types.ts';
import { openLlamaCpp } from './llama-cpp.ts';
import {
  type FileParity,
  fileParity,
  type FileParityOptions,
  HALF_TYPES,
  QUANTISED_TYPES,
} from './parity.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-parity-'));
let llama: Llama;
beforeAll(async () => {
  llama = await openLlamaCpp();
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, maxRetries: 8 });
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

/**
 * Least error over a few texts when products see 8-bit numbers as in llama.cpp (or do not, as where it has a matrix library).
 * A number that lies between two of them may be rounded otherwise there, and from then on everything differs a little: some
 * texts have none.
 */
async function leastRounded(path: string, options: FileParityOptions = {}): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (const narrow of [true, false])
    for (let text = 5; text < 13 && least > 1e-5; text++) {
      const { error } = await fileParity(llama, path, { ...options, text, narrow, cache: 'F32' });
      least = Math.min(least, error);
    }
  return least;
}

// gemma's table of gelu makes other roundings certain
describe.each(['llama', 'qwen2', 'qwen3'] as const)('%s', (architecture) => {
  test.each(QUANTISED_TYPES)(
    'what differs beside weights of %s is how llama.cpp rounds activations',
    async (type) => {
      const path = join(folder, 'narrow.gguf');
      writeFileSync(path, randomModel({ seed: 3, architecture, type }));
      expect(await leastRounded(path)).toBeLessThan(1e-5);
    },
  );
});

describe('models that were not made for this test', () => {
  const repository = join(import.meta.dirname, '../../../..');
  const open = async (name: string, skip: (note: string) => void) => {
    const path = join(repository, name);
    if (!existsSync(path)) skip(`there is no ${path}`);
    return { path, vocabulary: tensorNamed(await readGguf(path), 'token_embd.weight').dimensions[1] ?? 0 };
  };

  test.for([
    ['models/house/house.gguf', 5e-3],
    ['../shared/weights/stories260K-f32.gguf', 1e-3],
  ] as const)('%s agrees', async ([name, bound], { skip }) => {
    const { path, vocabulary } = await open(name, skip);
    const { error, top } = await fileParity(llama, path, { vocabulary });
    expect(top).toBeGreaterThan(0.05);
    expect(error).toBeLessThan(bound);
  });

  // so small a model answers otherwise by 3e-2 when one activation is rounded otherwise
  test('stories260K in Q8_0 agrees but for roundings', async ({ skip }) => {
    const { path, vocabulary } = await open('../shared/weights/stories260K-q8_0.gguf', skip);
    expect(await leastRounded(path, { vocabulary })).toBeLessThan(1e-5);
  });
});
