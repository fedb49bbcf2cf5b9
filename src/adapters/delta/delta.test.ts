import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GgufEntry } from '../../kit/gguf/write.ts';
import type { RandomLoraOptions } from '../../kit/gguf/testing/random-lora.ts';
import { tempFolder } from '../../store/testing/temp-home.ts';
import { twoAdapters } from '../testing/two-adapters.ts';
import { applyDelta } from './apply-delta.ts';
import { chunkOps } from './chunks.ts';
import { makeDelta } from './make-delta.ts';
import { writeDelta } from './write-delta.ts';

const WIDE: RandomLoraOptions = { width: 256, feedForward: 1024, rank: 8 };

function pair(share: number, where: 'all over' | 'in one place', more: GgufEntry[] = []) {
  const { one, two } = twoAdapters(tempFolder(), WIDE, share, where, more);
  return { one, two, old: readFileSync(one), made: readFileSync(two) };
}

test.each([
  ['all over', 'tensors'],
  ['in one place', undefined],
] as const)(
  'a twentieth of the weights changed %s: less than a seventh of the bytes moves',
  async (where, method) => {
    const { one, two, old, made } = pair(0.05, where);
    const delta = await makeDelta(one, two);
    expect(delta?.bytes.length).toBeLessThan(0.15 * made.length);
    if (method) expect(delta?.method).toBe(method);
    expect(Buffer.compare(applyDelta(old, delta?.bytes ?? new Uint8Array(), made.length), made)).toBe(0);
  },
);

test('a longer header moves all tensors, and the delta stays small', async () => {
  const { one, two, old, made } = pair(0.01, 'all over', [
    { key: 'general.description', type: 'string', value: 'x'.repeat(999) },
  ]);
  const delta = await makeDelta(one, two);
  expect(delta?.bytes.length).toBeLessThan(0.05 * made.length);
  expect(Buffer.compare(applyDelta(old, delta?.bytes ?? new Uint8Array(), made.length), made)).toBe(0);
});

test('where everything is new there is no delta', async () => {
  const folder = tempFolder();
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  for (const path of [one, two]) writeFileSync(path, randomBytes(50_000));
  expect(await makeDelta(one, two)).toBeUndefined();
});

test('any file comes out as it was', () => {
  const bytes = fc.uint8Array({ maxLength: 20_000 });
  fc.assert(
    fc.property(bytes, bytes, bytes, (a, b, c) => {
      const [old, made] = [Buffer.concat([a, b]), Buffer.concat([b, c, a])];
      expect(Buffer.compare(applyDelta(old, writeDelta(chunkOps(old, made)), made.length), made)).toBe(0);
    }),
    { numRuns: 30 },
  );
});

const raw = (...body: (number | Uint8Array)[]): Uint8Array =>
  Buffer.concat([
    Buffer.from('NMD1'),
    brotliCompressSync(
      Buffer.concat(body.map((one) => (typeof one === 'number' ? Uint8Array.of(one) : one))),
    ),
  ]);
const old = Buffer.from('the old file');
test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(), /it is none/],
  ['something else', Buffer.from('NMD1 but no brotli'), /cannot be applied/],
  ['a bomb', raw(Buffer.alloc(10_000_000)), /cannot be applied/],
  ['a step nobody knows', raw(9), /a step 9/],
  ['a copy before the end', raw(1, 5, 20), /copies what the old file does not have/],
  ['a copy from nowhere', raw(1, 99, 0), /copies what the old file does not have/],
  ['more than announced', raw(1, 0, 10, 1, 0, 10), /more than was announced/],
  ['less than announced', raw(1, 0, 3), /gives 3 of 12 bytes/],
  ['a literal without its bytes', raw(0, 12, Buffer.from('abc')), /ends too early/],
  ['a number without an end', raw(0, Buffer.alloc(12, 255)), /too large/],
  ['elements of three bytes', raw(2, 0, 12, 3, 0), /elements do not fit/],
  ['more changes than elements', raw(2, 0, 12, 4, 4), /elements do not fit/],
  ['a change behind the end', raw(2, 0, 12, 4, 1, 3, Buffer.alloc(4)), /changes what is not there/],
])('refused: %s', (_, delta, why) => {
  expect(() => applyDelta(old, delta, 12)).toThrow(
    expect.objectContaining({ code: 'invalid_package', message: expect.stringMatching(why) as string }),
  );
});

test('noise is no delta and no crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 5000 }), (noise, bytes) => {
      try {
        expect(applyDelta(old, raw(noise), bytes)).toHaveLength(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_package' });
      }
    }),
  );
});
