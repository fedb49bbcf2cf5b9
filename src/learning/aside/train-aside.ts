import { Worker } from 'node:worker_threads';
import { NearmostError } from '../../contract/index.ts';
import type { StudentFiles, StudentTrainer } from '../student.ts';
import type { FromWorker, Task } from './train.worker.ts';

const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const script = new URL(`./train.worker.${ending}`, import.meta.url);

/** Runs one training in a thread of its own and gives back the student's files. */
async function inThread(
  task: Task,
  signal: AbortSignal | undefined,
  onProgress: ((words: string) => void) | undefined,
): Promise<StudentFiles> {
  signal?.throwIfAborted();
  const worker = new Worker(script, { workerData: task, stdout: true, stderr: true });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<StudentFiles>((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'progress') onProgress?.(message.words);
        else if (message.type === 'files') resolve(message.files);
        else reject(new NearmostError(message.code, message.text, { hint: message.hint }));
      });
      worker.on('error', (error) =>
        reject(
          new NearmostError('internal', `Training a ${task.kind} failed: ${error.message}`, { cause: error }),
        ),
      );
      worker.on('exit', () =>
        reject(
          signal?.aborted
            ? new NearmostError('cancelled', 'The training was stopped.')
            : new NearmostError('internal', `Training a ${task.kind} ended without a student.`),
        ),
      );
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

/**
 * A trainer whose work is done in a thread of its own, so that requests are answered meanwhile. The student is the same:
 * it comes back as its files.
 */
export function trainAside(trainer: StudentTrainer): StudentTrainer {
  return {
    kind: trainer.kind,
    unsuited: (profile) => trainer.unsuited(profile),
    load: (files) => trainer.load(files),
    async train(examples, { signal, onProgress, previous, ...context }) {
      const task: Task = {
        kind: trainer.kind,
        examples,
        context,
        ...(previous ? { previous: previous.save() } : {}),
      };
      return trainer.load(await inThread(task, signal, onProgress));
    },
  };
}
