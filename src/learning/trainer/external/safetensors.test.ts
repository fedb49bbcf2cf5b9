import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readSafetensors } from './safetensors.ts';
import { writeSafetensors, writeSafetensorsParts } from './testing/write-safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));
const path = join(folder, 'x.safetensors');

const entry = (dtype: string, shape: unknown, from: number, to: number): unknown => ({
  dtype,
  shape,
  data_offsets: [from, to],
});
const read = (header: unknown, bytes = 8): ReturnType<typeof readSafetensors> => {
  writeSafetensorsParts(path, header, new Uint8Array(bytes).fill(0x3c));
  return readSafetensors(path);
};

test('numbers of every type are read', () => {
  const all = read({
    a: entry('F32', [1], 0, 4),
    b: entry('F16', [1, 1], 4, 6),
    c: entry('BF16', [1], 6, 8),
    __metadata__: { format: 'pt' },
  });
  expect([...all.keys()]).toEqual(['a', 'b', 'c']);
  expect(all.get('b')).toEqual({ shape: [1, 1], data: Float32Array.of(1.05859375) });
  expect(all.get('c')?.data[0]).toBeCloseTo(0.01147, 4);
});

test('names that objects have are names like others', () => {
  const all = read(
    `{"__proto__":${JSON.stringify(entry('F32', [1], 0, 4))},"constructor":${JSON.stringify(entry('F32', [1], 4, 8))}}`,
  );
  expect([...all.keys()]).toEqual(['__proto__', 'constructor']);
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{"a":', /no JSON/],
  ['no UTF-8', '{"\uD800', /no JSON/],
  ['a list', [], /no JSON object/],
  ['nested without end', '['.repeat(200_000), /no JSON/],
  ['an entry that is none', { a: 1 }, /none of a tensor/],
  ['a negative offset', { a: entry('F32', [1], -4, 0) }, /none of a tensor/],
  ['an offset that is no whole number', { a: entry('F32', [1], 0.5, 4.5) }, /none of a tensor/],
  ['a negative size', { a: entry('F32', [-1, -1], 0, 4) }, /none of a tensor/],
  ['more dimensions than any factor', { a: entry('F32', Array(9).fill(1), 0, 4) }, /none of a tensor/],
  ['an end before the beginning', { a: entry('F32', [1], 8, 4) }, /takes -4 bytes/],
  ['another type', { a: entry('I64', [1], 0, 8) }, /is I64, F32, F16, BF16 can be read/],
  ['a type that objects have', { a: entry('toString', [1], 0, 8) }, /is toString/],
  ['a shape that does not fit', { a: entry('F32', [3], 0, 8) }, /takes 8 bytes, its shape 12/],
  ['a shape that overflows', { a: entry('F32', [2 ** 50, 2 ** 50], 0, 8) }, /its shape/],
  ['overlapping tensors', { a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }, /overlaps/],
  ['one tensor on another', { a: entry('F32', [2], 0, 8), b: entry('F32', [2], 0, 8) }, /overlaps/],
  ['a tensor beyond the end', { a: entry('F32', [4], 0, 16) }, /ends at 16, there are 8 bytes/],
  ['a tensor far beyond the end', { a: entry('F32', [2 ** 40], 0, 2 ** 42) }, /there are 8 bytes/],
  ['a name that moves the cursor', { 'a\u001B[2Jb': entry('I8', [8], 0, 8) }, /"a\?\[2Jb"/],
])('a file with %s is refused', (_, header, message) => {
  expect(() => read(header)).toThrow(message);
  expect(() => read(header)).toThrow(expect.objectContaining({ code: 'invalid_model_file' }));
});

test.each<[string, bigint]>([
  ['longer than the file', 57n],
  ['as long as numbers go', 2n ** 64n - 1n],
  ['negative for those who read it so', 2n ** 63n],
])('a header that is %s is refused before it is read', (_, length) => {
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  writeFileSync(path, bytes);
  expect(() => readSafetensors(path)).toThrow(`its header claims ${length} bytes`);
});

test('a folder, nothing at all and a file without a header are refused', () => {
  mkdirSync(join(folder, 'x.dir'));
  expect(() => readSafetensors(join(folder, 'x.dir'))).toThrow(/it is no file/);
  expect(() => readSafetensors(join(folder, 'none'))).toThrow(/cannot be opened \(ENOENT\)/);
  writeFileSync(path, 'short');
  expect(() => readSafetensors(path)).toThrow(/it has 5 bytes/);
});

test('whatever bytes are changed or missing, it is read or refused in words', () => {
  const good = join(folder, 'good.safetensors');
  writeSafetensors(good, new Map([['a.b', { shape: [2, 3], data: new Float32Array(6).fill(1) }]]));
  const bytes = readFileSync(good);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.nat(bytes.length),
      (changes, length) => {
        const copy = Uint8Array.from(bytes.subarray(0, length));
        for (const [at, value] of changes) if (at < length) copy[at] = value;
        writeFileSync(path, copy);
        try {
          for (const { shape, data } of readSafetensors(path).values())
            expect(data).toHaveLength(shape.reduce((product, count) => product * count, 1));
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_model_file' });
        }
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});
