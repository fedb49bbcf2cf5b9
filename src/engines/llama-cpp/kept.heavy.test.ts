import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AdapterUse, ChatRequest, Engine, LoadedModel } from '../../contract/index.ts';
import { writeRandomLora } from '../../kit/gguf/testing/random-lora.ts';
import { all, last, randomRecord, textOf } from '../testing/random-model.ts';
import { createLlamaCpp } from '../llama-cpp.ts';
import { forgetKept } from './kept-files.ts';

let world: Awaited<ReturnType<typeof randomRecord>>;
let folder: string;
let number = 0;
let engine: Engine;
let model: LoadedModel;
beforeAll(async () => void (world = await randomRecord({ context: 2048 })));
afterAll(() => world.remove());
beforeEach(async () => {
  folder = join(dirname(world.record.path), `kept-${number++}`);
  await open();
});
afterEach(() => close());

async function open(): Promise<void> {
  engine = createLlamaCpp({ keep: { folder, mostBytes: 50e6, maxAgeMs: 3_600_000 } });
  model = await engine.load({ model: world.record, contextSize: 1024, sequences: 4, threads: 1 });
}
async function close(): Promise<void> {
  await model.close();
  await engine.close();
}
async function reopen(): Promise<void> {
  await close();
  await open();
}

const long = (word: string): string => `${word} `.repeat(Math.ceil(400 / (word.length + 1)));
const ask = (content: string): ChatRequest => ({
  model: 'local/random',
  messages: [{ role: 'user', content }],
  maxTokens: 12,
  temperature: 0,
});
async function say(
  content: string,
  options: { adapter?: AdapterUse; keep?: boolean } = { keep: true },
): Promise<{ text: string; cached: number }> {
  const parts = await all(model.chat(ask(content), options));
  return { text: textOf(parts), cached: last(parts, 'usage').usage.cachedInputTokens ?? 0 };
}
const files = (end: string): string[] => readdirSync(folder).filter((name) => name.endsWith(end));

test('a conversation whose model was unloaded goes on where it was, with the same words', async () => {
  const first = await say(long('sea'));
  expect(first.cached).toBe(0);
  await reopen();
  expect(files('.kv')).toHaveLength(1);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const again = await say(long('sea'));
  expect(again.cached).toBeGreaterThan(390);
  expect(again.text).toBe(first.text);
  expect((await say(`${long('sea')} and more`)).cached).toBeGreaterThan(390);
});

test('what may not be kept is not, and neither are short ones', async () => {
  await say(long('secret'), {});
  await say('short');
  await reopen();
  expect(readdirSync(folder)).toEqual([]);
  await say(long('open'));
  // the same sequence, used by a request that may not be kept
  await say(`${long('open')} secret`, {});
  await reopen();
  expect(readdirSync(folder)).toEqual([]);
});

test('a state is of one adapter', async () => {
  const path = join(dirname(world.record.path), 'adapter.gguf');
  writeRandomLora(path, { seed: 5 });
  const plain = await say(long('shore'));
  const adapted = await say(long('shore'), { keep: true, adapter: { path } });
  expect(adapted.text).not.toBe(plain.text);
  await reopen();
  expect(files('.kv')).toHaveLength(2);
  expect((await say(long('shore'), { keep: true, adapter: { path, scale: 0.5 } })).cached).toBe(0);
  const back = await say(long('shore'), { keep: true, adapter: { path } });
  expect(back.text).toBe(adapted.text);
  expect(back.cached).toBeGreaterThan(390);
  expect((await say(long('shore'))).text).toBe(plain.text);
});

test('a file that is damaged or cut off is deleted, and the answer is computed', async () => {
  const first = await say(long('wave'));
  for (const harm of [
    (path: string): void => {
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 255;
      writeFileSync(path, bytes);
    },
    (path: string): void => truncateSync(path, statSync(path).size - 1000),
  ]) {
    await close();
    const [name = ''] = files('.kv');
    expect(name).not.toBe('');
    harm(join(folder, name));
    await open();
    const again = await say(long('wave'));
    expect(again).toEqual({ text: first.text, cached: 0 });
  }
});

test('what is forgotten is neither there nor saved later', async () => {
  await say(long('past'));
  await say(long('gone'));
  await new Promise((done) => setTimeout(done, 20));
  forgetKept(folder);
  await reopen();
  expect(files('.kv')).toEqual([]);
  await say(long('new'));
  await reopen();
  expect(files('.kv')).toHaveLength(1);
});

test('a folder that cannot be used costs time only', async () => {
  await close();
  folder = join(dirname(world.record.path), 'a-file');
  writeFileSync(folder, '');
  await open();
  expect((await say(long('still'))).text).toHaveLength(12);
});
