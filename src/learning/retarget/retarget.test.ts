import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { signEnvelope, writeEnvelope } from '../../adapters/envelope.ts';
import { keyId } from '../../adapters/key.ts';
import { checkManifest, type Manifest } from '../../adapters/manifest.ts';
import { openPlaces } from '../../adapters/places.ts';
import { sampleManifest, sha256 } from '../../adapters/testing/sample-manifest.ts';
import { addTrust } from '../../adapters/trust.ts';
import { settingsSchema, type ExportedExample } from '../../contract/index.ts';
import { openDatabase } from '../../store/database.ts';
import { tempFolder, tempHome } from '../../store/testing/temp-home.ts';
import { createLearning } from '../learning.ts';
import type { Student, StudentTrainer } from '../student.ts';
import { createRequests } from '../testing/requests.ts';
import { termsOf } from '../teacher/terms.ts';

const REQUESTS = createRequests(300, 4);
const RIGHT = new Map(REQUESTS.map(({ input, output }) => [input, output]));
const student = (base: string): Student => ({
  kind: 'adapter',
  base,
  answer: (input) => ({ text: RIGHT.get(input) ?? 'made up', confidence: 0.9 }),
  save: () => new Map([['base', new TextEncoder().encode(base)]]),
});
const DIGESTS: Readonly<Record<string, string>> = { house: 'a'.repeat(64), small: 'b'.repeat(64) };
const trainer: StudentTrainer = {
  kind: 'adapter',
  unsuited: () => undefined,
  train: async (_, { base = 'house' }) => student(DIGESTS[base] ?? ''),
  load: (files) => student(new TextDecoder().decode(files.get('base'))),
};

function open(
  students: ('adapter' | 'memo')[] = ['adapter'],
  box: { learn: 'allowed' | 'forbidden' } = { learn: 'allowed' },
) {
  const home = tempHome();
  const database = openDatabase(home.database);
  const part = createLearning({
    database,
    folder: home.skills,
    settings: settingsSchema.parse({ learn: { students, floor: 0.9 } }),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: () => 0.5,
    trainers: () => [trainer],
    adapters: {
      forget: () => undefined,
      base: async (id = 'house') => ({ id, sha256: DIGESTS[id] ?? '' }),
      lost: (base) => base === DIGESTS['house'],
      bases: () =>
        ['house', 'small'].map((id) => {
          const sha256 = DIGESTS[id];
          return { id, name: id, bytes: 1, usual: id === 'house', sha256 };
        }),
    },
    packages: () => openPlaces(home),
    chat: () => Promise.reject(new Error('nobody is asked')),
    terms: (model) => termsOf(model.split('/')[0] ?? '', { box: { enabled: true, ...box } }),
    providers: () => [],
    emit: () => undefined,
    trouble: () => undefined,
  });
  onTestFinished(async () => {
    await part.close();
    database.close();
  });
  return { ...part, home, places: openPlaces(home) };
}

const line = (i: number, change: Partial<ExportedExample> = {}): ExportedExample => ({
  app: 'triage',
  system: 'Which folder?',
  input: REQUESTS[i]!.input,
  output: REQUESTS[i]!.output,
  label: 'public',
  provenance: 'handed-over',
  teacher: 'box/large',
  at: Date.now() - 1000 * (300 - i),
  ...change,
});
const ALL = REQUESTS.map((_, i) => line(i));
const textOf = (lines: readonly unknown[]): string => lines.map((one) => `${JSON.stringify(one)}\n`).join('');

function folderOf(lines: readonly unknown[] | string = ALL): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'examples.jsonl'), typeof lines === 'string' ? lines : textOf(lines));
  return folder;
}

/** A signed package for a base that nobody has, with its examples. */
function packageOf(change: { lines?: readonly unknown[]; without?: boolean } = {}) {
  const folder = folderOf(change.lines);
  const bytes = readFileSync(join(folder, 'examples.jsonl'));
  const key = generateKeyPairSync('ed25519').privateKey;
  const sample = sampleManifest();
  const manifest: Manifest = checkManifest({
    ...sample,
    name: 'acme.triage',
    dataset: { sha256: sha256(bytes), examples: 300 },
    files: change.without
      ? sample.files
      : [...sample.files, { name: 'examples.jsonl', sha256: sha256(bytes), bytes: bytes.length }],
  });
  writeFileSync(join(folder, 'skill.json'), writeEnvelope(signEnvelope({ manifest }, key)));
  return { folder, key: keyId(key) };
}

test('the examples of a folder become a skill here, trained for the local base; twice adds nothing', async () => {
  const { learning, desk } = open();
  learning.allow('triage');
  const from = folderOf([...ALL, line(0, { label: 'secret', input: 'my pin is 1234' })]);
  const told = await learning.retarget('triage', { from });
  expect(told).toMatchObject({ base: 'house', student: { state: 'shipped', base: DIGESTS['house'] } });
  expect(told.imported).toBeGreaterThan(200);
  expect(learning.skill('triage').examples.kept).toBe(told.imported);
  expect(learning.skill('triage').why).toContain(`nearmost learn retarget ${told.skill}`);
  const messages = [
    { role: 'system' as const, content: 'Which folder?' },
    { role: 'user' as const, content: REQUESTS[9]!.input },
  ];
  const turn = await desk.consider(
    { model: 'auto', messages },
    { app: 'triage', label: 'public', requestId: 'r1' },
  );
  expect(turn?.answer).toBe(REQUESTS[9]!.output);

  const again = await learning.retarget(told.skill, { from, base: 'small' });
  expect(again).toMatchObject({ imported: 0, serving: { version: 2, base: DIGESTS['small'] } });
  await expect(learning.retarget('triage', { base: 'small' })).rejects.toMatchObject({
    code: 'invalid_request',
    hint: expect.stringContaining(`nearmost learn train ${told.skill} --student adapter`) as string,
  });
});

test('terms bind whoever learns: one answer of a teacher that forbids it refuses all, before anything is kept', async () => {
  const { learning } = open();
  learning.allow('triage');
  const from = folderOf([...ALL.slice(1), line(0, { teacher: 'openai/gpt-5' })]);
  await expect(learning.retarget('triage', { from })).rejects.toMatchObject({
    code: 'teacher_refused',
    message: expect.stringContaining('openai/gpt-5') as string,
    hint: expect.stringContaining('providers.openai.learn') as string,
  });
  expect(learning.skills()).toEqual([]);
});

test('terms that changed since hold for what was kept before; the student that serves stays', async () => {
  const box: { learn: 'allowed' | 'forbidden' } = { learn: 'allowed' };
  const { learning } = open(['adapter'], box);
  learning.allow('triage');
  const { skill } = await learning.retarget('triage', { from: folderOf() });
  box.learn = 'forbidden';
  await expect(learning.retarget(skill, { base: 'small' })).rejects.toMatchObject({
    code: 'teacher_refused',
  });
  expect(learning.skill(skill).serving).toMatchObject({ version: 1 });
});

test('without consent of its app nothing is kept; another skill, other students, no such skill: refused in words', async () => {
  const { learning } = open();
  const from = folderOf();
  await expect(learning.retarget('triage', { from })).rejects.toMatchObject({
    code: 'invalid_request',
    hint: 'Give it first: nearmost learn on --app triage',
  });
  learning.allow('triage');
  await expect(learning.retarget('mail', { from })).rejects.toMatchObject({ param: 'skill' });
  await expect(learning.retarget('', { from })).rejects.toMatchObject({ param: 'skill' });
  await expect(learning.retarget('acme.none')).rejects.toMatchObject({ code: 'not_found' });
  await expect(learning.retarget('triage', { from: tempFolder() })).rejects.toMatchObject({ param: 'from' });
  expect(() => open(['memo']).learning.retarget('triage', { from })).toThrow(/not among the students/);
  expect(learning.skills()).toEqual([]);
});

test.each([
  ['a torn line', `${JSON.stringify(line(0))}\n{"app":`, /line 2 is no JSON/],
  ['no example', [{}], /line 1 is no example \(app\)/],
  ['two skills', [line(0), line(1, { system: 'Other.' })], /more than one skill/],
  ['nothing', [], /holds no examples/],
  ['an unknown format', [line(0, { response_format: { type: 'xml' } })], /response format/],
])('a file of examples with %s is refused', async (_, lines, words) => {
  const { learning } = open();
  learning.allow('triage');
  await expect(learning.retarget('triage', { from: folderOf(lines) })).rejects.toMatchObject({
    code: 'invalid_package',
    message: expect.stringMatching(words) as string,
  });
  expect(learning.skills()).toEqual([]);
});

test('a package is learned from when its signer is trusted and its examples are the ones that were signed', async () => {
  const { learning, places } = open();
  learning.allow('triage');
  const { folder, key } = packageOf();
  await expect(learning.retarget('acme.triage', { from: folder })).rejects.toMatchObject({
    code: 'package_refused',
    hint: expect.stringContaining(`nearmost trust add ${key}`) as string,
  });
  addTrust(places, { key, name: 'acme', scopes: ['acme'], addedAt: 1 });
  const changed = tempFolder();
  cpSync(folder, changed, { recursive: true });
  writeFileSync(join(changed, 'examples.jsonl'), textOf([...ALL.slice(1), line(0, { output: 'poison' })]));
  await expect(learning.retarget('acme.triage', { from: changed })).rejects.toMatchObject({
    code: 'invalid_package',
  });
  const linked = tempFolder();
  cpSync(join(folder, 'skill.json'), join(linked, 'skill.json'));
  symlinkSync(join(folder, 'examples.jsonl'), join(linked, 'examples.jsonl'));
  await expect(learning.retarget('acme.triage', { from: linked })).rejects.toThrow(/is a link/);
  expect(learning.skills()).toEqual([]);
  expect(await learning.retarget('acme.triage', { from: folder })).toMatchObject({
    serving: { base: DIGESTS['house'] },
  });

  const bare = packageOf({ without: true });
  addTrust(places, { key: bare.key, name: 'acme2', scopes: ['acme'], addedAt: 1 });
  await expect(learning.retarget('acme.triage', { from: bare.folder })).rejects.toMatchObject({
    code: 'unsupported',
    hint: expect.stringContaining('--with-examples') as string,
  });
});

test('a package does not join what was learned here from requests, unless that skill is named', async () => {
  const { learning, desk, places } = open();
  learning.allow('triage');
  for (const i of [0, 1, 2]) {
    const messages = [
      { role: 'system' as const, content: 'Which folder?' },
      { role: 'user' as const, content: REQUESTS[i]!.input },
    ];
    const asker = { app: 'triage', label: 'public' as const, requestId: `r${i}` };
    const turn = await desk.consider({ model: 'auto', messages }, asker);
    const text = REQUESTS[i]!.output;
    turn?.settled({ place: 'cloud', model: 'box/m', text, finishReason: 'stop', other: false, costUsd: 0 });
  }
  const [own] = learning.skills();
  expect(own?.examples.kept).toBeGreaterThan(0);
  const { folder, key } = packageOf();
  addTrust(places, { key, name: 'acme', scopes: ['acme'], addedAt: 1 });
  await expect(learning.retarget('acme.triage', { from: folder })).rejects.toMatchObject({
    hint: `If they are to: nearmost learn retarget ${own?.id} --from <folder>`,
  });
  expect(learning.skills()[0]?.examples.kept).toBe(own?.examples.kept);
  expect(await learning.retarget(own?.id ?? '', { from: folder })).toMatchObject({ skill: own?.id });
});

test('an export brings its template: worked examples and fixed words are asked as they were', async () => {
  const first = open();
  first.learning.allow('triage');
  await first.learning.retarget('triage', { from: folderOf() });
  const out = join(tempFolder(), 'out');
  await first.learning.export('triage', out);
  const record = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')) as {
    id: string;
    template: object;
  };
  const template = {
    ...record.template,
    messages: [
      { role: 'system', content: 'Which folder?' },
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'none' },
    ],
    prefix: 'Mail: ',
    suffix: '\nFolder?',
  };
  writeFileSync(join(out, 'record.json'), JSON.stringify({ ...record, template }));
  writeFileSync(
    join(out, 'examples.jsonl'),
    textOf(REQUESTS.map((_, i) => line(i, { input: `Mail: ${REQUESTS[i]!.input}\nFolder?` }))),
  );
  const second = open();
  second.learning.allow('triage');
  const { skill, serving } = await second.learning.retarget(record.id, { from: out });
  expect(skill).not.toBe(record.id);
  expect(serving).toMatchObject({ agreement: { share: 1 } });
  mkdirSync(join(out, 'again'));
  const lines = await second.learning.export(skill, join(out, 'again'));
  expect(JSON.parse(readFileSync(lines[0]!, 'utf8').split('\n')[0]!)).toMatchObject({
    input: expect.stringMatching(/^Mail: .*\nFolder\?$/s) as string,
  });
});
