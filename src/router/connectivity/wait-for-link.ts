import { NearmostError, type Attempt, type ErrorCode, type RequestContext } from '../../contract/index.ts';
import { mayLeave } from '../../privacy/label.ts';
import type { RouterDeps } from '../deps.ts';
import { linkHint } from '../explain.ts';
import { startOf, type Journey } from '../journey.ts';
import type { Guest } from './waiting-room.ts';

/** What a call, or a decision, fails with where the link is gone. */
const UNLINKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['offline', 'upstream_unavailable', 'timeout']);

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

type Deps = Pick<RouterDeps, 'settings' | 'clock' | 'emit' | 'waiting'>;

/** A place to wait, where the owner lets such requests wait and the link is known to be gone. */
function enter(deps: Deps, { app, label }: Journey, context: RequestContext): Guest | undefined {
  const { router, apps } = deps.settings;
  const own = Object.hasOwn(apps, app) ? apps[app]?.queueWhenOfflineMs : undefined;
  const waitMs = own ?? router.queueWhenOfflineMs;
  if (waitMs === 0 || router.offline || !mayLeave(label) || context.route === 'local') return undefined;
  return deps.waiting?.lost() === undefined ? undefined : deps.waiting.room.enter(waitMs, context.signal);
}

/** Whom it waits for, as far as is known. */
const awaited = ({ rejected, attempts, requestedModel }: Journey): string =>
  (
    rejected.find(({ place, reason }) => place === 'cloud' && reason.startsWith('the network ')) ??
    attempts.findLast(({ place }) => place === 'cloud')
  )?.model ?? requestedModel;

/** What was set aside is given back while it waits, unless a try has cost something that no row tells yet. */
function giveBack({ attempts, reserved }: Journey): void {
  if (attempts.some(({ costUsd = 0 }) => costUsd > 0)) return;
  for (const reservation of reserved.splice(0)) reservation.release();
}

/** The error when the time is over. @param lost why the link is gone; undefined: it is back, but nobody beyond it answers */
function overdue(last: NearmostError, waitedMs: number, lost: string | undefined): NearmostError {
  const waited = `after ${seconds(waitedMs)} s of waiting`;
  if (lost !== undefined)
    return new NearmostError('offline', `No model of this device can answer this, and ${waited} ${lost}.`, {
      hint: linkHint(lost),
    });
  return new NearmostError(last.code, `Nobody answers yet ${waited} for the link. ${last.message}`, {
    hint: last.hint,
    ...(last.retryAfter === undefined ? {} : { retryAfter: last.retryAfter }),
  });
}

/**
 * Looks for an answer; where nobody can give one only because the link is gone, waits for the link and looks again, for as
 * long as `queueWhenOfflineMs` says. The wait is a try of its own in the record.
 * @param find may be called several times
 * @throws NearmostError what `find` failed with; `offline` when the link was not back in time; `cancelled`
 */
export async function waitForLink<T>(
  deps: Deps,
  journey: Journey,
  context: RequestContext,
  find: () => Promise<T>,
): Promise<T> {
  let guest: Guest | undefined;
  let wait: Attempt | undefined;
  const note = (error: NearmostError): Attempt => {
    const fresh: Attempt = {
      place: 'cloud',
      model: awaited(journey),
      outcome: 'waited',
      detail: '',
      confidence: null,
      startMs: startOf(journey, deps.clock.monotonic()),
      durationMs: 0,
    };
    journey.attempts.push(fresh);
    const { requestId } = journey;
    deps.emit({ type: 'waiting', requestId, why: error.message, at: deps.clock.now() });
    return fresh;
  };
  try {
    for (;;) {
      try {
        return await find();
      } catch (thrown) {
        const error = NearmostError.from(thrown);
        guest?.asked();
        const unlinked = UNLINKED.has(error.code);
        guest ??= unlinked ? enter(deps, journey, context) : undefined;
        // the link is back, and this is no matter of it; what rests since it was gone is waited for
        if (!guest || !unlinked || (deps.waiting?.lost() === undefined && error.retryAfter === undefined))
          throw error;
        wait ??= note(error);
        giveBack(journey);
        const from = deps.clock.monotonic();
        const restMs = deps.waiting?.lost() === undefined ? (error.retryAfter ?? 0) * 1000 : 0;
        const goes = await guest.turn(restMs).finally(() => {
          if (!wait) return;
          wait.durationMs += deps.clock.monotonic() - from;
          wait.detail = `waited ${seconds(wait.durationMs)} s for the link`;
        });
        if (!goes) throw overdue(error, wait.durationMs, deps.waiting?.lost());
        journey.resumedAt = journey.attempts.length;
        deps.emit({
          type: 'resumed',
          requestId: journey.requestId,
          waitedMs: wait.durationMs,
          at: deps.clock.now(),
        });
      }
    }
  } finally {
    guest?.asked();
    guest?.leave();
  }
}
