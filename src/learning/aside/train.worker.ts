import { parentPort } from 'node:worker_threads';
import { NearmostError, type ErrorCode } from '../../contract/errors.ts';
import type { StudentKind } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import type { StudentFiles, TrainContext } from '../student.ts';
import { quickTrainers } from '../students/quick-trainers.ts';

/** What a thread is to train. */
export interface Task {
  readonly kind: StudentKind;
  readonly examples: readonly Example[];
  readonly context: Pick<TrainContext, 'skill' | 'seed'>;
  readonly previous?: StudentFiles;
}

/** What a thread says. */
export type FromWorker =
  | { readonly type: 'progress'; readonly words: string }
  | { readonly type: 'files'; readonly files: StudentFiles }
  | { readonly type: 'error'; readonly code: ErrorCode; readonly text: string; readonly hint: string };

const say = (message: FromWorker): void => parentPort?.postMessage(message);

async function work({ kind, examples, context, previous }: Task): Promise<void> {
  const trainer = quickTrainers().find((each) => each.kind === kind);
  if (!trainer) throw new NearmostError('unsupported', `There is no quick student of kind ${kind}.`);
  const student = await trainer.train(examples, {
    ...context,
    onProgress: (words) => say({ type: 'progress', words }),
    ...(previous ? { previous: await trainer.load(previous) } : {}),
  });
  say({ type: 'files', files: student.save() });
}

parentPort?.on('message', (task: Task) => {
  work(task).catch((thrown: unknown) => {
    const { code, message, hint } = NearmostError.from(thrown);
    say({ type: 'error', code, text: message, hint });
  });
});
