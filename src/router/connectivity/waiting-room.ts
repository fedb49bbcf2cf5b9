import { NearmostError } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Monitor } from './monitor.ts';

/** A request in the waiting room. */
export interface Guest {
  /**
   * Resolves when it may ask: true; or when its time is over: false.
   * @param notBeforeMs milliseconds that it would be in vain to ask
   * @throws NearmostError `cancelled` when the caller leaves, or the room closes
   */
  turn(notBeforeMs?: number): Promise<boolean>;
  /** It has asked, however that went. It keeps its place. */
  asked(): void;
  leave(): void;
}

/** Where requests wait until the way to others is back. */
export interface WaitingRoom {
  /** A place at the end of the row; undefined: there is none left. */
  enter(waitMs: number, signal?: AbortSignal): Guest | undefined;
  /** The state of the link changed. */
  look(): void;
  close(): void;
}

const MOST = 64;
/** A link that is back is not stormed, nor one that flaps: so many ask at once, the others as these have begun. */
const AT_ONCE = 4;
/** Who asked in vain does not ask again sooner. */
const PAUSE_MS = 1000;

interface Place {
  /** Set while it waits; told whether it may ask. */
  call: ((goes: boolean | NearmostError) => void) | undefined;
  notBefore: number;
  asks: boolean;
}

/**
 * Opens the room. While the link is gone the first one asks as often as the monitor lets one call try; when it is back
 * they go in the order in which they came.
 */
export function createWaitingRoom(clock: Clock, monitor: Pick<Monitor, 'retryInMs'>): WaitingRoom {
  const places = new Set<Place>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    clearTimeout(timer);
    const gone = monitor.retryInMs();
    const now = clock.monotonic();
    const most = gone === undefined ? AT_ONCE : gone > 0 ? 0 : 1;
    let asking = [...places].filter(({ asks }) => asks).length;
    for (const place of places) {
      if (asking >= most) break;
      if (!place.call || place.notBefore > now) continue;
      place.asks = true;
      asking += 1;
      place.call(true);
    }
    const waiting = [...places].filter(({ call }) => call !== undefined);
    // who asks looks again when it has asked
    if (waiting.length === 0 || (asking > 0 && asking >= most)) return;
    const soonest = Math.min(...waiting.map(({ notBefore }) => notBefore - now));
    timer = setTimeout(look, Math.ceil(Math.max(1, gone ?? 0, soonest)));
  }

  return {
    look,
    enter(waitMs, signal) {
      if (places.size >= MOST) return undefined;
      const until = clock.monotonic() + waitMs;
      const place: Place = { call: undefined, notBefore: 0, asks: false };
      places.add(place);
      return {
        async turn(notBeforeMs = 0) {
          const now = clock.monotonic();
          const left = until - now;
          place.notBefore = Math.max(place.notBefore, now + notBeforeMs);
          if (left <= 0 || place.notBefore >= until) return false;
          const gone = (): void => place.call?.(new NearmostError('cancelled', 'The caller went away.'));
          const late = setTimeout(() => place.call?.(false), left);
          signal?.addEventListener('abort', gone, { once: true });
          try {
            const goes = await new Promise<boolean | NearmostError>((tell) => {
              place.call = (said) => {
                place.call = undefined;
                tell(said);
              };
              if (signal?.aborted) gone();
              else look();
            });
            if (NearmostError.isInstance(goes)) throw goes;
            return goes;
          } finally {
            clearTimeout(late);
            signal?.removeEventListener('abort', gone);
          }
        },
        asked() {
          if (!place.asks) return;
          place.asks = false;
          place.notBefore = clock.monotonic() + PAUSE_MS;
          look();
        },
        leave() {
          places.delete(place);
          look();
        },
      };
    },
    close() {
      for (const { call } of places) call?.(new NearmostError('cancelled', 'The runtime was closed.'));
      places.clear();
      clearTimeout(timer);
    },
  };
}
