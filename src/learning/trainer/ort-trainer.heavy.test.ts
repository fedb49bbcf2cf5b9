import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkAdapter } from '../../kit/gguf/check-adapter.ts';
import { readGguf } from '../../kit/gguf/read.ts';
import { isRunning } from '../../kit/testing/is-running.ts';
import { loadCheckpoint } from './checkpoint.ts';
import type { TrainingEstimate, TrainingProgress } from './job.ts';
import { ortTrainer } from './ort-trainer.ts';
import { tinyJob } from './testing/tiny-job.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-trainer-'));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

test('a job in a child: estimate, progress and report; nothing but the adapter is left', async () => {
  const job = tinyJob(folder);
  const estimates: TrainingEstimate[] = [];
  const progress: TrainingProgress[] = [];
  const report = await ortTrainer().train(job, {
    onEstimate: (estimate) => estimates.push(estimate),
    onProgress: (step) => progress.push(step),
  });
  expect(estimates.map(({ seconds }) => seconds)).toEqual([null, expect.any(Number)]);
  expect(progress.map(({ step }) => step)).toEqual(Array.from({ length: report.steps }, (_, i) => i + 1));
  expect(progress.at(-1)).toMatchObject({ epoch: 4, steps: report.steps, secondsLeft: 0 });
  expect(report.estimate).toEqual(estimates[1]);
  expect(report.tokens).toBe(report.estimate.tokens);
  expect(report.loss.last).toBeLessThan(report.loss.first);
  expect(report.loss.heldOut).toBeGreaterThan(0);
  expect(report.peakMemoryBytes).toBeGreaterThan(50e6);

  const file = readFileSync(job.out);
  expect(report.adapter).toEqual({
    path: job.out,
    bytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
  });
  const base = { architecture: 'qwen2', ...(await readGguf(job.base)), sha256: job.baseSha256 };
  const info = checkAdapter(await readGguf(job.out), base);
  expect(info).toMatchObject({ rank: 4, alpha: 8, baseSha256: job.baseSha256 });
  expect(info.targets).toHaveLength(14);
  expect(readdirSync(job.folder)).toEqual([]);
});

test('a pause writes a checkpoint and holds the job; stopping keeps it, and the next run goes on from there', async () => {
  const job = tinyJob(folder, { settings: { epochs: 40 } });
  const checkpoint = join(job.folder, 'checkpoint.bin');
  const stop = new AbortController();
  let held = false;
  let last = 0;
  // as long as no checkpoint appears the pause has not come through
  const training = ortTrainer().train(job, {
    onProgress: ({ step }) => {
      last = step;
    },
    paused: () => {
      if (last === 0) return false;
      if (!held) held = existsSync(checkpoint);
      else stop.abort();
      return true;
    },
    signal: stop.signal,
  });
  await expect(training).rejects.toMatchObject({ code: 'cancelled' });
  expect(held).toBe(true);
  expect(existsSync(job.out)).toBe(false);
  expect(readdirSync(job.folder)).toEqual(['checkpoint.bin']);

  const steps: number[] = [];
  const report = await ortTrainer().train(job, { onProgress: ({ step }) => steps.push(step) });
  expect(steps[0]).toBe(last + 1);
  expect(steps.at(-1)).toBe(report.steps);
});

test('a child that is killed is an error that says how to go on; three times killed, the adapter is the same bit by bit', async () => {
  const job = tinyJob(folder, { settings: { epochs: 12 } });
  const whole = await ortTrainer().train({ ...job, out: join(folder, 'whole.gguf') });
  const firsts: number[] = [];
  for (const kill of [5, 21, 33]) {
    let pid = 0;
    const trainer = ortTrainer({ checkpointSeconds: 0, onStart: (id) => (pid = id) });
    let first = 0;
    const training = trainer.train(job, {
      onProgress: ({ step }) => {
        first ||= step;
        if (step === kill) process.kill(pid, 'SIGKILL');
      },
    });
    await expect(training).rejects.toMatchObject({
      code: 'engine_crashed',
      message: expect.stringContaining('SIGKILL'),
      hint: expect.stringContaining('Run the training again'),
    });
    firsts.push(first);
  }
  expect(firsts[0]).toBe(1);
  expect(firsts[1]).toBeGreaterThan(5);
  expect(firsts[2]).toBeGreaterThan(21);
  const report = await ortTrainer().train(job);
  expect(report.adapter.sha256).toBe(whole.adapter.sha256);
  expect(report).toMatchObject({ steps: whole.steps, tokens: whole.tokens, loss: whole.loss });
});

test('a hook that throws ends the training with its error', async () => {
  const training = ortTrainer().train(tinyJob(folder), {
    onProgress: () => {
      throw new Error('no more');
    },
  });
  await expect(training).rejects.toThrow('no more');
});

test('a stop before the start starts nothing', async () => {
  const started: number[] = [];
  const trainer = ortTrainer({ onStart: (pid) => started.push(pid) });
  const training = trainer.train(tinyJob(folder), { signal: AbortSignal.abort() });
  await expect(training).rejects.toMatchObject({ code: 'cancelled' });
  expect(started).toEqual([]);
});

test('the child ends when the process that started it is killed, and what it did is not lost', async () => {
  const job = tinyJob(folder, { settings: { epochs: 400 } });
  const checkpoint = join(job.folder, 'checkpoint.bin');
  const script = `
    const { ortTrainer } = await import(${JSON.stringify(new URL('ort-trainer.ts', import.meta.url))});
    const trainer = ortTrainer({ checkpointSeconds: 0, onStart: (pid) => console.log(pid) });
    await trainer.train(${JSON.stringify(job)}, { onProgress: ({ step }) => console.log('step', step) });`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface(parent.stdout)) {
    lines.push(line);
    if (line.startsWith('step')) parent.kill('SIGKILL');
  }
  expect(lines).toContain('step 1');
  const pid = Number(lines[0]);
  await expect.poll(() => isRunning(pid)).toBe(false);
  expect(loadCheckpoint(checkpoint).progress.step).toBeGreaterThan(0);
});
