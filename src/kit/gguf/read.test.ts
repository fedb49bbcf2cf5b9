import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { NearmostError } from '../../contract/index.ts';
import { modelInfo } from './model-info.ts';
import { readGguf } from './read.ts';
import { malformedCases, soundGguf, unusableModels } from './testing/malformed.ts';
import { randomLlama } from './testing/random-llama.ts';
import { writeGguf } from './write.ts';

const folder = mkdtempSync(join(tmpdir(), 'gguf-'));
const file = join(folder, 'file.gguf');
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const read = (bytes: Uint8Array): ReturnType<typeof readGguf> => {
  writeFileSync(file, bytes);
  return readGguf(file);
};
const refused = { code: 'invalid_model_file' };

test('a sound file is read as it was written', async () => {
  const { version, metadata, tensors, alignment, dataOffset, fileBytes } = await read(soundGguf());
  expect([version, alignment, dataOffset % 32, fileBytes - dataOffset]).toEqual([3, 32, 0, 64]);
  expect([...metadata].map(([key, { value }]) => [key, value])).toEqual([
    ['general.architecture', 'llama'],
    ['key.a', 1],
    ['key.text', 'some text'],
    ['key.list', [1, 2, 3]],
  ]);
  expect(tensors.map(({ name, type, bytes, offset }) => [name, type, bytes, offset])).toEqual([
    ['first.weight', 'F32', 32, 0],
    ['other.weight', 'F32', 32, 32],
  ]);
});

test('every kind of value survives the way through the file', async () => {
  const big = 2n ** 63n + 1n;
  const { metadata } = await read(
    writeGguf(
      [
        { key: 'a', type: 'u8', value: 255 },
        { key: 'b', type: 'i8', value: -128 },
        { key: 'c', type: 'i16', value: -3 },
        { key: 'd', type: 'i32', value: -4 },
        { key: 'e', type: 'f32', value: 0.5 },
        { key: 'f', type: 'f64', value: 0.1 },
        { key: 'g', type: 'u64', value: big },
        { key: 'h', type: 'i64', value: -6 },
        { key: 'i', type: 'bool', value: true },
        { key: 'j', arrayOf: 'string', values: ['é', ''] },
        { key: 'k', type: 'u16', value: 65_535 },
        { key: 'l', arrayOf: 'f32', values: [] },
      ],
      [],
    ),
  );
  expect([...metadata.values()].map(({ value }) => value)).toEqual([
    255,
    -128,
    -3,
    -4,
    0.5,
    0.1,
    big,
    -6,
    true,
    ['é', ''],
    65_535,
    [],
  ]);
});

test.each(malformedCases())('$name is refused', async ({ bytes }) => {
  await expect(read(bytes)).rejects.toMatchObject(refused);
});

test.each(unusableModels())('a model with $name is refused', async ({ bytes }) => {
  const header = await read(bytes);
  expect(() => modelInfo(header)).toThrow(expect.objectContaining(refused) as Error);
});

test('cut at every byte of the header, it is refused', async () => {
  const sound = soundGguf();
  for (let length = 0; length < sound.length; length++)
    await expect(read(sound.subarray(0, length)), `${length} bytes`).rejects.toMatchObject(refused);
});

test('no file, a folder: refused', async () => {
  await expect(readGguf(join(folder, 'absent.gguf'))).rejects.toMatchObject(refused);
  await expect(readGguf(folder)).rejects.toMatchObject(refused);
});

test('property: whatever bytes are changed, the answer is a header or a clear refusal', async () => {
  const sound = soundGguf();
  const flips = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(flips, async (changes) => {
      const bytes = Uint8Array.from(sound);
      for (const [at, value] of changes) bytes[at] = value;
      try {
        modelInfo(await read(bytes));
      } catch (error) {
        expect(NearmostError.isInstance(error) && error.code).toBe('invalid_model_file');
      }
    }),
    { numRuns: 400 },
  );
});

test('property: random bytes after the magic are refused', async () => {
  const noise = fc
    .uint8Array({ minLength: 16, maxLength: 400 })
    .filter((bytes) => bytes.subarray(0, 16).some(Boolean)); // all zero: an empty, sound container
  await fc.assert(
    fc.asyncProperty(noise, async (bytes) => {
      await expect(read(Buffer.concat([Buffer.from('GGUF\x03\0\0\0'), bytes]))).rejects.toMatchObject(
        refused,
      );
    }),
    { numRuns: 300 },
  );
});

test('what matters of a model', async () => {
  const info = modelInfo(await read(randomLlama({ layers: 3, context: 77, type: 'Q8_0', vocabulary: 320 })));
  expect(info).toMatchObject({
    architecture: 'llama',
    name: 'random',
    layers: 3,
    heads: 4,
    kvHeads: 2,
    headLength: 16,
    contextLength: 77,
    embeddingLength: 64,
    vocabularySize: 320,
    quantisation: 'Q8_0',
    embeddingOnly: false,
    chatTemplate: expect.stringContaining('im_start') as string,
  });
  expect(info.parameters).toBe(2 * 64 * 320 + 64 + 3 * (2 * 64 + 2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128));
});
