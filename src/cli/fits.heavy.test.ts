import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomLlama } from '../kit/gguf/testing/random-llama.ts';
import { startFakeHub, type FakeHub } from '../store/testing/fake-hub.ts';
import { runCli, type CliPlace } from './testing/run-cli.ts';

let place: CliPlace;
let hub: FakeHub;
const file = (type: 'Q4_0' | 'F16') => ({
  content: randomLlama({ type, width: 256, feedForward: 512, layers: 4 }),
});
beforeAll(async () => {
  hub = await startFakeHub({
    repositories: { 'owner/model': { 'm-Q4_0.gguf': file('Q4_0'), 'm-F16.gguf': file('F16') } },
  });
  place = {
    home: mkdtempSync(join(tmpdir(), 'nearmost-fits-')),
    env: { NEARMOST_PULL_HUB: hub.url, NEARMOST_LOCAL_PARALLEL: '2' },
  };
});
afterAll(async () => {
  await hub.close();
  rmSync(place.home, { recursive: true, force: true, maxRetries: 8 });
});

interface Answer {
  place: string;
  contextSize: number;
  sequences: number;
  fit: { verdict: string; needBytes: { kv: number; total: number } };
  take: string | null;
  variants: { name: string; needBytes: number }[];
  measuredBytes: number | null;
  note: string | null;
}
const fitsOf = async (...args: string[]): Promise<Answer> => {
  const { code, stdout, stderr } = await runCli(place, ['fits', ...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Answer;
};

test('a repository: its variants, and the one to take', async () => {
  const answer = await fitsOf('owner/model');
  expect(answer).toMatchObject({
    place: 'there',
    take: 'm-Q4_0.gguf',
    fit: { verdict: 'now' },
    sequences: 2,
  });
  const need = new Map(answer.variants.map(({ name, needBytes }) => [name, needBytes]));
  expect(need.get('m-F16.gguf')).toBeGreaterThan(need.get('m-Q4_0.gguf') ?? Infinity);
  const said = await runCli(place, ['fits', 'owner/model']);
  expect(said.stdout).toContain('Take m-Q4_0.gguf');
  expect(said.stdout).toContain('nearmost pull owner/model:m-Q4_0.gguf');
});

test('a file, with another context than the settings say', async () => {
  const path = join(place.home, 'mine.gguf');
  writeFileSync(path, file('F16').content);
  const [short, long] = [await fitsOf(path, '--context', '256'), await fitsOf(path, '--context', '512')];
  expect(short).toMatchObject({ place: 'here', contextSize: 256, measuredBytes: null, variants: [] });
  expect(long.fit.needBytes.kv).toBe(2 * short.fit.needBytes.kv);
});

test('a name of the list whose hub cannot answer: a guess, and it says so', async () => {
  const offline = { ...place, env: { ...place.env, NEARMOST_ROUTER_OFFLINE: 'true' } };
  const { code, stdout } = await runCli(offline, ['fits', 'qwen3.5-2b', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ place: 'catalog', note: expect.stringContaining('offline') });
});

test.each([
  ['a name that is none', ['fits', 'qwen3.5-2'], 'Did you mean qwen3.5-2b?'],
  ['a missing file', ['fits', './absent.gguf'], 'There is no file ./absent.gguf'],
  ['a repository that is not there', ['fits', 'owner/absent'], 'has no model owner/absent'],
] as const)('%s is a clear error', async (_name, args, words) => {
  const { code, stderr } = await runCli(place, [...args]);
  expect(code).toBe(1);
  expect(stderr).toContain(words);
});

test('what a model was predicted to take stands in the list', async () => {
  const { stdout } = await runCli(place, ['ls', '--json']);
  const { models, memory } = JSON.parse(stdout) as {
    models: { id: string; engine: string; bytes: number }[];
    memory: Record<string, { predictedBytes: number | null; measuredBytes: number | null }>;
  };
  expect(Object.keys(memory)).toEqual(models.map(({ id }) => id));
  for (const { id, engine, bytes } of models)
    // a process of its own, or a part of this one
    expect(memory[id]?.predictedBytes).toBeGreaterThanOrEqual(engine === 'llama-cpp' ? 1e8 : bytes);
});
