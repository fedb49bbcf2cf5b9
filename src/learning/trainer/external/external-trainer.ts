import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { NearmostError } from '../../../contract/errors.ts';
import { writeWhole } from '../checkpoint.ts';
import type { AdapterTrainer, TrainingEstimate, TrainingJob, TrainingReport, TrainingText } from '../job.ts';
import { importAdapter } from './import-adapter.ts';
import { plainFile } from './plain-file.ts';
import { runCommand } from './run-command.ts';

export interface ExternalTrainerOptions {
  /**
   * Program and arguments, for no shell. In an argument `{job}` becomes the path of job.json, `{train}` that of the texts and
   * `{out}` that of the folder for the adapter.
   * @example ['python3', 'train.py', '{job}']
   */
  readonly command: readonly string[];
  /** Environment of the command, which gets no keys of providers. Default: the one of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Most time the command may take, in milliseconds. Default: a day. */
  readonly timeoutMs?: number;
}

const DAY_MS = 86_400_000;
const MOST_REPORT = 2 ** 20;
/** A trainer asks no provider. */
const KEYS = /_API_KEY$|^NEARMOST_/i;
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
 * `tokens[from]` and all after it). In the folder `out`, empty at the start, it leaves `adapter.gguf`, or what PEFT's
 * save_pretrained() or mlx-lm writes, and if it likes `report.json` (`{steps, peakMemoryBytes, loss: {first, last, heldOut}}`;
 * what is not told is 0 or NaN). What it keeps elsewhere in its folder is there at the next attempt. 0 is success.
 */
export function createExternalTrainer({
  command,
  env = process.env,
  timeoutMs = DAY_MS,
}: ExternalTrainerOptions): AdapterTrainer {
  if (!command[0])
    throw new NearmostError('config_invalid', 'The external trainer has no command.', {
      hint: 'Name the program and its arguments, with {job} where the path of job.json is to stand: learn.trainer.',
    });
  return {
    id: 'external',
    async train(job, hooks = {}) {
      const folder = resolve(job.folder, 'external');
      const out = join(folder, 'out');
      const estimate = estimateOf(job);
      hooks.onEstimate?.(estimate);
      const paths = writeJob(job, folder, out);
      const started = performance.now();
      await runCommand({
        command: command.map((part) =>
          part.replaceAll(/\{(job|train|out)\}/g, (_, name: Path) => paths[name]),
        ),
        folder,
        env: Object.fromEntries(Object.entries(env).filter(([name]) => !KEYS.test(name))),
        timeoutMs,
        ...(hooks.signal ? { signal: hooks.signal } : {}),
        ...(hooks.paused ? { paused: hooks.paused } : {}),
      });
      const seconds = (performance.now() - started) / 1000;
      const { base, baseSha256, settings } = job;
      await importAdapter({ from: out, to: job.out, base, baseSha256, stored: settings.stored });
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

type Path = 'job' | 'train' | 'out';

function writeJob(
  { texts, heldOut, ...job }: TrainingJob,
  folder: string,
  out: string,
): Record<Path, string> {
  // what an earlier run left must not pass for the result of this one
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true, mode: 0o700 });
  const inside = (name: string, text: string): string => {
    const path = join(folder, name);
    writeWhole(path, [Buffer.from(text)]);
    return path;
  };
  const train = inside('train.jsonl', lines(texts));
  const held = inside('held-out.jsonl', lines(heldOut));
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
  return { job: inside('job.json', `${JSON.stringify(content, undefined, 2)}\n`), train, out };
}

function told(out: string): Pick<TrainingReport, 'steps' | 'peakMemoryBytes' | 'loss'> {
  let value: unknown = {};
  try {
    const path = plainFile(out, 'report.json', MOST_REPORT);
    if (path !== undefined) value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // it need not tell anything
  }
  return TOLD.safeParse(value).data ?? TOLD.parse({});
}

function adapterFile(path: string): TrainingReport['adapter'] {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { path, bytes: statSync(path).size, sha256 };
}
