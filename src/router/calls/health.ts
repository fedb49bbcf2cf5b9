import type { ErrorCode, NearmostError } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';

/** One call of a provider, as the breaker sees it. One of `answered`, `failed`, `dropped` and `left` ends it; what comes after the end does nothing. */
export interface Ticket {
  /** The answer has begun. */
  began(): void;
  answered(): void;
  failed(error: NearmostError): void;
  /** Nobody waits for it any more; that says nothing about the provider. */
  dropped(): void;
  /** Another provider answered first. Silence that two such calls in a row met, and nobody broke, counts as a time-out. */
  outrun(): void;
  /** It was `expendable`; a call that tried a provider which failed has failed again. */
  left(): void;
  /**
   * Why waiting longer is not this call's part, if so: the provider rests since, or it is silent and an older call waits
   * for it already, or this call tries a provider that failed and its patience is over.
   */
  expendable(): string | undefined;
  /** Calls back, once, when the provider begins to rest while this call waits. */
  onRest(wake: () => void): void;
}

export interface Health {
  /** Why a provider, or this model of it, is not asked for now; undefined: it may be asked. */
  resting(provider: string, model?: string): string | undefined;
  /** Why others are asked before it: it is silent right now. Where nobody else is, it is waited for. */
  silence(provider: string): string | undefined;
  /** `half_open`: the next call tries a provider that failed. */
  breaker(provider: string): 'closed' | 'open' | 'half_open';
  /** Takes back what is held against a provider: its key or address is another one now. */
  forget(provider: string): void;
  /**
   * Begins a call; undefined when others were quicker and the provider may not be asked now.
   * @param patienceMs silence after which other requests look elsewhere
   * @param wish `named`: the caller named this model, it is asked even while it rests; `patient`: nobody else is left to be
   *   asked, so its silence does not matter
   */
  begin(provider: string, model: string, patienceMs: number, wish?: 'named' | 'patient'): Ticket | undefined;
}

/** Why others are asked before a provider, or instead of it; undefined: nothing speaks against it. */
export const whyAway = (
  health: Pick<Health, 'resting' | 'silence'>,
  provider: string,
  model?: string,
): string | undefined => health.resting(provider, model) ?? health.silence(provider);

/** Seconds of rest after one failure; doubled for each further strike. A provider that hangs is paid for once. */
const REST_S: Partial<Record<ErrorCode, number>> = {
  upstream_rate_limited: 5,
  upstream_quota: 600,
  upstream_auth: 300,
  upstream_unavailable: 5,
  upstream_bad_answer: 5,
  timeout: 30,
};
const LONGEST_S = 900;
/** What a provider asks for itself is believed longer. */
const LONGEST_ASKED_S = 3600;
/** A model that the provider does not know, or no longer. */
const WITHDRAWN_S = 3600;
const MOST_WITHDRAWN = 1000;
/** Strikes are forgotten by half in this time, and by half with each answer: one that flaps rests longer each time. */
const HALF_LIFE_MS = 600_000;
const MOST_OUTRUN = 2;
/** A try that nobody has read for so long no longer keeps others from trying. */
const TRIAL_MS = 120_000;

interface Call {
  began: number;
  patienceMs: number;
  wake: (() => void) | undefined;
}

interface State {
  strikes: number;
  struckAt: number;
  /** Open until then, half open after it; undefined: closed. */
  open: { since: number; until: number; code: ErrorCode } | undefined;
  /** The one call that tries a half-open provider. */
  trial: Call | undefined;
  /** Calls without a first byte, oldest first. */
  waiting: Call[];
  lastByte: number;
  /** Calls outrun since the last first byte. */
  outrun: number;
}

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

function waitsNoMore({ waiting }: State, call: Call): void {
  const at = waiting.indexOf(call);
  if (at >= 0) waiting.splice(at, 1);
}

/** The call that waits for a silent provider on behalf of all. */
function sentry({ waiting, lastByte }: State, now: number): Call | undefined {
  const [oldest] = waiting;
  return oldest && now - oldest.began >= oldest.patienceMs && lastByte < oldest.began ? oldest : undefined;
}

/** Why it is not asked now. Never the message of an error: it may quote another request. */
function restWords({ open, trial }: State, now: number): string | undefined {
  if (open && open.until > now) return `resting for ${seconds(open.until - now)} s after ${open.code}`;
  return open && trial && now - trial.began < TRIAL_MS
    ? `tried again by another request after ${open.code}`
    : undefined;
}

function silenceWords(state: State, now: number): string | undefined {
  const silent = sentry(state, now);
  return silent && `silent for ${seconds(now - silent.began)} s, another request waits for it`;
}

/** The withdrawn models without those whose time is over, and without all when callers made up too many. */
function forget(withdrawn: Map<string, number>, now: number): Map<string, number> {
  for (const [model, until] of withdrawn) if (until <= now) withdrawn.delete(model);
  if (withdrawn.size >= MOST_WITHDRAWN) withdrawn.clear();
  return withdrawn;
}

function strike(state: State, now: number, code: ErrorCode, retryAfter: number | undefined): void {
  const base = REST_S[code] ?? 0;
  const faded = state.strikes * 0.5 ** ((now - state.struckAt) / HALF_LIFE_MS);
  // a moment that has passed already was said by a clock that is wrong, or by rote
  const rest =
    retryAfter === undefined || !(retryAfter > 0)
      ? Math.min(LONGEST_S, base * 2 ** faded)
      : Math.min(LONGEST_ASKED_S, retryAfter);
  state.strikes = faded + 1;
  state.struckAt = now;
  state.open = { since: now, until: now + rest * 1000, code };
  for (const call of state.waiting) call.wake?.();
}

/**
 * A circuit breaker for each provider: closed, open, half open. It remembers who failed, so that the next request does not
 * pay for the same failure, and who is silent right now, so that of many requests at once one pays.
 */
export function createHealth(clock: Clock): Health {
  const states = new Map<string, State>();
  const withdrawn = new Map<string, number>();
  const stateOf = (provider: string): State => {
    const known = states.get(provider);
    if (known) return known;
    const lastByte = Number.NEGATIVE_INFINITY;
    const fresh = { strikes: 0, struckAt: 0, open: undefined, trial: undefined, waiting: [] };
    const state: State = { ...fresh, lastByte, outrun: 0 };
    states.set(provider, state);
    return state;
  };

  function resting(provider: string, model?: string): string | undefined {
    const now = clock.monotonic();
    const until = model === undefined ? 0 : (withdrawn.get(model) ?? 0);
    if (until > now) return 'the provider does not know this model';
    const state = states.get(provider);
    return state && restWords(state, now);
  }

  function silence(provider: string): string | undefined {
    const state = states.get(provider);
    return state && silenceWords(state, clock.monotonic());
  }

  return {
    resting,
    silence,
    breaker(provider) {
      const open = states.get(provider)?.open;
      if (open === undefined) return 'closed';
      return open.until > clock.monotonic() ? 'open' : 'half_open';
    },
    forget(provider) {
      states.delete(provider);
      for (const model of withdrawn.keys()) if (model.startsWith(`${provider}/`)) withdrawn.delete(model);
    },
    begin(provider, model, patienceMs, wish) {
      if (wish !== 'named' && resting(provider, model) !== undefined) return undefined;
      if (wish === undefined && silence(provider) !== undefined) return undefined;
      const state = stateOf(provider);
      const call: Call = { began: clock.monotonic(), patienceMs, wake: undefined };
      if (state.open && state.open.until <= call.began) state.trial = call;
      state.waiting.push(call);
      let ended = false;
      /** False when it ended before. */
      const end = (): boolean => {
        const first = !ended;
        ended = true;
        waitsNoMore(state, call);
        if (state.trial === call) state.trial = undefined;
        return first;
      };
      /** A call that began before the rest tells nothing new. */
      const isNews = (): boolean => state.open === undefined || call.began >= state.open.since;
      return {
        began() {
          waitsNoMore(state, call);
          state.lastByte = clock.monotonic();
          state.outrun = 0;
        },
        answered() {
          if (!end()) return;
          state.lastByte = clock.monotonic();
          state.outrun = 0;
          if (!isNews()) return;
          state.open = undefined;
          state.strikes /= 2;
        },
        failed(error) {
          if (!end()) return;
          const now = clock.monotonic();
          if (error.code === 'upstream_rejected' && error.param === 'model')
            forget(withdrawn, now).set(model, now + WITHDRAWN_S * 1000);
          if (REST_S[error.code] !== undefined && isNews()) strike(state, now, error.code, error.retryAfter);
        },
        dropped: () => void end(),
        outrun() {
          if (!end() || state.lastByte >= call.began) return;
          state.outrun += 1;
          if (state.outrun >= MOST_OUTRUN && isNews()) strike(state, clock.monotonic(), 'timeout', undefined);
        },
        left() {
          const tried = state.trial === call;
          if (end() && tried) strike(state, clock.monotonic(), 'timeout', undefined);
        },
        expendable() {
          const now = clock.monotonic();
          const { open } = state;
          if (open && call.began < open.since && open.until > now) return restWords(state, now);
          const over = now - call.began >= call.patienceMs;
          if (over && state.trial === call && open) return `still silent after ${open.code}`;
          const silent = sentry(state, now);
          return silent && silent !== call ? silenceWords(state, now) : undefined;
        },
        onRest(wake) {
          call.wake = wake;
        },
      };
    },
  };
}
