// The process that trains one adapter. It is started by ort-trainer.ts, hears and speaks the messages below, and is ended by it.
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { type ErrorCode, NearmostError } from '../../contract/index.ts';
import type { TrainingEstimate, TrainingJob, TrainingProgress, TrainingReport } from './job.ts';
import { runJob } from './lora/run-job.ts';

export type ToTrainer =
  | { readonly type: 'start'; readonly jobFile: string; readonly checkpointSeconds?: number }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'abort' };

export type FromTrainer =
  | { readonly type: 'estimate'; readonly estimate: TrainingEstimate }
  | { readonly type: 'progress'; readonly progress: TrainingProgress }
  | { readonly type: 'note'; readonly note: string }
  | { readonly type: 'report'; readonly report: TrainingReport }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string; readonly hint: string };

const stop = new AbortController();
let paused = false;
const send = (message: FromTrainer): void => void process.send?.(message);

async function start({ jobFile, checkpointSeconds }: Extract<ToTrainer, { type: 'start' }>): Promise<void> {
  try {
    const job = JSON.parse(readFileSync(jobFile, 'utf8')) as TrainingJob;
    const report = await runJob(
      job,
      {
        onEstimate: (estimate) => send({ type: 'estimate', estimate }),
        onProgress: (progress) => send({ type: 'progress', progress }),
        onNote: (note) => send({ type: 'note', note }),
        paused: () => paused,
        signal: stop.signal,
      },
      checkpointSeconds === undefined ? {} : { checkpointSeconds },
    );
    send({ type: 'report', report });
  } catch (error) {
    const { code, message, hint } = NearmostError.from(error);
    send({ type: 'failed', code, message, hint });
  }
}

setPriority(constants.priority.PRIORITY_LOW);
// The parent is gone, or has what it wanted; the checkpoint is whole at any time.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Control-C in a terminal reaches the whole group; the parent decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('message', (message: ToTrainer) => {
  if (message.type === 'start') void start(message);
  else if (message.type === 'pause') ({ paused } = message);
  else stop.abort();
});
