import { signal } from '@preact/signals';
import type { RuntimeEvent } from '../../../src/contract/index.ts';
import { CallError, open } from './call.ts';
import { readEvents } from './read-events.ts';
import { session } from './session.ts';

/** Whether events arrive: `lost` while the server cannot be reached; it is tried again by itself. */
export const connection = signal<'opening' | 'live' | 'lost'>('opening');
/** Counts how often the way to the server came back: whoever shows data reads it anew then. */
export const returns = signal(0);

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
type Listener = (event: RuntimeEvent) => void;
const listeners = new Set<Listener>();

/** Hears everything that happens in the server; the result ends it. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One stream until it breaks. */
async function follow(signal: AbortSignal): Promise<void> {
  const { body } = await open('/admin/events', { signal });
  if (!body) return;
  if (connection.value !== 'live') returns.value += 1;
  connection.value = 'live';
  for await (const data of readEvents(body)) {
    const event = JSON.parse(data) as RuntimeEvent;
    for (const listener of listeners) listener(event);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });

/**
 * Keeps one stream of events open while the page can be seen. A page in the background lets go of its connection (browsers
 * allow six to one host) and reads anew when it is looked at. The result ends it.
 */
export function keepListening(): () => void {
  let current: AbortController | undefined;
  const run = async (signal: AbortSignal): Promise<void> => {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        await follow(signal);
        wait = FIRST_WAIT_MS;
      } catch (error) {
        if (error instanceof CallError && error.status === 401) return;
      }
      if (signal.aborted) return;
      connection.value = 'lost';
      await pause(wait, signal);
    }
  };
  const turn = (): void => {
    current?.abort();
    current = undefined;
    if (document.hidden || session.value !== 'open') return;
    current = new AbortController();
    void run(current.signal);
  };
  const hide = (): void => {
    if (document.hidden) connection.value = 'opening';
    turn();
  };
  document.addEventListener('visibilitychange', hide);
  const stop = session.subscribe(turn);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', hide);
    current?.abort();
  };
}
