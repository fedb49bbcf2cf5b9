import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type AdapterBase, type AdapterInfo, BASE_SHA256, checkAdapter } from './check-adapter.ts';
import { checkFinite } from './check-finite.ts';
import { readGguf } from './read.ts';
import { randomLlama } from './testing/random-llama.ts';
import { randomLoraParts } from './testing/random-lora.ts';
import { type GgufEntry, type GgufTensor, writeGguf } from './write.ts';

const folder = mkdtempSync(join(tmpdir(), 'gguf-adapter-'));
const file = join(folder, 'adapter.gguf');
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

writeFileSync(file, randomLlama());
const base: AdapterBase = { architecture: 'llama', tensors: (await readGguf(file)).tensors };

type Parts = ReturnType<typeof randomLoraParts>;
async function check({ entries, tensors }: Parts, against: AdapterBase | null = base): Promise<AdapterInfo> {
  writeFileSync(file, writeGguf(entries, tensors));
  const header = await readGguf(file);
  const info = checkAdapter(header, against ?? undefined);
  checkFinite(file, header);
  return info;
}

const sound = randomLoraParts();
const text = (key: string, value: string): GgufEntry => ({ key, type: 'string', value });
const without = (...keys: string[]): GgufEntry[] => sound.entries.filter(({ key }) => !keys.includes(key));
const entry = (changed: GgufEntry): Parts => ({ ...sound, entries: [...without(changed.key), changed] });
const tensors = (change: (tensor: GgufTensor) => GgufTensor | GgufTensor[]): Parts => ({
  ...sound,
  tensors: sound.tensors.flatMap(change),
});
const zeros = (name: string, dimensions: number[]): GgufTensor => ({
  name,
  type: 'F32',
  dimensions,
  data: new Uint8Array(dimensions.reduce((product, size) => product * size, 4)),
});
const Q = 'blk.0.attn_q.weight';
/** Replaces both halves of the first pair. */
const pair = (a: number[], b: number[], name = Q): Parts => ({
  ...sound,
  tensors: [zeros(`${name}.lora_a`, a), zeros(`${name}.lora_b`, b), ...sound.tensors.slice(2)],
});

test('a sound adapter tells its rank, alpha, targets and size', async () => {
  const info = await check(
    randomLoraParts({ rank: 3, alpha: 6, more: [text(BASE_SHA256, 'ab'.repeat(32))] }),
  );
  expect(info).toMatchObject({ rank: 3, alpha: 6, ignored: [], baseSha256: 'ab'.repeat(32) });
  expect(info.targets).toHaveLength(14);
  expect(info.parameters * 4).toBe(info.bytes);
  expect((await check(randomLoraParts({ type: 'F16' }))).bytes).toBe(info.parameters * 2 * (4 / 3));
});

test('trained norms are named as left out; an adapter alone can be checked without its base', async () => {
  const more = { ...sound, tensors: [...sound.tensors, zeros('blk.0.attn_norm.weight', [64])] };
  expect((await check(more)).ignored).toEqual(['blk.0.attn_norm.weight']);
  expect((await check(pair([128, 4], [4, 128]), null)).rank).toBe(4);
});

test.each<[string, Parts, RegExp]>([
  ['a model', { ...sound, entries: without('general.type') }, /no adapter \(general\.type is missing/],
  ['another kind of file', entry(text('general.type', 'model')), /general\.type is "model"/],
  ['a type that is no text', entry({ key: 'general.type', type: 'u32', value: 1 }), /general\.type/],
  ['another kind of adapter', entry(text('adapter.type', 'control\u{1b}')), /"control\?"/],
  ['no kind', { ...sound, entries: without('adapter.type') }, /kind unknown/],
  ['no architecture', { ...sound, entries: without('general.architecture') }, /architecture is missing/],
  ['another architecture', entry(text('general.architecture', 'qwen3')), /"qwen3", the base is "llama"/],
  ['alpha as f64', entry({ key: 'adapter.lora.alpha', type: 'f64', value: 8 }), /alpha" is 8 \(f64\)/],
  ['alpha that is no number', entry({ key: 'adapter.lora.alpha', type: 'f32', value: Number.NaN }), /NaN/],
  [
    'an adapter that wakes at tokens',
    entry({ key: 'adapter.alora.invocation_tokens', arrayOf: 'u32', values: [1] }),
    /aLoRA/,
  ],
  ['no tensors', { ...sound, tensors: [] }, /no pair/],
  [
    'half a pair',
    { ...sound, tensors: sound.tensors.slice(1) },
    /"blk\.0\.attn_q\.weight" has only one half.*lora_a is missing/,
  ],
  ['a whole matrix', { ...sound, tensors: [...sound.tensors, zeros(Q, [64, 64])] }, /no part of/],
  ['ranks that differ', pair([64, 4], [5, 64]), /the ranks differ/],
  ['another width', pair([32, 4], [4, 64]), /does not fit the base's 64 x 64/],
  ['another height', pair([64, 4], [4, 32]), /does not fit the base's 64 x 64/],
  ['a dimension more', pair([64, 4, 2], [4, 64, 2]), /does not fit the base's 64 x 64/],
  ['a tensor that the base lacks', pair([64, 4], [4, 64], 'blk.7.attn_q.weight'), /this one has none/],
  ['a norm as a pair', pair([64, 1], [1, 1], 'blk.0.attn_norm.weight'), /is for a matrix/],
  [
    'halves of an embedding in the common order',
    pair([64, 4], [4, 300], 'token_embd.weight'),
    /ranks differ/,
  ],
  [
    'a type that no product takes',
    tensors((tensor) => (tensor.name === `${Q}.lora_a` ? { ...tensor, type: 'I32' } : tensor)),
    /is I32; adapters are/,
  ],
])('%s is refused in words', async (_name, parts, words) => {
  await expect(check(parts)).rejects.toMatchObject({
    code: 'invalid_model_file',
    message: expect.stringMatching(words),
  });
});

test('another base is refused by its digest, where both are known', async () => {
  const parts = randomLoraParts({ more: [text(BASE_SHA256, 'a'.repeat(64))] });
  expect((await check(parts, { ...base, sha256: 'a'.repeat(64) })).targets).toHaveLength(14);
  await expect(check(parts, { ...base, sha256: 'b'.repeat(64) })).rejects.toMatchObject({
    message: expect.stringContaining('another base (sha256 aaaaaaaaaaaa..., this one is bbbbbbbbbbbb...)'),
  });
});

test('an embedding is adapted with its halves changed, unless it is the output matrix too', async () => {
  const embedding = pair([4, 300], [4, 64], 'token_embd.weight');
  expect((await check(embedding)).targets).toContain('token_embd.weight');
  const tied = { ...base, tensors: base.tensors.filter(({ name }) => name !== 'output.weight') };
  await expect(check(embedding, tied)).rejects.toMatchObject({
    message: expect.stringContaining('also the output matrix'),
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'a value of %s is found, wherever it stands',
  async (bad) => {
    const spoilt = (size: number, at: number): Parts => {
      const values = new Float32Array(size);
      values[at] = bad;
      const b = zeros(`${Q}.lora_b`, [size / 64, 64]);
      return {
        ...sound,
        tensors: [zeros(`${Q}.lora_a`, [64, size / 64]), { ...b, data: new Uint8Array(values.buffer) }],
      };
    };
    for (const [size, at] of [
      [256, 0],
      [256, 255],
      [1_048_576, 1_048_575],
    ] as const)
      await expect(check(spoilt(size, at))).rejects.toMatchObject({
        message: expect.stringContaining(`"${Q}.lora_b" holds values that are infinite`),
      });
  },
);
