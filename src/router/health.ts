import type { ErrorCode, NearmostError } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';

export interface Health {
  /** Why a provider is not asked for now; undefined: it may be asked. */
  resting(provider: string): string | undefined;
  failed(provider: string, error: NearmostError): void;
  answered(provider: string): void;
}

/** Seconds of rest after one failure; doubled for each further one in a row. A provider that hangs is paid for once. */
const REST_S: Partial<Record<ErrorCode, number>> = {
  upstream_rate_limited: 5,
  upstream_quota: 600,
  upstream_auth: 300,
  upstream_unavailable: 5,
  upstream_bad_answer: 5,
  timeout: 30,
};
const LONGEST_S = 900;

/** Remembers which providers failed and lets them rest, so that the next request does not pay for the same failure. */
export function createHealth(clock: Clock): Health {
  const state = new Map<string, { failures: number; until: number; code: ErrorCode }>();
  return {
    resting(provider) {
      const entry = state.get(provider);
      if (!entry || entry.until <= clock.monotonic()) return undefined;
      const seconds = Math.ceil((entry.until - clock.monotonic()) / 1000);
      return `resting for ${seconds} s after ${entry.code}`; // not the message: it may quote another request
    },
    failed(provider, error) {
      const base = REST_S[error.code];
      if (base === undefined) return;
      const failures = (state.get(provider)?.failures ?? 0) + 1;
      const rest = error.retryAfter ?? Math.min(LONGEST_S, base * 2 ** (failures - 1));
      state.set(provider, {
        failures,
        until: clock.monotonic() + Math.min(rest, LONGEST_S) * 1000,
        code: error.code,
      });
    },
    answered(provider) {
      state.delete(provider);
    },
  };
}
