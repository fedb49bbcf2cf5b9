import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { NearmostError } from '../../../contract/errors.ts';
import type { AdapterTrainer, TrainingEstimate, TrainingJob, TrainingReport, TrainingText } from '../job.ts';
import { importAdapter } from './import-adapter.ts';
import { runCommand } from './run-command.ts';

export interface ExternalTrainerOptions {
  /**
   * Program and arguments, for no shell; `{job}` in an argument becomes the path of job.json.
   * @example ['python3', 'train.py', '{job}']
   */
  readonly command: readonly string[];
  /** Most time the command may take, in milliseconds. Default: a day. */
  readonly timeoutMs?: number;
}

const DAY_MS = 86_400_000;
/** What a command may tell of its work, in `report.json` beside the adapter. */
const TOLD = z.object({
  steps: z.int().min(0).default(0),
  peakMemoryBytes: z.number().min(0).default(0),
  loss: z
    .object({ first: z.number(), last: z.number(), heldOut: z.number().nullable().default(null) })
    .default({ first: Number.NaN, last: Number.NaN, heldOut: null }),
});

const lines = (texts: readonly TrainingText[]): string =>
  texts.map(({ tokens, from }) => `${JSON.stringify({ tokens, from })}\n`).join('');

/**
 * Trains with a command of the owner's (PEFT, Unsloth, MLX ...). In `<job.folder>/external` it finds `job.json` (base,
 * settings, and the paths of all else), `train.jsonl` and `held-out.jsonl` (lines of `{tokens, from}`: the loss is taken on
 * `tokens[from]` and all after it). In the folder `out` it leaves `adapter.gguf`, or what PEFT's save_pretrained() writes,
 * and if it likes `report.json` (`{steps, peakMemoryBytes, loss: {first, last, heldOut}}`; what is not told is 0 or NaN).
 * The command cannot be paused.
 */
export function createExternalTrainer({
  command,
  timeoutMs = DAY_MS,
}: ExternalTrainerOptions): AdapterTrainer {
  if (!command[0])
    throw new NearmostError('config_invalid', 'The external trainer has no command.', {
      hint: 'Name the program and its arguments, with {job} where the path of job.json is to stand.',
    });
  return {
    id: 'external',
    async train(job, hooks = {}) {
      const folder = resolve(job.folder, 'external');
      const out = join(folder, 'out');
      const estimate = estimateOf(job);
      hooks.onEstimate?.(estimate);
      const jobFile = writeJob(job, folder, out);
      const started = performance.now();
      await runCommand({
        command: command.map((part) => part.replaceAll('{job}', jobFile)),
        folder,
        timeoutMs,
        ...(hooks.signal ? { signal: hooks.signal } : {}),
      });
      const seconds = (performance.now() - started) / 1000;
      const { base, baseSha256 } = job;
      await importAdapter({ from: out, to: job.out, base, baseSha256 });
      return { estimate, tokens: estimate.tokens, seconds, ...told(out), adapter: adapterFile(job.out) };
    },
  };
}

function estimateOf({ texts, settings, memoryBytes }: TrainingJob): TrainingEstimate {
  const once = texts.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const tokens = once * settings.epochs;
  const time = texts.reduce((most, text) => Math.max(most, text.tokens.length), 0);
  return {
    steps: Math.ceil(tokens / settings.stepTokens),
    tokens,
    memoryBytes,
    seconds: null,
    plan: { rows: 1, time, checkpointing: false },
  };
}

function writeJob({ texts, heldOut, ...job }: TrainingJob, folder: string, out: string): string {
  // what an earlier run left must not pass for the result of this one
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const [train, held] = [join(folder, 'train.jsonl'), join(folder, 'held-out.jsonl')];
  writeFileSync(train, lines(texts));
  writeFileSync(held, lines(heldOut));
  const path = join(folder, 'job.json');
  const { base, baseSha256, settings, memoryBytes, threads } = job;
  const content = {
    base: resolve(base),
    baseSha256,
    settings,
    memoryBytes,
    threads,
    train,
    heldOut: held,
    out,
  };
  writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
  return path;
}

function told(out: string): Pick<TrainingReport, 'steps' | 'peakMemoryBytes' | 'loss'> {
  let value: unknown = {};
  try {
    value = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  } catch {
    // it need not tell anything
  }
  return TOLD.safeParse(value).data ?? TOLD.parse({});
}

function adapterFile(path: string): TrainingReport['adapter'] {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { path, bytes: statSync(path).size, sha256 };
}
