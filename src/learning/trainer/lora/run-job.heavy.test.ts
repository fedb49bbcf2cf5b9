import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomModel } from '../../../kit/gguf/testing/random-models.ts';
import type { TrainingHooks, TrainingJob, TrainingReport } from '../job.ts';
import { tinyJob } from '../testing/tiny-job.ts';
import { runJob } from './run-job.ts';

let folder: string;
let job: TrainingJob;
let checkpoint: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-job-'));
  job = tinyJob(folder, { texts: 12 });
  checkpoint = join(job.folder, 'checkpoint.bin');
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const every = { checkpointSeconds: 0 };
/** Stops after step 3; the checkpoint stays. */
async function interrupted(of: TrainingJob = job): Promise<void> {
  const stop = new AbortController();
  const hooks: TrainingHooks = {
    signal: stop.signal,
    onProgress: ({ step }) => step === 3 && stop.abort(),
  };
  await expect(runJob(of, hooks, every)).rejects.toMatchObject({ code: 'cancelled' });
}
/** Runs to the end; the step it began with, and what it noted. */
async function resumed(
  of: TrainingJob = job,
): Promise<{ first: number | undefined; notes: string[]; report: TrainingReport }> {
  const steps: number[] = [];
  const notes: string[] = [];
  const report = await runJob(of, {
    onProgress: ({ step }) => steps.push(step),
    onNote: (note) => notes.push(note),
  });
  return { first: steps[0], notes, report };
}

test('a job that was stopped goes on behind its last step, to the same adapter', async () => {
  const whole = await runJob({ ...job, out: join(folder, 'whole.gguf') });
  await interrupted();
  const { first, notes, report } = await resumed();
  expect({ first, notes }).toEqual({ first: 4, notes: [] });
  expect(report.adapter.sha256).toBe(whole.adapter.sha256);
  expect(existsSync(checkpoint)).toBe(false);
});

test('going on with more memory gives the same adapter; with less it goes on in smaller parts, and says so', async () => {
  const wide = { ...job, settings: { ...job.settings, stepTokens: 192 } };
  const whole = await runJob({ ...wide, out: join(folder, 'whole.gguf') });
  expect(whole.estimate.plan.rows).toBe(3);
  await interrupted(wide);
  const more = await resumed({ ...wide, memoryBytes: 4e9 });
  expect({ first: more.first, notes: more.notes }).toEqual({ first: 4, notes: [] });
  expect(more.report.adapter.sha256).toBe(whole.adapter.sha256);

  await interrupted(wide);
  const less = await resumed({ ...wide, memoryBytes: whole.estimate.memoryBytes - 1 });
  expect(less.first).toBe(4);
  expect(less.notes).toEqual([expect.stringContaining('less memory')]);
  expect(less.report.estimate.plan.rows).toBe(1);
  expect(less.report.steps).toBe(whole.steps);
  expect(less.report.loss.last).toBeCloseTo(whole.loss.last, 3);
});

test('a stop while the base is read is heard before the first step', async () => {
  const stop = new AbortController();
  const hooks = { onEstimate: () => stop.abort(), signal: stop.signal };
  await expect(runJob(job, hooks)).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(job.folder)).toEqual([]);
});

test('a base that changed is refused, before the start and when going on; the checkpoint stays', async () => {
  await interrupted();
  const before = readFileSync(checkpoint);
  appendFileSync(job.base, 'x');
  await expect(runJob(job)).rejects.toMatchObject({
    code: 'checksum_mismatch',
    message: expect.stringContaining(job.base),
    hint: expect.stringContaining('Train anew'),
  });
  expect(readFileSync(checkpoint)).toEqual(before);
  rmSync(job.base);
  await expect(runJob(job)).rejects.toMatchObject({ code: expect.not.stringMatching('internal') });
  expect(readFileSync(checkpoint)).toEqual(before);
});

test.each([
  ['cut off', (path: string) => truncateSync(path, statSync(path).size - 5)],
  ['cut off in its first line', (path: string) => truncateSync(path, 20)],
  ['empty', (path: string) => truncateSync(path, 0)],
  ['of another kind', (path: string) => writeFileSync(path, '{"format":"other"}\nabc')],
  [
    'damaged inside',
    (path: string) => {
      const file = readFileSync(path);
      file[file.length - 7] = 255 - (file.at(-7) ?? 0);
      writeFileSync(path, file);
    },
  ],
])('a checkpoint that is %s is put aside with a note, and the training starts anew', async (_, spoil) => {
  await interrupted();
  spoil(checkpoint);
  const spoilt = readFileSync(checkpoint);
  const { first, notes } = await resumed();
  expect(first).toBe(1);
  expect(notes).toEqual([expect.stringMatching(/checkpoint\.bin .*The training starts anew\.$/)]);
  expect(readFileSync(`${checkpoint}.unusable`)).toEqual(spoilt);
});

test('the checkpoint of another job is put aside: other texts, another rate', async () => {
  await interrupted();
  const { first, notes } = await resumed({ ...job, settings: { ...job.settings, rate: 1e-3 } });
  expect({ first, notes }).toEqual({ first: 1, notes: [expect.stringContaining('another training')] });
});

/** Writing there finds no room, whoever writes. */
const FULL = '/dev/full';
test.runIf(existsSync(FULL))(
  'a full disk: the old checkpoint stays whole, and the next run goes on',
  async () => {
    await interrupted();
    const before = readFileSync(checkpoint);
    symlinkSync(FULL, `${checkpoint}.part`);
    await expect(runJob(job, {}, every)).rejects.toMatchObject({
      code: 'disk_full',
      hint: expect.stringContaining('goes on from its last checkpoint'),
    });
    expect(readFileSync(checkpoint)).toEqual(before);
    expect(readdirSync(job.folder)).toEqual(['checkpoint.bin']);

    // no room for the adapter: the old one stays, and so does the training
    writeFileSync(job.out, 'the old adapter');
    symlinkSync(FULL, `${job.out}.part`);
    await expect(runJob(job, {}, every)).rejects.toMatchObject({ code: 'disk_full' });
    expect(readFileSync(job.out, 'utf8')).toBe('the old adapter');
    const { first, report } = await resumed();
    expect(first).toBeUndefined();
    expect(report.adapter.bytes).toBe(statSync(job.out).size);
  },
);

test('a training that goes astray says at which step, and keeps the last good checkpoint', async () => {
  const astray = { ...job, settings: { ...job.settings, rate: 1e30 } };
  let last = 0;
  const hooks: TrainingHooks = { onProgress: ({ step }) => (last = step) };
  await expect(runJob(astray, hooks, every)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringMatching(/^Training went astray at step \d+: /),
    hint: expect.stringContaining('lower rate'),
  });
  expect(existsSync(job.out)).toBe(false);
  const stays = readFileSync(checkpoint);
  await expect(runJob(astray, hooks, every)).rejects.toMatchObject({ code: 'invalid_request' });
  expect(readFileSync(checkpoint)).toEqual(stays);
  expect(last).toBeGreaterThan(0);
});

test('a base with numbers that are none is an error, not an adapter', async () => {
  const file = randomModel({ architecture: 'qwen2', seed: 4 });
  // the last tensor's last numbers
  for (let i = 1; i <= 64; i++) file.set([0, 0, 0xc0, 0x7f], file.length - 4 * i);
  writeFileSync(job.base, file);
  const baseSha256 = createHash('sha256').update(file).digest('hex');
  await expect(runJob({ ...job, baseSha256 })).rejects.toMatchObject({ code: 'invalid_request' });
  expect(existsSync(job.out)).toBe(false);
});

test.each([
  ['no text', { texts: [] }, 'invalid_request', /no text/],
  ['a text of one token', { texts: [{ tokens: [1], from: 1 }] }, 'invalid_request', /text 0 .*two tokens/],
  ['no answer', { texts: [{ tokens: [1, 2], from: 2 }] }, 'invalid_request', /answer begins at 2/],
  ['a token of another model', { texts: [{ tokens: [1, 4000], from: 1 }] }, 'invalid_request', /token 4000/],
  [
    'a text longer than the base takes',
    { texts: [{ tokens: Array.from({ length: 600 }, () => 1), from: 1 }] },
    'context_too_long',
    /600 tokens, the base takes 512/,
  ],
  ['too little memory', { memoryBytes: 1e6 }, 'model_too_big', /needs \d+ MB .* 1 MB are allowed/],
] as const)('refused in words: %s', async (_, change, code, message) => {
  const training = runJob({ ...job, ...change });
  await expect(training).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(existsSync(job.out)).toBe(false);
});
