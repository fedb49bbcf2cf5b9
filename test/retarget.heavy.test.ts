import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, type CliPlace } from '../src/cli/testing/run-cli.ts';
import type { ModelCard, Runtime } from '../src/contract/index.ts';
import { DESKS } from '../src/learning/students/testing/desk-skill.ts';
import { createRuntime } from '../src/runtime.ts';
import { inspectGguf } from '../src/store/inspect.ts';
import { createModelStore } from '../src/store/models.ts';
import { openHome } from '../src/store/home.ts';

const HOUSE = resolve(import.meta.dirname, '../models/house/house.gguf');
const SYSTEM = 'Which desk does this mail go to? Reply with its name.';
const MAILS = Object.entries(DESKS).flatMap(([desk, texts]) =>
  texts.flatMap((text) => [
    { desk, text },
    { desk, text: `Dear team, ${text}. Yours, Ada` },
  ]),
);
let folder: string;
let maker: CliPlace;
let device: CliPlace;
const open: Runtime[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'retarget-'));
  maker = { home: join(folder, 'maker') };
  device = { home: join(folder, 'device') };
  for (const { home } of [maker, device]) mkdirSync(home);
});
afterAll(async () => {
  for (const runtime of open) await runtime.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 8 });
});

/** The embedded model with another name in its header: other bytes, the same model. */
function secondBase(): string {
  const bytes = readFileSync(HOUSE);
  const key = bytes.indexOf('general.name');
  expect(key).toBeGreaterThan(0);
  const at = key + 'general.name'.length + 4 + 8;
  bytes[at] = (bytes[at] ?? 0) ^ 0x20;
  const path = join(folder, 'second.gguf');
  writeFileSync(path, bytes);
  return path;
}

async function runtimeIn({ home }: CliPlace): Promise<Runtime> {
  const runtime = await createRuntime(
    {
      label: 'public',
      local: { threads: 1 },
      providers: { box: { baseUrl: 'http://127.0.0.1:9/v1', key: 'k', model: 'm', learn: 'allowed' } },
      learn: { students: ['adapter'], floor: 0.5, idleOnly: false },
    },
    { home, env: {}, cwd: folder },
  );
  open.push(runtime);
  runtime.learning.allow('desk');
  return runtime;
}

async function json(place: CliPlace, args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await runCli(place, [...args, '--json']);
  expect([code, stderr.replace(/^It holds .*\n/, '')], args.join(' ')).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** How many mails go to their desk, on this device. */
async function right(runtime: Runtime): Promise<number> {
  let found = 0;
  for (const { desk, text } of MAILS.filter((_, i) => i % 10 === 0)) {
    const messages = [
      { role: 'system' as const, content: SYSTEM },
      { role: 'user' as const, content: text },
    ];
    const answer = await runtime.chat({ model: 'auto', messages }, { app: 'desk' }).catch(() => undefined);
    if (answer?.route.place === 'local' && answer.choices[0]?.text === desk) found += 1;
  }
  return found;
}

test('a skill of another base: its package is refused with the way out, and retarget trains it here from its examples', async () => {
  const store = await createModelStore({ home: openHome(maker.home), inspect: inspectGguf });
  const { jobs } = JSON.parse(readFileSync(HOUSE.replace('house.gguf', 'card.json'), 'utf8')) as ModelCard;
  await store.add({ path: secondBase(), id: 'second', card: { jobs } });
  const examples = join(folder, 'examples');
  mkdirSync(examples);
  const lines = MAILS.map((_, i) => MAILS[(i * 7) % MAILS.length]!).map(({ desk, text }, i) =>
    JSON.stringify({
      app: 'desk',
      system: SYSTEM,
      input: text,
      output: desk,
      label: 'public',
      provenance: 'handed-over',
      teacher: 'box/m',
      at: Date.now() - 1000 * (100 - i),
    }),
  );
  writeFileSync(join(examples, 'examples.jsonl'), lines.join('\n'));

  const there = await runtimeIn(maker);
  const made = await there.learning.retarget('desk', { base: 'second', from: examples });
  expect(made.student.verdict).toMatch(/^Passed/);
  expect(made).toMatchObject({ base: 'second', imported: MAILS.length, serving: { state: 'shipped' } });
  // The usual base of this device is another; the student goes on with its own.
  expect(await right(there)).toBeGreaterThan(4);
  expect((await there.loaded()).map(({ model }) => model)).toContain('local/second');

  const out = join(folder, 'export');
  await there.learning.export(made.skill, out);
  const pack = join(folder, 'package');
  const as = ['--as', 'acme.desk@1.0.0', '--task', 'Which desk.', '--licence', 'MIT', '--out', pack];
  const packed = await runCli(maker, ['skill', 'pack', out, ...as, '--with-examples']);
  expect([packed.code, packed.stderr]).toEqual([
    0,
    expect.stringContaining(`${MAILS.length} requests of your apps`),
  ]);
  const { key } = await json(maker, ['skill', 'sign', pack]);

  await json(device, ['trust', 'add', String(key), '--name', 'acme', '--scope', 'acme']);
  const refused = await runCli(device, ['skill', 'install', pack, '--json']);
  expect(refused.code).toBe(1);
  expect((JSON.parse(refused.stderr) as { error: unknown }).error).toMatchObject({
    code: 'package_refused',
    hint: expect.stringContaining(
      'nearmost learn retarget acme.desk --from <folder of the package>',
    ) as string,
  });
  const here = await runtimeIn(device);
  const anew = await here.learning.retarget('acme.desk', { from: pack });
  expect(anew.student.verdict).toMatch(/^Passed/);
  expect(anew).toMatchObject({ base: 'house', imported: MAILS.length, serving: { state: 'shipped' } });
  expect(anew.student.base).not.toBe(made.student.base);
  expect(await right(here)).toBeGreaterThan(4);

  // A package that is installed brought its examples along: its name is enough.
  await json(maker, ['skill', 'install', pack]);
  await there.learning.forget({ app: 'desk' });
  const again = new AbortController();
  const words: string[] = [];
  await expect(
    there.learning.retarget('acme.desk', {
      signal: again.signal,
      onProgress: (said) => {
        words.push(said);
        again.abort();
      },
    }),
  ).rejects.toThrow();
  expect(words).toHaveLength(1);
  expect(there.learning.skills()).toMatchObject([{ examples: { kept: MAILS.length } }]);
});
