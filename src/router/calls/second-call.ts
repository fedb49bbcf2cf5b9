import { NearmostError, type Attempt, type Candidate, type RequestContext } from '../../contract/index.ts';
import type { Stop } from '../answer/bridge.ts';
import type { RouterDeps } from '../deps.ts';
import { storable } from '../explain.ts';
import { whyAway } from './health.ts';
import type { Hedge, Second } from './hedge.ts';
import { holdUntil, startHold } from '../answer/hold.ts';
import { timesOf, type Journey } from '../journey.ts';
import { openCandidate } from './open-candidate.ts';
import { letGo, providerOf, type Call, type Opened } from './open.ts';
import { paidFor } from './paid-for.ts';

/** What is asked of a provider. */
export interface Asked {
  call: Call;
  context: RequestContext;
  stream: boolean;
}

/** The next provider of another name that would be asked anyway. */
function standby(stops: readonly Stop[], at: number): Candidate | undefined {
  const first = stops[at]?.candidate;
  return stops
    .slice(at + 1)
    .map(({ candidate }) => candidate)
    .find((candidate) => first && candidate.place === 'cloud' && providerOf(candidate) !== providerOf(first));
}

/** The record of a try of a provider. */
function attemptOf(
  { candidate }: Opened,
  { startMs, durationMs }: { startMs: number; durationMs: number },
  outcome: Attempt['outcome'],
  detail: string,
): Attempt {
  return { ...candidate, outcome, detail, confidence: null, startMs, durationMs };
}

/**
 * How a second provider is asked when the first is slower than it nearly always is; undefined: it is not, because the
 * owner does not wish it, the share of such requests is used up, nothing is known of its speed, or nobody else may be
 * asked. Only requests that may be sent to either are raced.
 */
export function secondCall(
  deps: RouterDeps,
  journey: Journey,
  stops: readonly Stop[],
  at: number,
  first: Opened,
  asked: Asked,
): Hedge | undefined {
  const other = standby(stops, at);
  const delayMs = first.ticket?.usualMs;
  if (!deps.settings.router.hedge || other === undefined || delayMs === undefined) return undefined;
  const { clock } = deps;
  return {
    delayMs,
    async begin() {
      const away = whyAway(deps.health, providerOf(other), other.model);
      if (away !== undefined || !deps.hedges.take()) return undefined;
      const began = clock.monotonic();
      deps.emit({ type: 'attempt', requestId: journey.requestId, candidate: other, at: clock.now() });
      try {
        const manner = { stream: asked.stream, mayLeave: false };
        const opened = await openCandidate(deps, journey, other, asked.call, asked.context, manner);
        const held = startHold(opened.parts, opened.ticket?.heard);
        const ready = holdUntil(held, asked.stream ? 0 : Number.POSITIVE_INFINITY);
        ready.catch(() => undefined);
        return { opened, held, ready, began };
      } catch {
        return undefined; // it may not be asked after all: the first is waited for
      }
    },
    async drop({ opened, held, began }: Second, failure: unknown) {
      const took = timesOf(journey, clock, began);
      letGo(opened, held);
      if (failure === undefined) {
        opened.ticket?.dropped();
        const words = `${first.candidate.model} answered first`;
        const paid = await paidFor(deps, opened, held, true);
        journey.attempts.push({ ...attemptOf(opened, took, 'cancelled', words), ...paid });
        return;
      }
      const error = NearmostError.from(failure);
      const gone = error.code === 'cancelled';
      if (gone) opened.ticket?.dropped();
      else opened.ticket?.failed(error);
      const paid = await paidFor(deps, opened, held, gone);
      const attempt = attemptOf(opened, took, gone ? 'cancelled' : 'failed', storable(error));
      journey.attempts.push({ ...attempt, error: error.code, ...paid });
    },
  };
}
