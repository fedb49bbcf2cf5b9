import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NearmostError } from '../../contract/index.ts';
import { childEnv } from '../../engines/llama-cpp/child-env.ts';
import { writeWhole } from './checkpoint.ts';
import type { AdapterTrainer, TrainingHooks, TrainingJob, TrainingReport } from './job.ts';
import type { FromTrainer, ToTrainer } from './ort-trainer.child.ts';

export interface OrtTrainerOptions {
  /** Environment that the child's is taken from; no variable that could hold a key gets in. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Hears the id of each child. */
  readonly onStart?: (pid: number) => void;
  /** Least seconds between two checkpoints; default 20. 0: after each step. */
  readonly checkpointSeconds?: number;
}

const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const CHILD_FILE = new URL(`./ort-trainer.child.${ending}`, import.meta.url);
const ASK_MS = 500;
const KEEP_STDERR = 4000;

/**
 * Trains adapters with onnxruntime-node in a process of its own and of low priority: a step blocks its thread, and the
 * memory goes back to the system at the end. Texts are handed over in a file of `job.folder`, which is gone afterwards.
 */
export function ortTrainer(options: OrtTrainerOptions = {}): AdapterTrainer {
  return { id: 'ort', train: (job, hooks) => inChild(job, hooks ?? {}, options) };
}

async function inChild(
  job: TrainingJob,
  hooks: TrainingHooks,
  options: OrtTrainerOptions,
): Promise<TrainingReport> {
  if (hooks.signal?.aborted) throw new NearmostError('cancelled', 'The training was stopped.');
  mkdirSync(job.folder, { recursive: true });
  const jobFile = join(job.folder, 'job.json');
  const { checkpointSeconds } = options;
  try {
    writeWhole(jobFile, [Buffer.from(JSON.stringify(job))]);
    const start = { type: 'start', jobFile } as const;
    return await converse(
      fork(CHILD_FILE, [], {
        env: childEnv(options.env ?? process.env),
        execArgv: ['--disable-warning=ExperimentalWarning'],
        // JSON would make null of what is no number
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      }),
      checkpointSeconds === undefined ? start : { ...start, checkpointSeconds },
      hooks,
      options,
    );
  } finally {
    rmSync(jobFile, { force: true });
  }
}

/** Hands the job over, and listens to the end of the child. */
async function converse(
  child: ChildProcess,
  start: ToTrainer,
  hooks: TrainingHooks,
  { onStart }: OrtTrainerOptions,
): Promise<TrainingReport> {
  const say = (message: ToTrainer): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEEP_STDERR);
  });
  let paused = false;
  const ask = (): void => {
    const now = hooks.paused?.() === true;
    if (now !== paused) say({ type: 'pause', paused: now });
    paused = now;
  };
  const result = Promise.withResolvers<TrainingReport>();
  const gone = Promise.withResolvers<undefined>();
  // a hook that throws ends the training, not this process
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      result.reject(error);
    }
  };
  child.on('message', (message: FromTrainer) =>
    guarded(() => {
      if (message.type === 'estimate') hooks.onEstimate?.(message.estimate);
      else if (message.type === 'note') hooks.onNote?.(message.note);
      else if (message.type === 'report') result.resolve(message.report);
      else if (message.type === 'failed')
        result.reject(new NearmostError(message.code, message.message, { hint: message.hint }));
      else {
        hooks.onProgress?.(message.progress);
        ask();
      }
    }),
  );
  child.on('error', (error) => {
    result.reject(crashed(error.message, error));
    if (child.pid === undefined) gone.resolve(undefined);
  });
  child.on('close', (code, signal) => {
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    const last = stderr.trim().split('\n').slice(-2).join(' ').slice(-300);
    result.reject(crashed(last === '' ? how : `${how}: ${last}`));
    gone.resolve(undefined);
  });
  const stop = (): void => say({ type: 'abort' });
  hooks.signal?.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => guarded(ask), ASK_MS);
  try {
    if (child.pid !== undefined) onStart?.(child.pid);
    guarded(ask);
    say(start);
    return await result.promise;
  } finally {
    clearInterval(timer);
    hooks.signal?.removeEventListener('abort', stop);
    // all it had to do is written
    child.kill('SIGKILL');
    await gone.promise;
  }
}

const crashed = (how: string, cause?: unknown): NearmostError =>
  new NearmostError('engine_crashed', `The training process ended before it was done (${how}).`, {
    hint: 'Run the training again: it goes on from its last checkpoint. Signal SIGKILL often means too little memory.',
    ...(cause === undefined ? {} : { cause }),
  });
