import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelInfo } from '../contract/index.ts';
import { fits, type FitDevice, type FitQuestion } from './fits.ts';
import type { ModelSizes } from './model-sizes.ts';
import { neededBytes } from './needed-bytes.ts';

const GB = 1e9;
const UNKNOWN = { method: 'unavailable', bytesPerSecond: null, threads: 0 } as const;
const machine = (total: number, free: number, speed: number | null = 20 * GB): FitDevice => ({
  memory: { totalBytes: total * GB, freeBytes: free * GB, limitedBy: 'machine' },
  bandwidth: speed === null ? UNKNOWN : { method: 'measured', bytesPerSecond: speed, threads: 1 },
});
/** Shape of the random model that was measured: 207M parameters, Q4_0. */
const measured: ModelInfo = {
  architecture: 'llama',
  parameters: 207_119_360,
  tensorBytes: 116_592_640,
  contextLength: 4096,
  embeddingLength: 1024,
  layers: 12,
  heads: 16,
  kvHeads: 8,
  headLength: 64,
  vocabularySize: 32_000,
  quantisation: 'Q4_0',
  embeddingOnly: false,
};
/** Shape of a widespread model of eight billion parameters, Q4_K_M. */
const eight: ModelInfo = {
  ...measured,
  architecture: 'qwen3',
  parameters: 8_190_735_360,
  tensorBytes: 5_027_783_488,
  contextLength: 40_960,
  embeddingLength: 4096,
  layers: 36,
  heads: 32,
  headLength: 128,
  vocabularySize: 151_936,
  quantisation: 'Q4_K_M',
};
const ask = (info: ModelInfo, contextSize = 4096, sequences = 1): FitQuestion => ({
  info,
  fileBytes: info.tensorBytes + 6_000_000,
  contextSize,
  sequences,
});

/** Sizes of a model of the benchmark `fits`: 768 wide, 24,000 words, Q4_0. */
const q4: ModelSizes = {
  weightBytes: 54_337_536,
  rearrangedBytes: 43_969_536,
  kvBytesPerToken: 8192,
  width: 768,
  queryWidth: 768,
  keyWidth: 256,
  feedForward: 2560,
  factorBytes: 34 / 32,
  vocabulary: 24_000,
  merges: 23_767,
  encoder: false,
};
const f32: ModelSizes = {
  ...q4,
  weightBytes: 65_949_696,
  rearrangedBytes: 0,
  kvBytesPerToken: 3072,
  width: 384,
  queryWidth: 384,
  keyWidth: 128,
  feedForward: 1152,
  factorBytes: 0,
  vocabulary: 8000,
  merges: 7767,
};

// the kernel's high-water mark of child processes that had read a prompt of so many tokens
test.each([
  ['Q4_0', q4, 4096, 600, 292.0e6],
  ['F32', f32, 2048, 2000, 230.0e6],
])('%s, context of %3$i tokens: as measured', (_name, sizes, contextSize, usedTokens, bytes) => {
  const { total } = neededBytes({ sizes, fileBytes: 0, contextSize, usedTokens, sequences: 1 });
  expect(Math.abs(total - bytes) / bytes).toBeLessThan(0.05);
});

test('a longer conversation needs more than a short one, within the same context', () => {
  const need = (usedTokens: number): number =>
    neededBytes({ sizes: q4, fileBytes: 0, contextSize: 4096, usedTokens, sequences: 1 }).total;
  // one cell of the mask for each of 512 tokens in a batch, F16
  expect(need(4096) - need(1024)).toBe(2 * 512 * 3072);
  expect(need(9999)).toBe(need(4096));
});

// llama.cpp told 120,064,000 and 170,395,648 for contexts of 2,048 and 4,096 tokens, all else equal
test('keys and values agree to the byte', () => {
  const kv = (contextSize: number): number => neededBytes(ask(measured, contextSize)).kv;
  expect(kv(4096) - kv(2048)).toBe(170_395_648 - 120_064_000);
  // cells come in groups of 256
  expect(kv(500)).toBe(kv(512));
});

test('a mapped file stays beside the rearranged copy, but not for types that are used as they are', () => {
  const weights = (quantisation: string, mmap: boolean): number =>
    neededBytes({ ...ask({ ...measured, quantisation }), mmap }).weights;
  expect(weights('Q4_0', true)).toBe(2 * measured.tensorBytes + 6_000_000);
  expect(weights('Q4_0', false)).toBe(measured.tensorBytes);
  expect(weights('F16', true)).toBe(measured.tensorBytes);
  expect(weights('BF16', true)).toBe(measured.tensorBytes);
});

test.each([
  ['16 GB, idle', eight, machine(16.6, 13), 'now', /^fits: needs 6\.\d GB, 13\.0 GB is free; about 3\.2 tok/],
  ['16 GB, busy', eight, machine(16.6, 4), 'after-freeing', /needs 6\.\d GB, 4\.0 GB of 16\.6 GB/],
  ['4 GB', eight, machine(4.1, 3), 'never', /^too big: needs 6\.\d GB, this machine has 4\.1 GB$/],
  ['small model, 4 GB', measured, machine(4.1, 3), 'now', /^fits: needs 4\d\d MB, 3\.0 GB/],
] as const)('%s', (_name, info, device, verdict, words) => {
  const fit = fits(ask(info), device);
  expect(fit.verdict).toBe(verdict);
  expect(fit.fits).toBe(verdict === 'now');
  expect(fit.words).toMatch(words);
});

test('a container is named as what limits', () => {
  const memory = { totalBytes: GB, freeBytes: GB, limitedBy: 'cgroup' } as const;
  expect(fits(ask(eight), { memory, bandwidth: UNKNOWN }).words).toMatch(/this container has 1\.0 GB$/);
});

test('speed: only what is read counts, and no bandwidth means no figure', () => {
  const experts = { ...eight, bytesPerToken: eight.tensorBytes / 10 };
  const dense = fits(ask(eight), machine(16, 13));
  expect(dense.method).toBe('estimated');
  expect(dense.expectedTokensPerSecond).toBeCloseTo((20 * GB * 0.8) / eight.tensorBytes, 1);
  const ratio =
    (fits(ask(experts), machine(16, 13)).expectedTokensPerSecond ?? 0) / (dense.expectedTokensPerSecond ?? 1);
  expect(ratio).toBeGreaterThan(9.5);
  expect(ratio).toBeLessThan(10);
  // a model of nothing is no faster than the way that a token takes
  expect(fits(ask({ ...eight, bytesPerToken: 1 }), machine(16, 13)).expectedTokensPerSecond).toBeLessThan(
    1000,
  );
  expect(fits(ask(eight), machine(16, 13, null))).toMatchObject({
    expectedTokensPerSecond: null,
    method: 'unavailable',
  });
  expect(fits(ask(eight), machine(16, 13, null)).words).not.toContain('tokens/s');
});

test('before the file is here, its size alone gives an answer on the safe side', () => {
  const known = fits(ask(eight), machine(16, 13)).needBytes.total;
  const { info: _, ...unknown } = ask(eight);
  const guessed = fits(unknown, machine(16, 13)).needBytes.total;
  expect(guessed).toBeGreaterThanOrEqual(known);
  expect(guessed).toBeLessThan(1.2 * known);
});

test('property: parts add up, and more context never needs less', () => {
  const size = fc.integer({ min: 1, max: 65_536 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 64 }), fc.boolean(), (a, b, sequences, mmap) => {
      const need = (contextSize: number) => neededBytes({ ...ask(eight, contextSize, sequences), mmap });
      const { weights, kv, compute, baseline, total } = need(a);
      expect(weights + kv + compute + baseline).toBe(total);
      expect(need(Math.max(a, b)).total).toBeGreaterThanOrEqual(total);
    }),
  );
});
