import type { PowerProfile } from '../../device/profile.ts';

/** What a long training looks at before each step. */
export interface TrainingWeather {
  readonly power: PowerProfile['source'];
  /** Requests that are being answered now. */
  readonly activeRequests: number;
  /** Milliseconds since the last one ended; Infinity: there was none. */
  readonly quietMs: number;
  /** The owner's setting `learn.idleOnly`. */
  readonly idleOnly: boolean;
}

/** Requests come in bursts: the next one should not find the processor busy. */
const QUIET_MS = 2000;

/** Why a long training waits, in words; undefined: it may go on. Where the power source cannot be told it does. */
export function whyTrainingWaits(weather: TrainingWeather): string | undefined {
  const { power, activeRequests, quietMs, idleOnly } = weather;
  if (!idleOnly) return undefined;
  if (power === 'battery') return 'the device runs on battery';
  if (activeRequests > 0)
    return `${activeRequests} ${activeRequests === 1 ? 'request is' : 'requests are'} being answered`;
  return quietMs < QUIET_MS ? 'a request was answered a moment ago' : undefined;
}
