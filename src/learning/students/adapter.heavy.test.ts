import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ModelRecord, NearmostError } from '../../contract/index.ts';
import { createLlamaCpp } from '../../engines/llama-cpp.ts';
import { randomRecord } from '../../engines/testing/random-model.ts';
import { systemClock } from '../../kit/clock.ts';
import { BASE_SHA256 } from '../../kit/gguf/check-adapter.ts';
import { type RandomLoraOptions, writeRandomLora } from '../../kit/gguf/testing/random-lora.ts';
import { createPool, type Pool } from '../../memory/pool.ts';
import type { Example } from '../example.ts';
import type { Student } from '../student.ts';
import type { AdapterTrainer, TrainingJob } from '../trainer/job.ts';
import { ADAPTER_FILE, MANIFEST_FILE } from './adapter-files.ts';
import type { SkillRequest } from './adapter-request.ts';
import { adapterBase, type AdapterDeps, createAdapterTrainer } from './adapter.ts';
import { deskExamples, deskRequest, DESKS } from './testing/desk-skill.ts';

let record: ModelRecord;
let remove: () => void;
let pool: Pool;
const engine = createLlamaCpp();
beforeAll(async () => {
  ({ record, remove } = await randomRecord());
  pool = createPool({
    engineFor: async () => engine,
    threads: 1,
    contextSize: 512,
    parallel: 2,
    maxLoaded: 1,
    idleMs: 0,
    budgetBytes: 2 ** 32,
    footprints: {
      of: () => ({ bytes: 2 ** 28, loadBytes: 2 ** 28, softBytes: 0, loadSeconds: 1, method: 'estimated' }),
      examine: () => undefined,
      remember: () => undefined,
    },
    readHeld: async () => undefined,
    clock: systemClock,
    emit: () => undefined,
  });
});
afterAll(async () => {
  await pool.close();
  await engine.close();
  remove();
});

const digest = async ({ path }: ModelRecord): Promise<string> =>
  createHash('sha256').update(readFileSync(path)).digest('hex');
const shared: SkillRequest = {
  prefix: 'Mail: ',
  messages: [{ role: 'system', content: 'Sort the mail.' }],
  responseFormat: {
    type: 'json_schema',
    schema: { type: 'object', properties: { box: { enum: ['in', 'out'] } }, required: ['box'] },
  },
};
const examples = (count: number, output = '{ "box": "in" }'): Example[] =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    skill: 'mail',
    at: index,
    input: `mail number ${index}`,
    output,
    label: 'personal',
    provenance: 'handed-over',
    teacher: 'test/teacher',
    requestId: null,
    dropped: null,
  }));

/** Stands in for the real trainer: writes random weights and remembers what it was asked. */
function fakeTrainer(jobs: TrainingJob[], lora: RandomLoraOptions = {}): AdapterTrainer {
  return {
    id: 'fake',
    async train(job, hooks) {
      jobs.push(job);
      if (hooks?.signal?.aborted) throw new NearmostError('cancelled', 'stopped');
      hooks?.onProgress?.({ step: 3, steps: 9, epoch: 1, loss: 1.5, tokensPerSecond: 10, secondsLeft: 100 });
      writeRandomLora(job.out, {
        seed: job.settings.seed,
        more: [{ key: BASE_SHA256, type: 'string', value: job.baseSha256 }],
        ...lora,
      });
      const estimate = {
        steps: 9,
        tokens: 9,
        memoryBytes: 1,
        seconds: null,
        plan: { rows: 1, time: 8, checkpointing: false },
      };
      return {
        estimate,
        steps: 9,
        tokens: 9,
        seconds: 1,
        peakMemoryBytes: 1,
        loss: { first: 3, last: 1, heldOut: null },
        adapter: { path: job.out, bytes: statSync(job.out).size, sha256: '' },
      };
    },
  };
}

let folders = 0;
function deps(more: Partial<AdapterDeps> = {}): AdapterDeps & { jobs: TrainingJob[] } {
  const jobs: TrainingJob[] = [];
  return {
    jobs,
    trainer: fakeTrainer(jobs),
    base: () => record,
    models: () => [record],
    lease: (of, signal) => pool.lease(of, signal),
    templateOf: () => shared,
    digest,
    folder: join(dirname(record.path), `learning-${folders++}`),
    memoryBytes: () => 2 ** 30,
    threads: 1,
    ...more,
  };
}

test('a student is trained on the skill as it is asked, answers in its format, and leaves no checkpoint', async () => {
  const given = deps();
  const said: string[] = [];
  const trainer = createAdapterTrainer(given);
  const student = await trainer.train(examples(40), {
    skill: 'mail',
    seed: 5,
    onProgress: (words) => said.push(words),
  });
  const [job] = given.jobs;
  expect(job).toMatchObject({ base: record.path, baseSha256: await digest(record), threads: 1 });
  expect(job?.texts).toHaveLength(40);
  const { model, release } = await pool.lease(record);
  const { tokens, from } = await model.encode(
    {
      model: '',
      messages: [...shared.messages, { role: 'user', content: 'Mail: mail number 0' }],
      responseFormat: { type: 'json_object' },
    },
    '{"box":"in"}',
  );
  release();
  expect(job?.texts[0]).toEqual({ tokens, from });
  expect(said).toEqual(['adapter: step 3 of 9, loss 1.500, 10 tokens/s, 2 min left']);
  expect(student).toMatchObject({ kind: 'adapter', base: await digest(record) });
  const answer = await student.answer('another mail');
  expect(JSON.parse(answer?.text ?? '')).toEqual({ box: expect.stringMatching(/^(in|out)$/) });
  expect(answer?.confidence).toBeGreaterThan(0);
  expect(answer?.confidence).toBeLessThanOrEqual(1);
  expect(student.manifest.level).toBeLessThan(-1);
  const { before, after, drop } = student.regression ?? { before: [], after: [], drop: 0 };
  expect([before.length, after.length]).toEqual([24, 24]);
  for (const score of [...before, ...after]) expect(score > 0 && score < 1).toBe(true);
  expect(after).not.toEqual(before);
  expect(drop).not.toBe(0);
  expect(
    readdirSync(join(given.folder, 'training')).flatMap((skill) =>
      readdirSync(join(given.folder, 'training', skill)),
    ),
  ).toEqual([]);
});

test('saved, loaded, and its weights deleted meanwhile, it answers the same', async () => {
  const given = deps();
  const trainer = createAdapterTrainer(given);
  const student = await trainer.train(examples(30), { skill: 'mail', seed: 6 });
  const first = await student.answer('the same question');
  const again = await trainer.load(student.save());
  const same = async (of: Student): Promise<void> => {
    const answer = await of.answer('the same question');
    expect(answer?.text).toBe(first?.text);
    // A prompt that is known already is summed in another order.
    expect((answer?.confidence ?? 0) / (first?.confidence ?? 1)).toBeCloseTo(1, 1);
  };
  await same(again);
  rmSync(join(given.folder, 'weights'), { recursive: true, maxRetries: 8 });
  await same(again);
  const other = await trainer.train(examples(30), { skill: 'mail', seed: 7 });
  const [, two] = await Promise.all([same(student), other.answer('the same question')]);
  expect(two?.confidence).not.toBe(first?.confidence);
});

test('a base that does not write conversations is given the input alone', async () => {
  const card = { ...record.card, jobs: ['command' as const] };
  const given = deps({ base: () => ({ ...record, card }), templateOf: () => deskRequest });
  const student = await createAdapterTrainer(given).train(deskExamples(), { skill: 'desk', seed: 1 });
  expect(student.manifest).toMatchObject({ prompt: 'input', messages: [] });
  expect(student.manifest.prefix).toBeUndefined();
  const length = given.jobs[0]?.texts[0]?.tokens.length ?? 0;
  const template = '<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\n'.replaceAll(/<\|\w+\|>/g, '.');
  expect(length).toBe(template.length + DESKS.bills[0].length + '{"desk":"bills"}'.length + 1);
});

test('long shared messages are learned, not read', async () => {
  const long: SkillRequest = { messages: [{ role: 'system', content: 'Sort. '.repeat(50) }] };
  const given = deps({ templateOf: () => long });
  const student = await createAdapterTrainer(given).train(examples(30, 'in'), { skill: 'mail', seed: 1 });
  expect(student.manifest.prompt).toBe('input');
  expect((await student.answer('x'))?.text ?? '').not.toContain('box');
});

test('too few examples that can teach: refused with the numbers', async () => {
  const trainer = createAdapterTrainer(deps());
  expect(trainer.unsuited({ examples: 5, distinct: 5, kind: 'json', repeats: 0 })).toContain('at least 24');
  expect(trainer.unsuited({ examples: 50, distinct: 5, kind: 'text', repeats: 0 })).toBeUndefined();
  const mixed = [...examples(20), ...examples(20, 'I cannot say'), ...examples(1, '')];
  await expect(trainer.train(mixed, { skill: 'mail', seed: 1 })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/Of 41 examples 20 can teach .*\(21 are not in the answer's format/),
  });
  const long = examples(30).map((example) => ({ ...example, input: 'y'.repeat(600) }));
  await expect(trainer.train(long, { skill: 'mail', seed: 1 })).rejects.toMatchObject({
    message: expect.stringMatching(/30 are longer than 512 tokens/),
  });
});

test('a request that does not fit is no answer; a stop is a stop', async () => {
  const student = await createAdapterTrainer(deps()).train(examples(30), { skill: 'mail', seed: 1 });
  expect(await student.answer('z'.repeat(600))).toBeUndefined();
  await expect(student.answer('x', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('no base, another base, a damaged file, weights of another shape: each refused in words', async () => {
  const given = deps();
  const trainer = createAdapterTrainer(given);
  const files = (await trainer.train(examples(30), { skill: 'mail', seed: 1 })).save();
  const none = createAdapterTrainer({ ...given, base: () => undefined, models: () => [] });
  expect(none.unsuited({ examples: 50, distinct: 5, kind: 'text', repeats: 0 })).toContain('no local model');
  await expect(none.load(files)).rejects.toMatchObject({ code: 'unknown_model' });
  await expect(none.train(examples(30), { skill: 'mail', seed: 1 })).rejects.toMatchObject({
    code: 'unknown_model',
  });
  const moved = createAdapterTrainer({ ...given, digest: async () => 'e'.repeat(64) });
  await expect(moved.load(files)).rejects.toMatchObject({
    code: 'invalid_model_file',
    message: expect.stringContaining('another base ("random"'),
  });
  const torn = new Map([
    ...files,
    [ADAPTER_FILE, (files.get(ADAPTER_FILE) ?? new Uint8Array()).slice(0, 99)],
  ]);
  await expect(trainer.load(torn)).rejects.toMatchObject({ code: 'invalid_model_file' });
  await expect(
    trainer.load(new Map([...files].filter(([name]) => name !== MANIFEST_FILE))),
  ).rejects.toMatchObject({
    message: expect.stringContaining('adapter.json is missing'),
  });
  const wide = createAdapterTrainer({ ...given, trainer: fakeTrainer([], { width: 128 }) });
  await expect(wide.train(examples(30), { skill: 'mail', seed: 1 })).rejects.toMatchObject({
    code: 'invalid_model_file',
    message: expect.stringContaining('does not fit'),
  });
});

test('a training that fails keeps its checkpoint for the same job, and another job clears it', async () => {
  const jobs: TrainingJob[] = [];
  const failing: AdapterTrainer = {
    id: 'failing',
    async train(job) {
      jobs.push(job);
      throw new NearmostError('cancelled', 'paused for good');
    },
  };
  const given = deps({ trainer: failing });
  const trainer = createAdapterTrainer(given);
  const run = (count: number): Promise<unknown> =>
    trainer.train(examples(count), { skill: 'mail', seed: 1 }).catch((error: unknown) => error);
  await run(30);
  await run(30);
  expect(jobs[1]?.folder).toBe(jobs[0]?.folder);
  expect(existsSync(jobs[0]?.folder ?? '')).toBe(true);
  await run(31);
  expect(jobs[2]?.folder).not.toBe(jobs[0]?.folder);
  expect(existsSync(jobs[0]?.folder ?? '')).toBe(false);
});

test("the base is the owner's model, else the embedded one; nothing that only embeds, no adapter, no variant", () => {
  const one = (id: string, more: Partial<ModelRecord> = {}): ModelRecord => ({
    ...record,
    id,
    source: 'x',
    ...more,
  });
  const embeds = { ...record.info, embeddingOnly: true };
  const records = [
    one('house', { source: 'embedded' }),
    one('house+title', { source: 'embedded', adapter: { base: 'house' } }),
    one('house+tags', { source: 'embedded', variantOf: 'house' }),
    one('mine'),
    one('bge', { info: embeds }),
  ];
  expect(adapterBase(records, 'local/mine')?.id).toBe('mine');
  expect(adapterBase(records, 'mine')?.id).toBe('mine');
  for (const wanted of ['', 'gone', 'bge', 'house+title', 'house+tags'])
    expect(adapterBase(records, wanted)?.id).toBe('house');
  expect(adapterBase(records.slice(1), '')).toBeUndefined();
});
