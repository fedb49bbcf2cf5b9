import { existsSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdapterUse, ChatRequest, LoadedModel } from '../../contract/index.ts';
import { randomLoraParts, writeRandomLora } from '../../kit/gguf/testing/random-lora.ts';
import { type GgufTensor, writeGguf } from '../../kit/gguf/write.ts';
import { all, last, loadRandom, textOf } from '../testing/random-model.ts';

let base: Awaited<ReturnType<typeof loadRandom>>;
let model: LoadedModel;
beforeAll(async () => {
  base = await loadRandom({}, { sequences: 4 });
  model = base.loaded;
});
afterAll(() => base.close());

/** The path of a random adapter, written when it is asked for. */
function adapter(seed: number, options: Parameters<typeof writeRandomLora>[1] = {}): AdapterUse {
  const path = join(dirname(base.record.path), `adapter-${seed}.gguf`);
  if (!existsSync(path)) writeRandomLora(path, { seed, ...options });
  return { path };
}

const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'local/random',
  messages: [{ role: 'user', content }],
  maxTokens: 16,
  temperature: 0,
  ...more,
});
const say = async (content: string, use?: AdapterUse, more?: Partial<ChatRequest>): Promise<string> =>
  textOf(await all(model.chat(ask(content, more), use ? { adapter: use } : {})));

test('an adapter changes what is written, and the base is as it was afterwards', async () => {
  const before = await say('hello');
  const with1 = await say('hello', adapter(1));
  const with2 = await say('hello', adapter(2));
  expect(new Set([before, with1, with2]).size).toBe(3);
  expect(await say('hello')).toBe(before);
  expect(await say('hello', adapter(1))).toBe(with1);
});

test('the scale turns an adapter down to the base alone', async () => {
  const { path } = adapter(1);
  const texts = [await say('scale'), await say('scale', { path }), await say('scale', { path, scale: -0.5 })];
  expect(new Set(texts).size).toBe(3);
  expect(await say('scale', { path, scale: 0 })).toBe(texts[0]);
  await expect(say('scale', { path, scale: Number.NaN })).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'adapter.scale',
  });
});

test.each(['Q8_0', 'Q4_0', 'F16'] as const)('an adapter works on a base of %s', async (type) => {
  const other = await loadRandom({ type }, { sequences: 2 });
  try {
    const uses = [undefined, adapter(1), adapter(700, { type: 'F16' })];
    const request = ask('narrow');
    const texts = [await other.loaded.encode(request, 'a text of some length')];
    // What a random base of few bits writes may be one letter over and over; how likely it finds a text still moves.
    const run = async (use?: AdapterUse): Promise<number> =>
      (await other.loaded.score?.(texts, use ? { adapter: use } : {}))?.[0]?.logprob ?? 0;
    const alone: number[] = [];
    for (const use of uses) alone.push(await run(use));
    expect(new Set(alone.map((logprob) => logprob.toFixed(1))).size).toBe(3);
    const together = await Promise.all(uses.map(run));
    for (const [index, logprob] of together.entries()) expect(logprob).toBeCloseTo(alone[index] ?? 0, 2);
  } finally {
    await other.close();
  }
});

test('pairs of the embedding and of the output matrix are used', async () => {
  const { entries } = randomLoraParts();
  const half = (name: string, input: number, output: number): GgufTensor => ({
    name,
    type: 'F32',
    dimensions: [input, output],
    data: new Uint8Array(Float32Array.from({ length: input * output }, (_, at) => Math.sin(at) * 0.2).buffer),
  });
  const pairs = {
    embedding: [half('token_embd.weight.lora_a', 4, 300), half('token_embd.weight.lora_b', 4, 64)],
    output: [half('output.weight.lora_a', 64, 4), half('output.weight.lora_b', 4, 300)],
  };
  const texts = [await say('ends')];
  for (const [name, tensors] of Object.entries(pairs)) {
    const path = join(dirname(base.record.path), `${name}.gguf`);
    writeFileSync(path, writeGguf(entries, tensors));
    texts.push(await say('ends', { path }));
  }
  expect(new Set(texts).size).toBe(3);
});

test('embeddings take no adapter, and say so', async () => {
  await expect(model.embed({ model: 'random', input: ['x'] }, { adapter: adapter(1) })).rejects.toMatchObject(
    { code: 'unsupported' },
  );
});

test('raw completions take an adapter too', async () => {
  const request = { model: 'random', prompt: 'Once upon', maxTokens: 12, temperature: 0 };
  const plain = textOf(await all(model.complete(request)));
  expect(textOf(await all(model.complete(request, { adapter: adapter(1) })))).not.toBe(plain);
});

test('two adapters and the base at once write what each writes alone', async () => {
  const uses = [undefined, adapter(1), adapter(2)];
  const prompts = Array.from({ length: 5 }, (_, index) => `question ${index} about ${'x'.repeat(index * 9)}`);
  const jobs = prompts.flatMap((prompt) => uses.map((use) => ({ prompt, use })));
  const alone: string[] = [];
  for (const { prompt, use } of jobs) alone.push(await say(prompt, use));
  for (let round = 0; round < 2; round++) {
    const together = await Promise.all(jobs.map(({ prompt, use }) => say(prompt, use)));
    expect(together).toEqual(alone);
  }
  expect(new Set(alone).size).toBeGreaterThan(12);
});

test('the beginning of a prompt is reused by the same adapter only', async () => {
  const long = 'The same long beginning of a conversation, word for word, comes first. ';
  const cached = async (end: string, use?: AdapterUse): Promise<number> => {
    const parts = await all(model.chat(ask(long + end, { maxTokens: 2 }), use ? { adapter: use } : {}));
    return last(parts, 'usage').usage.cachedInputTokens ?? 0;
  };
  await cached('a');
  expect(await cached('b', adapter(11))).toBe(0);
  expect(await cached('c', { ...adapter(11), scale: 0.5 })).toBe(0);
  expect(await cached('d')).toBeGreaterThan(long.length);
  expect(await cached('e', adapter(11))).toBeGreaterThan(long.length);
});

test('many adapters, more than there are sequences, each with its own answers', async () => {
  const seeds = Array.from({ length: 12 }, (_, index) => 100 + index);
  const alone = new Map<number, string>();
  for (const seed of seeds) alone.set(seed, await say('many', adapter(seed, { rank: 2 })));
  expect(new Set(alone.values()).size).toBeGreaterThan(10);
  const twice = [...seeds, ...seeds.toReversed()];
  const together = await Promise.all(twice.map((seed) => say('many', adapter(seed))));
  expect(together).toEqual(twice.map((seed) => alone.get(seed)));
});

test('a short request is not kept waiting by a crowd with another adapter', async () => {
  const order: string[] = [];
  const crowd = Array.from({ length: 10 }, async (_, index) => {
    await say(`crowd ${index}`, adapter(1), { maxTokens: 40 });
    order.push('crowd');
  });
  const short = say('short', adapter(2), { maxTokens: 2 }).then(() => order.push('short'));
  await Promise.all([...crowd, short]);
  expect(order.indexOf('short')).toBeLessThan(8);
});

test('a grammar, sampling and several choices work with an adapter', async () => {
  const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
  const text = await say('hold', adapter(1), {
    responseFormat: { type: 'json_schema', schema },
    maxTokens: 100,
  });
  expect(JSON.parse(text)).toEqual({ ok: expect.any(Boolean) });
  const request = ask('choices', { n: 3, temperature: 1, seed: 4 });
  const parts = await all(model.chat(request, { adapter: adapter(2) }));
  expect(new Set([0, 1, 2].map((choice) => textOf(parts, choice))).size).toBe(3);
});

test('an adapter that cannot be used is refused in words, and nobody else notices', async () => {
  const running = say('going on', adapter(1), { maxTokens: 80 });
  const folder = dirname(base.record.path);
  const refuse = async (name: string, bytes: Uint8Array | undefined, words: RegExp): Promise<void> => {
    const path = join(folder, name);
    if (bytes) writeFileSync(path, bytes);
    await expect(say('x', { path })).rejects.toMatchObject({
      code: 'invalid_model_file',
      message: expect.stringMatching(words),
    });
  };
  const sound = readFileSync(adapter(3).path);
  await refuse('missing.gguf', undefined, /no adapter/);
  await refuse('short.gguf', sound.subarray(0, 200), /no sound GGUF file/);
  await refuse('cut.gguf', sound.subarray(0, sound.length - 3000), /needs \d+ bytes/);
  await refuse('noise.gguf', Buffer.from('GGUF is no adapter'), /GGUF/);
  await refuse('base.gguf', readFileSync(base.record.path), /no adapter/);
  const { entries, tensors } = randomLoraParts();
  const qwen = entries.map((entry) =>
    entry.key === 'general.architecture' && 'value' in entry ? { ...entry, value: 'qwen3' } : entry,
  );
  await refuse('qwen.gguf', writeGguf(qwen, tensors), /"qwen3", the base is "llama"/);
  const wide = randomLoraParts({ width: 128 });
  await refuse('wide.gguf', writeGguf(wide.entries, wide.tensors), /does not fit the base's 64 x 64/);
  const deep = randomLoraParts({ layers: 3 });
  await refuse(
    'deep.gguf',
    writeGguf(deep.entries, deep.tensors),
    /"blk\.2\.attn_q\.weight", this one has none/,
  );
  expect(await running).toBe(await say('going on', adapter(1), { maxTokens: 80 }));
});

test('an adapter written while the model runs is used, one written anew at the same path is another', async () => {
  const use = adapter(500);
  const first = await say('fresh', use);
  const second = adapter(501);
  writeFileSync(use.path, readFileSync(second.path));
  utimesSync(use.path, 1, 1);
  expect(await say('fresh', use)).toBe(await say('fresh', second));
  expect(await say('fresh', use)).not.toBe(first);
  truncateSync(use.path, 500);
  await expect(say('fresh', use)).rejects.toMatchObject({ code: 'invalid_model_file' });
  rmSync(use.path);
  await expect(say('fresh', use)).rejects.toMatchObject({ code: 'invalid_model_file' });
  expect(await say('fresh')).toHaveLength(16);
});

test('weights of absurd size give an answer or an error, and the process lives', async () => {
  const use = adapter(600, { deviation: 1e25 });
  const outcomes = await Promise.allSettled([
    say('absurd', use),
    say('absurd', use, { temperature: 1 }),
    say('absurd', use, { responseFormat: { type: 'json_object' }, maxTokens: 30 }),
    say('absurd'),
  ]);
  expect(outcomes[3]).toMatchObject({ status: 'fulfilled' });
  expect(await say('absurd')).toBe((outcomes[3] as PromiseFulfilledResult<string>).value);
});

test('a score with an adapter is what the same tokens had when they were written with it', async () => {
  for (const use of [adapter(1), adapter(2)]) {
    const request = ask('odds', { maxTokens: 8, logprobs: 0 });
    const parts = await all(model.chat(request, use ? { adapter: use } : {}));
    const written = parts.reduce(
      (sum, part) => sum + (part.type === 'text' ? (part.score?.logprob ?? 0) : 0),
      0,
    );
    const { tokens, from } = await model.encode(request, textOf(parts));
    const [score] =
      (await model.score?.([{ tokens: tokens.slice(0, -1), from }], use ? { adapter: use } : {})) ?? [];
    expect(score?.tokens).toBe(8);
    expect(score?.logprob).toBeCloseTo(written, 3);
  }
});
