import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StudentKind } from '../contract/index.ts';
import type { Example } from '../learning/example.ts';
import { exportSkill } from '../learning/store/export.ts';
import { ADAPTER_FILE, MANIFEST_FILE } from '../learning/students/adapter-files.ts';
import { fakeSkill, fakeStudent } from '../learning/testing/fake-learning.ts';
import { writeRandomLora } from '../kit/gguf/testing/random-lora.ts';
import { tempFolder } from '../store/testing/temp-home.ts';
import { checkPackageFiles, openPackageFolder } from './package-folder.ts';
import { packSkill, type PackOptions } from './pack.ts';
import { sha256 } from './testing/sample-manifest.ts';
import { NOW } from './testing/skill-bench.ts';

const BASE = 'b'.repeat(64);
const example = (id: number, teacher: string): Example => ({
  id,
  skill: 'mail-triage-3f9a2c01',
  at: NOW,
  input: `the text of mail ${id}`,
  output: '{"folder":"bills"}',
  label: 'personal',
  provenance: 'handed-over',
  teacher,
  requestId: null,
  dropped: null,
});

interface Export {
  kind?: StudentKind;
  serving?: boolean;
  weights?: object;
}

/** A folder as `nearmost learn export` writes it: by its own code. */
function exported({ kind = 'adapter', serving = true, weights = {} }: Export = {}): string {
  const folder = tempFolder();
  const student = fakeStudent({
    version: 3,
    kind,
    agreement: { share: 0.97, lower: 0.93, n: 200 },
    coverage: 0.8,
  });
  const path = join(folder, 'weights.gguf');
  writeRandomLora(path);
  const known = {
    version: 1,
    base: BASE,
    baseId: 'house',
    prompt: 'whole',
    messages: [{ role: 'system', content: 'You sort mail.' }],
    responseFormat: { type: 'json_schema', schema: { type: 'object' } },
    ...weights,
  };
  const files = new Map<string, Uint8Array>([
    [MANIFEST_FILE, Buffer.from(JSON.stringify(known))],
    [ADAPTER_FILE, readFileSync(path)],
  ]);
  const examples = [example(1, 'openai/gpt-x'), example(2, 'openai/gpt-x'), example(3, 'local/qwen')];
  const template = { messages: [], prefix: '', suffix: '' };
  const row = {
    id: 'mail-triage-3f9a2c01',
    app: 'mail',
    name: 'x',
    key: 'x',
    template,
    foundAt: 0,
    lastAt: 0,
    requests: 3,
    local: 0,
  };
  const detail = fakeSkill({ serving: serving ? student : null, students: [student] });
  const to = join(folder, 'export');
  exportSkill({ examples: () => examples, files: () => files }, row, detail, to);
  return to;
}

const pack = (from: string, change: Partial<PackOptions> = {}) =>
  packSkill({
    from,
    cwd: tempFolder(),
    name: 'acme.triage',
    task: 'Sorts mails.',
    licence: 'MIT',
    now: NOW,
    termsOf: (teacher) => `terms of ${teacher}`,
    ...change,
  });

test('an exported skill is packed with its record, without its examples', async () => {
  const from = exported();
  const { folder, manifest } = await pack(from);
  expect(manifest).toMatchObject({
    name: 'acme.triage',
    version: '3.0.0',
    base: { id: 'house', sha256: BASE, architecture: 'llama' },
    variants: [{ quantisation: 'F32', rank: 4, engine: 'llama-cpp' }],
    serve: { system: 'You sort mail.', responseFormat: { type: 'json_schema' } },
    eval: { agreement: { share: 0.97 }, coverage: 0.8 },
    teachers: [
      { name: 'openai/gpt-x', terms: 'terms of openai/gpt-x' },
      { name: 'local/qwen', terms: 'terms of local/qwen' },
    ],
    dataset: { sha256: sha256(readFileSync(join(from, 'examples.jsonl'))), examples: 3 },
    created: '2026-11-21T12:00:00Z',
    expires: '2027-11-21T12:00:00Z',
  });
  await checkPackageFiles(openPackageFolder(folder));
  expect(readFileSync(join(folder, 'skill.json'), 'utf8')).not.toContain('the text of mail');
});

test('an adapter that is asked with the input alone has no system message', async () => {
  expect((await pack(exported({ weights: { prompt: 'input' } }))).manifest.serve).not.toHaveProperty(
    'system',
  );
});

test.each<[string, () => string, Partial<PackOptions>, RegExp]>([
  ['a student of another kind', () => exported({ kind: 'probe' }), {}, /of the kind probe/],
  ['a skill that nothing serves', () => exported({ serving: false }), {}, /No student of this skill serves/],
  ['a student that is not there', () => exported(), { student: 9 }, /has no student 9/],
  [
    'a whole conversation',
    () =>
      exported({
        weights: {
          messages: [
            { role: 'user', content: 'x' },
            { role: 'assistant', content: 'y' },
          ],
        },
      }),
    {},
    /whole conversation/,
  ],
  ['no name', () => exported(), { name: undefined }, /does not say its name/],
  ['no licence', () => exported(), { licence: undefined }, /does not say its licence/],
  ['a name that is none', () => exported(), { name: 'Acme Title' }, /a skill is named like/],
  ['an empty folder', () => tempFolder(), {}, /holds no skill that can be packed/],
])('not packed: %s', async (_, from, change, why) => {
  await expect(pack(from(), change)).rejects.toThrow(why);
});

test('a damaged export is told, not packed', async () => {
  const folder = exported();
  writeFileSync(join(folder, 'examples.jsonl'), '{"half');
  await expect(pack(folder)).rejects.toThrow(/a line that is no JSON/);
  writeFileSync(join(folder, 'record.json'), '{}');
  await expect(pack(folder)).rejects.toThrow(/not what an export holds/);
});

test('nothing is written over, and links are not followed', async () => {
  const out = tempFolder();
  writeFileSync(join(out, 'mine.txt'), 'mine');
  await expect(pack(exported(), { out })).rejects.toThrow(/is not empty/);
  const folder = tempFolder();
  const card = { id: 'house+x', base: BASE, version: '1.0.0', licence: 'MIT', task: 'X.' };
  writeFileSync(join(folder, 'card.json'), JSON.stringify(card));
  symlinkSync('/etc/passwd', join(folder, 'adapter.gguf'));
  await expect(pack(folder)).rejects.toThrow(/is a link/);
});
