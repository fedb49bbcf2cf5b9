import type { Settings } from '../../contract/index.ts';
import type { Ticket } from './health.ts';

/** Nobody is thought to hang sooner: a busy machine of one's own must not look like a provider that is silent. */
const LEAST_MS = 250;

/**
 * Milliseconds of silence after which a provider is thought to hang.
 * @param usualMs what nearly all of its answers took to begin. Where that is not known, a whole answer, which is silent
 *   until it is finished, has longer.
 */
export function patienceFor(
  { router }: Pick<Settings, 'router'>,
  stream: boolean,
  usualMs: number | undefined,
): number {
  const { timeoutMs } = router;
  const guess = stream ? Math.max(500, timeoutMs / 12) : Math.max(2000, timeoutMs / 2);
  return Math.min(timeoutMs, Math.max(LEAST_MS, usualMs ?? guess));
}

/**
 * Waits for an answer to begin, no longer than it is this request's part to wait.
 * @param ready settles when the answer may be shown, or fails
 * @returns why it was not waited for to the end; undefined: it is ready
 */
export async function waitOrLeave(
  ready: Promise<void>,
  ticket: Ticket,
  patienceMs: number,
): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let rested: Promise<void> | undefined = new Promise((wake) => ticket.onRest(wake));
  let done = false;
  const over = ready.finally(() => (done = true));
  try {
    for (;;) {
      const pause = new Promise<void>((wake) => (timer = setTimeout(wake, patienceMs)));
      await Promise.race([over, pause, ...(rested ? [rested.then(() => (rested = undefined))] : [])]);
      clearTimeout(timer);
      const why = done ? undefined : ticket.expendable();
      if (done || why !== undefined) return why;
    }
  } finally {
    clearTimeout(timer);
    over.catch(() => undefined); // who left hears nothing more
  }
}
