import { Worker } from 'node:worker_threads';
import { NearmostError } from '../../contract/errors.ts';
import type { StudentFiles, StudentTrainer } from '../student.ts';
import type { FromWorker, Task } from './train.worker.ts';

const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const script = new URL(`./train.worker.${ending}`, import.meta.url);
/** A thread that nobody needs for so long is ended. */
const IDLE_MS = 10_000;

interface Job {
  readonly task: Task;
  readonly onProgress: ((words: string) => void) | undefined;
  readonly resolve: (files: StudentFiles) => void;
  readonly reject: (error: Error) => void;
}

/** One thread that trains small students, one after the other. It is started when needed. */
export interface Aside {
  /** A trainer whose work is done in the thread; the student is the same: it comes back as its files. */
  wrap(trainer: StudentTrainer): StudentTrainer;
  close(): Promise<void>;
}

/** Opens a thread for training, so that requests are answered meanwhile. */
export function createAside(): Aside {
  let worker: Worker | undefined;
  let current: Job | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const old = worker;
    worker = undefined;
    await old?.terminate();
  };
  const failed = (kind: string, why: string, cause?: unknown): NearmostError =>
    new NearmostError('internal', `Training a ${kind} ${why}.`, { cause });

  const start = (): Worker => {
    const made = new Worker(script, { stdout: true, stderr: true });
    made.unref();
    made.on('message', (message: FromWorker) => {
      if (message.type === 'progress') current?.onProgress?.(message.words);
      else if (message.type === 'files') current?.resolve(message.files);
      else current?.reject(new NearmostError(message.code, message.text, { hint: message.hint }));
    });
    const gone = (why: string, cause?: unknown): void => {
      if (worker !== made) return; // one that was stopped: another may be at work already
      worker = undefined;
      current?.reject(failed(current.task.kind, why, cause));
    };
    made.on('error', (error) => gone(`failed: ${error.message}`, error));
    made.on('exit', () => gone('ended without a student'));
    return made;
  };

  async function run(
    task: Task,
    signal: AbortSignal | undefined,
    onProgress: Job['onProgress'],
  ): Promise<StudentFiles> {
    const stopped = new NearmostError('cancelled', 'The training was stopped.');
    if (signal?.aborted) throw stopped;
    clearTimeout(idle);
    let stop = (): void => undefined;
    try {
      return await new Promise<StudentFiles>((resolve, reject) => {
        stop = () => {
          reject(stopped);
          void end();
        };
        signal?.addEventListener('abort', stop, { once: true });
        current = { task, onProgress, resolve, reject };
        worker ??= start();
        worker.ref();
        worker.postMessage(task);
      });
    } finally {
      signal?.removeEventListener('abort', stop);
      current = undefined;
      worker?.unref();
      idle = setTimeout(() => void end(), IDLE_MS);
      idle.unref();
    }
  }

  return {
    wrap: (trainer) => ({
      kind: trainer.kind,
      unsuited: (profile) => trainer.unsuited(profile),
      load: (files) => trainer.load(files),
      async train(examples, { signal, onProgress, previous, ...context }) {
        const { kind } = trainer;
        const task: Task = { kind, examples, context, ...(previous ? { previous: previous.save() } : {}) };
        const next = last.then(() => run(task, signal, onProgress));
        last = next.catch(() => undefined);
        return trainer.load(await next);
      },
    }),
    close: end,
  };
}
