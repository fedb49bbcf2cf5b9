import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoadedModel } from '../../contract/index.ts';
import { writeRandomLora } from '../../kit/gguf/testing/random-lora.ts';
import { createLlamaCpp } from '../llama-cpp.ts';
import { all, randomRecord, textOf } from '../testing/random-model.ts';

/** 8 sequences of 8,192 tokens with 1 KB of keys and values each; what else the process holds moves by some megabytes. */
const SHAPE = { layers: 8, context: 8192 };
const KV_BYTES = 2 ** 26;
const engine = createLlamaCpp();
const folder = mkdtempSync(join(tmpdir(), 'nearmost-shrink-'));
const adapter = { path: join(folder, 'adapter.gguf') };
let remove = (): void => undefined;
let model: LoadedModel;

beforeAll(async () => {
  const made = await randomRecord(SHAPE);
  remove = made.remove;
  writeRandomLora(adapter.path, SHAPE);
  model = await engine.load({ model: made.record, contextSize: SHAPE.context, sequences: 8, threads: 1 });
});
afterAll(async () => {
  await model.close();
  await engine.close();
  remove();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

const write = (prompt: string, use: { adapter?: { path: string } } = {}): Promise<string> =>
  all(model.complete({ model: 'm', prompt, maxTokens: 12, temperature: 0 }, use)).then(textOf);
const resident = async (): Promise<number> => (await model.memory()).residentBytes ?? Number.NaN;

test('keys and values go, the weights stay, and the same is answered after it', async () => {
  const before = [
    await write('abc'),
    await write('abc', { adapter }),
    await model.embed({ model: 'm', input: ['abc'] }),
  ];
  const full = await resident();
  await model.shrink?.();
  const small = await resident();
  expect(full - small).toBeGreaterThan(0.7 * KV_BYTES);
  await model.restore?.();
  expect((await resident()) - small).toBeGreaterThan(0.7 * KV_BYTES);
  expect([
    await write('abc'),
    await write('abc', { adapter }),
    await model.embed({ model: 'm', input: ['abc'] }),
  ]).toEqual(before);
});

test('without being told the next call makes them anew; twice is once', async () => {
  const before = await write('hello', { adapter });
  await model.shrink?.();
  await model.shrink?.();
  expect(await write('hello', { adapter })).toBe(before);
  await model.restore?.();
  await model.restore?.();
  expect(await write('hello')).not.toBe(before);
});

test('an answer under way is not disturbed', async () => {
  const before = await write('a long way');
  const now = write('a long way');
  await model.shrink?.();
  expect(await now).toBe(before);
});
