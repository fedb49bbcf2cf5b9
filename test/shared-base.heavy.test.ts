import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../src/cli/testing/run-cli.ts';
import type { ModelCard, Runtime } from '../src/contract/index.ts';
import { readGguf } from '../src/kit/gguf/read.ts';
import { writeRandomLora } from '../src/kit/gguf/testing/random-lora.ts';
import { createRuntime } from '../src/runtime.ts';

const MODELS = resolve(import.meta.dirname, '../models/house');
const SKILLS = ['one.mails', 'two.notes'] as const;
const TEXTS = ['wake me at 6:30', 'turn the lamp off', 'what is the weather', 'play some music'];
let folder: string;
const runtimes: Runtime[] = [];
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'shared-base-'))));
afterAll(async () => {
  for (const runtime of runtimes) await runtime.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 8 });
});

const homeOf = (name: string): string => {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  return home;
};
async function json(home: string, args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await runCli({ home }, [...args, '--json']);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Makes an npm package with a signed skill on the embedded model; tells who signed it. */
async function makeApp(name: (typeof SKILLS)[number], seed: number): Promise<string> {
  const publisher = homeOf(`publisher-${seed}`);
  const { sha256 } = JSON.parse(readFileSync(join(MODELS, 'card.json'), 'utf8')) as ModelCard & {
    sha256: string;
  };
  const { metadata } = await readGguf(join(MODELS, 'house.gguf'));
  const shape = (key: string): number => Number(metadata.get(`llama.${key}`)?.value);
  const source = homeOf(`source-${seed}`);
  writeRandomLora(join(source, 'adapter.gguf'), {
    seed,
    type: 'F16',
    deviation: 0.2,
    width: shape('embedding_length'),
    layers: shape('block_count'),
    heads: shape('attention.head_count'),
    kvHeads: shape('attention.head_count_kv'),
    feedForward: shape('feed_forward_length'),
  });
  const card = {
    id: `house+${name}`,
    version: '1.0.0',
    licence: 'MIT',
    base: sha256,
    task: 'Answers.',
    eval: {},
  };
  writeFileSync(join(source, 'card.json'), JSON.stringify(card));
  const app = join(folder, 'node_modules', `app-${seed}`);
  mkdirSync(join(app, 'skills'), { recursive: true });
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: `app-${seed}`, version: '1.0.0', nearmost: { skills: [`skills/${name}`] } }),
  );
  const out = join(app, 'skills', name);
  await json(publisher, ['skill', 'pack', source, '--as', `${name}@1.0.0`, '--out', out]);
  return String((await json(publisher, ['skill', 'sign', out]))['key']);
}

async function openIn(home: string): Promise<Runtime> {
  const runtime = await createRuntime({ local: { threads: 1 } }, { home, env: {}, cwd: folder });
  runtimes.push(runtime);
  return runtime;
}
const ask = async (runtime: Runtime, skill: string, text: string): Promise<string> => {
  const model = `local/house+${skill}`;
  const messages = [{ role: 'user' as const, content: text }];
  const { choices } = await runtime.chat({ model, messages, temperature: 0, maxTokens: 24 }, { app: skill });
  return choices[0]?.text ?? '';
};

test('two apps ship skills on one base: one process holds it, and each answers as it does alone', async ({
  annotate,
}) => {
  const keys = [await makeApp('one.mails', 1), await makeApp('two.notes', 2)];
  const both = homeOf('both');
  const alone: string[][] = [];
  const bytes: (number | null)[] = [];
  for (const [i, skill] of SKILLS.entries()) {
    const home = homeOf(`alone-${i}`);
    for (const place of [home, both]) {
      const scope = skill.split('.')[0] ?? '';
      await json(place, ['trust', 'add', keys[i] ?? '', '--name', scope, '--scope', scope]);
      const added = await json(place, ['add', join(folder, 'node_modules', `app-${i + 1}`)]);
      expect(added).toMatchObject({
        skills: [{ name: skill, model: `house+${skill}`, outcome: 'installed' }],
      });
    }
    const runtime = await openIn(home);
    const answers: string[] = [];
    for (const text of TEXTS) answers.push(await ask(runtime, skill, text));
    alone.push(answers);
    bytes.push((await runtime.loaded())[0]?.memory.residentBytes ?? null);
  }
  expect(alone[0]).not.toEqual(alone[1]);

  const runtime = await openIn(both);
  const pairs = TEXTS.flatMap((text, t) => SKILLS.map((skill, s) => ({ text, skill, right: alone[s]?.[t] })));
  for (const { text, skill, right } of pairs) expect(await ask(runtime, skill, text)).toBe(right);
  const first = await runtime.loaded();
  const together = await Promise.all(
    [...pairs, ...pairs, ...pairs].map(({ text, skill }) => ask(runtime, skill, text)),
  );
  expect(together).toEqual([...pairs, ...pairs, ...pairs].map(({ right }) => right));
  const loaded = await runtime.loaded();
  expect(loaded.map(({ model }) => model)).toEqual(['local/house']);
  expect(loaded[0]?.pid).toBe(first[0]?.pid);
  const mb = (value: number | null | undefined): string => `${((value ?? 0) / 1e6).toFixed(1)} MB`;
  await annotate(
    `resident with one skill ${bytes.map(mb).join(' and ')}; with both in one process ${mb(first[0]?.memory.residentBytes)}`,
  );
});
