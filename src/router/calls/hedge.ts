import type { Held } from '../answer/hold.ts';
import type { Opened } from './open.ts';

/** How many second requests may be sent: a share of all, so that a slow hour cannot double the bill. */
export interface Hedges {
  /** A provider is asked. */
  asked(): void;
  /** Whether one more second request may be sent; counts it. */
  take(): boolean;
}

const SHARE = 0.05;
const MOST_SAVED = 5;

/** One in twenty, a few at once when none were needed for long. */
export function createHedges(): Hedges {
  let saved = 1;
  return {
    asked: () => void (saved = Math.min(MOST_SAVED, saved + SHARE)),
    take() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}

/** An answer under way beside another. */
export interface Second {
  opened: Opened;
  held: Held;
  ready: Promise<void>;
  /** Monotonic milliseconds. */
  began: number;
}

/** Who was first: with nobody won, the first that was asked is ready, or was left for that reason. */
export type Race =
  | { won: undefined; left: string | undefined }
  | { won: Second; left: string | undefined; failure: unknown };

/** When and how a second place is asked. */
export interface Hedge {
  delayMs: number;
  /** Asks it; undefined when it cannot be asked. */
  begin(): Promise<Second | undefined>;
  /** Lets it go when it did not win; `failure`: what it failed with, if it did. */
  drop(second: Second, failure: unknown): Promise<void>;
}

/** Whether the first is decided before the delay is over. */
async function decidedBefore(first: Promise<unknown>, delayMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((wake) => (timer = setTimeout(wake, delayMs, false)));
  return Promise.race([first.then(() => true), late]).finally(() => clearTimeout(timer));
}

/** What a promise has come to until now. */
function soFar<T>(promise: Promise<T>): Promise<{ value: T | undefined; failure: unknown }> {
  const settled = promise.then(
    (value) => ({ value, failure: undefined }),
    (failure: unknown) => ({ value: undefined, failure }),
  );
  // one turn later, so that what is settled is heard first
  const yet = new Promise<{ value: undefined; failure: undefined }>((tell) =>
    setImmediate(tell, { value: undefined, failure: undefined }),
  );
  return Promise.race([settled, yet]);
}

/**
 * Waits for an answer; when it has not come after a while, asks a second place and takes whichever answers first.
 * @param first settles when the first may be shown, with why it was left if so
 * @throws what the first failed with, unless the second answers
 */
export async function raceHedge(first: Promise<string | undefined>, hedge: Hedge): Promise<Race> {
  if (await decidedBefore(first, hedge.delayMs)) return { won: undefined, left: await first };
  first.catch(() => undefined); // it is asked for again below
  const second = await hedge.begin();
  if (!second) return { won: undefined, left: await first };
  // a place that failed or was left does not end the race
  const answers = [
    first.then((left) => (left === undefined ? 'first' : Promise.reject(new Error(left)))),
    second.ready.then(() => 'second'),
  ];
  const winner = await Promise.any(answers).catch(() => undefined);
  if (winner === 'second') {
    const { value, failure } = await soFar(first);
    return { won: second, left: value, failure };
  }
  await hedge.drop(
    second,
    winner ? (await soFar(second.ready)).failure : await second.ready.catch((error: unknown) => error),
  );
  return { won: undefined, left: await first };
}
