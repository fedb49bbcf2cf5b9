import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readGguf } from '../kit/gguf/read.ts';
import { randomLlamaParts, type RandomLlamaOptions } from '../kit/gguf/testing/random-llama.ts';
import { writeGguf } from '../kit/gguf/write.ts';
import { modelSizes, type ModelSizes } from './model-sizes.ts';
import { isRearranged } from './rearranged.ts';
import { simdOf, usualSimd, type Simd } from './simd.ts';

const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const none: Simd = { avx2: false, avx512: false, dotprod: false, i8mm: false };
const intel = { ...none, avx2: true };
const apple = { ...none, dotprod: true };
let files = 0;

async function sizesOf(
  options: RandomLlamaOptions,
  simd: Simd,
  change: { tied?: boolean } = {},
): Promise<ModelSizes> {
  const { entries, tensors } = randomLlamaParts(options);
  const kept = tensors.filter(({ name }) => change.tied !== true || name !== 'output.weight');
  const path = join(folder, `${files++}.gguf`);
  writeFileSync(path, writeGguf(entries, kept));
  return modelSizes(await readGguf(path), simd);
}

const EMBEDDING = 304 * 34 * 2;

test('widths, keys and values and tables come from the header', async () => {
  const sizes = await sizesOf(
    { width: 64, layers: 3, heads: 4, kvHeads: 2, feedForward: 128, vocabulary: 304 },
    intel,
  );
  expect(sizes).toMatchObject({
    width: 64,
    queryWidth: 64,
    keyWidth: 32,
    feedForward: 128,
    vocabulary: 304,
    merges: 1,
  });
  expect(sizes.kvBytesPerToken).toBe(2 * (16 + 16) * 2 * 3);
  expect(sizes).toMatchObject({ rearrangedBytes: 0, factorBytes: 0, encoder: false });
});

test('a tied embedding is there twice where the output is rearranged, and only there', async () => {
  const options = { type: 'Q8_0', vocabulary: 304 } as const;
  const [onIntel, onApple] = [
    await sizesOf(options, intel, { tied: true }),
    await sizesOf(options, apple, { tied: true }),
  ];
  expect(onApple.weightBytes - onIntel.weightBytes).toBe(EMBEDDING);
  expect(onIntel.rearrangedBytes).toBe(0);
  // all matrices of the layers, and the second copy
  const { tensors } = randomLlamaParts(options);
  const layers = tensors.filter(({ name, type }) => name.startsWith('blk.') && type === 'Q8_0');
  expect(onApple.rearrangedBytes).toBe(layers.reduce((sum, { data }) => sum + data.length, EMBEDDING));
  const untied = await sizesOf(options, apple);
  expect(untied.weightBytes).toBe(onApple.weightBytes);
});

test.each([
  ['Q4_0', 64, intel, true],
  ['Q4_0', 68, intel, false],
  ['Q4_0', 68, apple, true],
  ['Q4_0', 64, none, false],
  ['Q8_0', 64, intel, false],
  ['Q8_0', 64, apple, true],
  ['Q6_K', 64, intel, false],
  ['Q6_K', 64, apple, true],
  ['Q2_K', 64, intel, false],
  ['Q2_K', 64, { ...intel, avx512: true }, true],
  ['F16', 64, apple, false],
] as const)('%s with %i rows', (type, rows, simd, expected) => {
  expect(isRearranged(type, rows, simd)).toBe(expected);
});

test('the processor is known by the flags that the kernel lists', () => {
  const files = (cpuinfo: string) => ({ text: () => cpuinfo, list: () => [] });
  expect(
    simdOf('linux', 'x64', files('model name\t: x\nflags\t\t: fpu sse2 avx avx2 avx512f amx_tile')),
  ).toEqual({
    ...none,
    avx2: true,
    avx512: true,
  });
  expect(simdOf('linux', 'arm64', files('Features\t: fp asimd asimddp i8mm'))).toEqual({
    ...none,
    dotprod: true,
    i8mm: true,
  });
  expect(simdOf('linux', 'x64', { text: () => undefined, list: () => [] })).toEqual(usualSimd('x64'));
  expect(simdOf('darwin', 'arm64', files('flags : avx2'))).toEqual(apple);
});
