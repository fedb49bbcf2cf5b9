import { expect, test } from 'vitest';
import type { FitDevice } from '../../device/fits.ts';
import { EIGHT_BILLION } from '../../device/testing/eight-billion.ts';
import { bestVariant, fittingContext, judgeVariants } from './judge.ts';

const GB = 1e9;
const device = (total: number, free = total): FitDevice => ({
  memory: { totalBytes: total * GB, freeBytes: free * GB, limitedBy: 'machine' },
  bandwidth: { method: 'measured', bytesPerSecond: 20 * GB, threads: 1 },
});
const sizes = EIGHT_BILLION;
const model = { fileBytes: 5 * GB, sizes };
const load = { contextSize: 4096, sequences: 1 };
const files = [
  { name: 'm-Q2_K.gguf', bytes: 3 * GB },
  { name: 'm-Q4_K_M.gguf', bytes: 5 * GB },
  { name: 'm-Q8_0.gguf', bytes: 8.7 * GB },
  { name: 'm-F16-00001-of-00002.gguf', bytes: 8 * GB },
  { name: 'mmproj-m.gguf', bytes: GB },
  { name: 'README.md', bytes: 1000 },
  { name: 'm-Q5_K_M.gguf' },
];

test('whole files of known size are judged, each by its own bytes', () => {
  const variants = judgeVariants(model, files, load, device(8));
  expect(variants.map(({ quantisation, verdict }) => [quantisation, verdict])).toEqual([
    ['Q2_K', 'now'],
    ['Q4_K_M', 'now'],
    ['Q8_0', 'never'],
  ]);
  const [small, middle] = variants;
  expect((middle?.needBytes ?? 0) - (small?.needBytes ?? 0)).toBe(2 * GB);
  expect(small?.expectedTokensPerSecond).toBeGreaterThan(middle?.expectedTokensPerSecond ?? Infinity);
});

test.each([
  ['much memory', device(32), 'm-Q4_K_M.gguf'],
  ['little memory', device(5), 'm-Q2_K.gguf'],
  ['much, but others hold it', device(32, 1), 'm-Q4_K_M.gguf'],
  ['far too little', device(2), undefined],
] as const)('the variant to take: %s', (_name, machine, name) => {
  expect(bestVariant('o/m', judgeVariants(model, files, load, machine))?.name).toBe(name);
});

test('what does not fit may fit with a shorter context', () => {
  const long = { contextSize: 32_768, sequences: 1 };
  expect(fittingContext(model, long, 32 * GB)).toBe(32_768);
  expect(fittingContext(model, long, 7.4 * GB)).toBe(8192);
  expect(fittingContext(model, long, 4 * GB)).toBeUndefined();
});
