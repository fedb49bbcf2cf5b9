import { NearmostError } from '../../../contract/index.ts';
import type { TrainingHooks } from '../job.ts';

const PAUSE_MS = 100;

/**
 * Between two steps: waits while it is told to, and stops when it is told to, the checkpoint written both times.
 * @throws NearmostError `cancelled`
 */
export async function betweenSteps({ signal, paused }: TrainingHooks, save: () => void): Promise<void> {
  // messages of a parent are heard between steps: a step itself blocks this thread
  await new Promise((done) => setImmediate(done));
  const stopped = (): boolean => signal?.aborted === true;
  const held = (): boolean => !stopped() && paused?.() === true;
  if (held()) {
    save();
    while (held()) await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  if (stopped()) save();
  refuseStopped(signal);
}

/** @throws NearmostError `cancelled` */
export function refuseStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new NearmostError(
      'cancelled',
      'The training was stopped; it goes on from here when it is run again.',
    );
}
