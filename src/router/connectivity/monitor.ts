import type { LinkStatus } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';

/** A call that did not arrive. */
export interface Fault {
  /** Name and port of who was called. */
  host: string;
  /** `lost`: nobody answered. `captive`: somebody else did. */
  kind: 'lost' | 'captive';
  /** A code or a few words. */
  what: string;
  /** It tells of the network of this device, whoever was called. */
  certain: boolean;
}

/** Hears how calls to other networks go, and says whether another one makes sense. */
export interface Monitor {
  status(): LinkStatus;
  /** Why nobody elsewhere is asked now; undefined: they may be. */
  obstacle(): string | undefined;
  /** Milliseconds until a call may try whether the link is back; undefined: it is not gone. */
  retryInMs(): number | undefined;
  /** Begins a call. False: the link is gone, and another call finds out whether it is back. */
  admit(): boolean;
  /** Who was called has answered, whatever it said. */
  reached(): void;
  failed(fault: Fault): void;
  /** A connection was made in so many milliseconds. */
  connected(ms: number): void;
}

/** Failures without an answer between them after which the link counts as gone. */
const IN_A_ROW = 3;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;
/** Connections, with name and TLS, take a tenth of this on a good link. */
const SLOW_MS = 1000;
const SAMPLES = 5;
const FEWEST_SAMPLES = 3;

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? null : (sorted[Math.floor((sorted.length - 1) / 2)] ?? null);
}

/** Whether failures in a row are those of the network. One provider that is down is none: its breaker sees to it. */
function isGone(row: readonly Fault[]): boolean {
  const { kind, certain } = row.at(-1)!;
  if (kind === 'captive' && certain) return true;
  const sure = row.every((fault) => fault.certain);
  const several = new Set(row.map(({ host }) => host)).size > 1;
  // breakers let each provider fail once in a while only: two that tell of the network itself are enough
  return row.length < IN_A_ROW ? sure && several : sure || several;
}

/**
 * Learns the state of the link from the device's own calls: some failures in a row and it is gone, one answer and it is
 * back. While it is gone one call at a time tries, ever less often; the others are answered here or refused.
 * @param changed hears each new state
 */
export function createMonitor(
  clock: Clock,
  changed: (status: LinkStatus) => void = () => undefined,
): Monitor {
  let state: 'unknown' | 'online' | 'lost' | 'captive' = 'unknown';
  let why = 'nothing was asked elsewhere yet';
  let since = clock.now();
  let row: Fault[] = [];
  let waitMs = FIRST_WAIT_MS;
  let tryAt = 0;
  let trying = false;
  let connects: number[] = [];
  let told: LinkStatus['state'] = 'unknown';

  function status(): LinkStatus {
    const connectMs = median(connects);
    const slow =
      state === 'online' && connectMs !== null && connects.length >= FEWEST_SAMPLES && connectMs >= SLOW_MS;
    if (!slow) return { state, since, why, connectMs };
    return { state: 'slow', since, why: `connections take ${(connectMs / 1000).toFixed(1)} s`, connectMs };
  }
  function tell(): void {
    const now = status();
    if (now.state === told) return;
    told = now.state;
    changed(now);
  }
  function become(next: typeof state, words: string): void {
    if (next !== state) since = clock.now();
    state = next;
    why = words;
    tell();
  }
  const gone = (): boolean => state === 'lost' || state === 'captive';

  return {
    status,
    obstacle() {
      const left = tryAt - clock.monotonic();
      return gone() && left > 0 ? `${why}; tried again in ${seconds(left)} s` : undefined;
    },
    retryInMs: () => (gone() ? Math.max(0, tryAt - clock.monotonic()) : undefined),
    admit() {
      if (!gone()) return true;
      if (tryAt > clock.monotonic()) return false;
      trying = true;
      tryAt = clock.monotonic() + waitMs;
      return true;
    },
    reached() {
      row = [];
      trying = false;
      waitMs = FIRST_WAIT_MS;
      if (state !== 'online') become('online', 'the last call was answered');
    },
    failed(fault) {
      row = [...row.slice(1 - IN_A_ROW), fault];
      if (gone() ? !trying : !isGone(row)) return;
      // calls that were under way when it went are no tries
      trying = false;
      tryAt = clock.monotonic() + waitMs;
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
      const { kind, what } = fault;
      become(
        kind,
        kind === 'captive'
          ? `the network wants a sign-in, it seems (${what})`
          : `the network seems lost (${what})`,
      );
    },
    connected(ms) {
      connects = [...connects.slice(1 - SAMPLES), ms];
      tell();
    },
  };
}
