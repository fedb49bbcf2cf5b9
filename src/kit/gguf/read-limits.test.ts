import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ModelInfo } from '../../contract/index.ts';
import { NearmostError } from '../../contract/index.ts';
import { modelInfo } from './model-info.ts';
import { readGguf } from './read.ts';
import { soundGguf } from './testing/malformed.ts';
import { randomLlamaParts } from './testing/random-llama.ts';
import { TENSOR_TYPE } from './types.ts';
import { writeGguf, type GgufEntry } from './write.ts';

const folder = mkdtempSync(join(tmpdir(), 'gguf-limits-'));
const file = join(folder, 'file.gguf');
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const read = (bytes: Uint8Array): ReturnType<typeof readGguf> => {
  writeFileSync(file, bytes);
  return readGguf(file);
};
const { entries, tensors } = randomLlamaParts();
const model = writeGguf(entries, tensors);
const number = (key: string, value: number): GgufEntry => ({ key, type: 'u32', value });
const infoOf = async (more: GgufEntry[], drop: string[] = []): Promise<ModelInfo> => {
  const replaced = new Set([...drop, ...more.map(({ key }) => key)]);
  return modelInfo(
    await read(writeGguf([...entries.filter(({ key }) => !replaced.has(key)), ...more], tensors)),
  );
};

/** A container of one array, in a sparse file that is really as long as the array says. */
function sparse(elementType: number, count: number, fileBytes: number): void {
  const bytes = Buffer.from(soundGguf());
  const at = bytes.indexOf('key.list') + 'key.list'.length;
  bytes.writeUInt32LE(elementType, at + 4);
  bytes.writeBigUInt64LE(BigInt(count), at + 8);
  writeFileSync(file, bytes);
  truncateSync(file, fileBytes);
}

test.each([
  ['a billion single bytes', 0, 1e9, /"key\.list" is 1000000000, at most \d+ is possible/],
  ['a billion empty strings', 8, 1e9, /at most \d+ is possible/],
  ['eight million empty strings, then nonsense', 8, 8_000_000, /./],
])('a sparse file of 40 GB that promises %s costs little', async (_name, type, count, message) => {
  sparse(type, count, 40e9);
  const before = process.memoryUsage().rss;
  await expect(readGguf(file)).rejects.toMatchObject({
    code: 'invalid_model_file',
    message: expect.stringMatching(message) as string,
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
});

test('a named pipe is refused instead of waited for', async ({ skip }) => {
  const pipe = join(folder, 'pipe');
  try {
    execFileSync('mkfifo', [pipe]);
  } catch {
    skip('this system has no mkfifo');
  }
  await expect(readGguf(pipe)).rejects.toMatchObject({ code: 'invalid_model_file' });
});

test('version 2 is read like version 3', async () => {
  const bytes = Uint8Array.from(model);
  bytes[4] = 2;
  expect(modelInfo(await read(bytes))).toEqual(modelInfo(await read(model)));
});

test('texts that are no UTF-8 stay apart', async () => {
  const bytes = Buffer.from(
    writeGguf([{ key: 'k', arrayOf: 'string', values: ['ab', 'cd', '\uFFFD', 'é'] }], []),
  );
  bytes.write('\xff\x01', bytes.indexOf('ab'), 'latin1');
  bytes.write('\xfe\x01', bytes.indexOf('cd'), 'latin1');
  const { metadata } = await read(bytes);
  expect(metadata.get('k')?.value).toEqual(['\uFFFDÿ\x01', '\uFFFDþ\x01', '\uFFFD', 'é']);
});

test('property: a model with changed header bytes gives its facts or a clear refusal, and never a control character', async () => {
  const { dataOffset } = await read(model);
  const flips = fc.array(fc.tuple(fc.nat(dataOffset - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(flips, async (changes) => {
      const bytes = Uint8Array.from(model);
      for (const [at, value] of changes) bytes[at] = value;
      try {
        modelInfo(await read(bytes));
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_model_file' });
        expect((error as NearmostError).message).toMatch(/^[^\p{Cc}]{1,500}$/u);
      }
    }),
    { numRuns: 400 },
  );
});

test.each<[string, GgufEntry[], string[], Partial<ModelInfo>]>([
  [
    'head counts by layer',
    [{ key: 'llama.attention.head_count_kv', arrayOf: 'u32', values: [0, 2] }],
    [],
    { kvHeads: 2 },
  ],
  [
    'head counts by layer that share unevenly at their largest',
    [
      { key: 'llama.attention.head_count', arrayOf: 'i32', values: [4, 2] },
      { key: 'llama.attention.head_count_kv', arrayOf: 'i32', values: [1, 3] },
    ],
    [],
    { heads: 4, kvHeads: 3 },
  ],
  ['keys as long as it says', [number('llama.attention.key_length', 48)], [], { headLength: 48 }],
  ['no key heads named: as many as heads', [], ['llama.attention.head_count_kv'], { kvHeads: 4 }],
  [
    'unused ids of 2^32 - 1',
    [number('tokenizer.ggml.unknown_token_id', 0xffffffff)],
    [],
    { vocabularySize: 300 },
  ],
  ['without a template', [], ['tokenizer.chat_template', 'general.name'], { architecture: 'llama' }],
  ['pooling: vectors only', [number('llama.pooling_type', 3)], [], { embeddingOnly: true }],
  ['no pooling: text', [number('llama.pooling_type', 0)], [], { embeddingOnly: false }],
])('accepted: %s', async (_name, more, drop, facts) => {
  expect(await infoOf(more, drop)).toMatchObject(facts);
});

test('bytes for one token: the looked-up embedding is not read, unless it is the output too', async () => {
  const all = await infoOf([]);
  const embedding = 300 * 64 * TENSOR_TYPE.F32.bytes;
  expect(all.bytesPerToken).toBe(all.tensorBytes - embedding);
  const tied = writeGguf(
    entries,
    tensors.filter(({ name }) => name !== 'output.weight'),
  );
  const info = modelInfo(await read(tied));
  expect(info.bytesPerToken).toBe(info.tensorBytes);
});

test('bytes for one token: of eight experts the two that work', async () => {
  const experts = tensors.map((tensor) =>
    tensor.name.includes('ffn_') && tensor.dimensions.length === 2
      ? {
          ...tensor,
          name: tensor.name.replace('.weight', '_exps.weight'),
          dimensions: [...tensor.dimensions, 1],
        }
      : tensor,
  );
  const used = [number('llama.expert_count', 8), number('llama.expert_used_count', 2)];
  const info = modelInfo(await read(writeGguf([...entries, ...used], experts)));
  const inExperts = 2 * 3 * 64 * 128 * 4;
  const embedding = 300 * 64 * 4;
  expect(info.bytesPerToken).toBe(info.tensorBytes - embedding - inExperts * 0.75);
});

test('the mixture is named where the file type agrees with the tensors', async () => {
  expect((await infoOf([number('general.file_type', 15)])).quantisation).toBe('F32');
  const wide = randomLlamaParts({ width: 256, layers: 1, feedForward: 256, vocabulary: 300 });
  const q4 = wide.tensors.map((tensor) =>
    tensor.dimensions.length === 1
      ? tensor
      : {
          ...tensor,
          type: 'Q4_K' as const,
          data: new Uint8Array(((tensor.dimensions[1] ?? 1) * 144 * (tensor.dimensions[0] ?? 0)) / 256),
        },
  );
  const file15 = writeGguf([...wide.entries, number('general.file_type', 15)], q4);
  expect(modelInfo(await read(file15)).quantisation).toBe('Q4_K_M');
});
