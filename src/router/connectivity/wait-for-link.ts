import { NearmostError, type Attempt, type ErrorCode, type RequestContext } from '../../contract/index.ts';
import { mayLeave } from '../../privacy/label.ts';
import type { RouterDeps } from '../deps.ts';
import type { Journey } from '../journey.ts';
import type { Guest } from './waiting-room.ts';

/** What a call, or a decision, fails with where the link is gone. */
const UNLINKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['offline', 'upstream_unavailable', 'timeout']);

type Deps = Pick<RouterDeps, 'settings' | 'clock' | 'emit' | 'waiting'>;

/** A place to wait, where the owner lets such requests wait and the link is known to be gone. */
function enter(deps: Deps, { app, label }: Journey, context: RequestContext): Guest | undefined {
  const { router, apps } = deps.settings;
  const own = Object.hasOwn(apps, app) ? apps[app]?.queueWhenOfflineMs : undefined;
  const waitMs = own ?? router.queueWhenOfflineMs;
  if (waitMs === 0 || router.offline || !mayLeave(label) || context.route === 'local') return undefined;
  return deps.waiting?.isGone() ? deps.waiting.room.enter(waitMs, context.signal) : undefined;
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

/**
 * Looks for an answer; where nobody can give one only because the link is gone, waits for the link and looks again, for as
 * long as `queueWhenOfflineMs` says. The wait is a try of its own in the record.
 * @param find may be called several times
 * @throws NearmostError what `find` failed with, and after how long when it waited; `cancelled`
 */
export async function waitForLink<T>(
  deps: Deps,
  journey: Journey,
  context: RequestContext,
  find: () => Promise<T>,
): Promise<T> {
  let guest: Guest | undefined;
  let wait: Attempt | undefined;
  const began = deps.clock.monotonic();
  const note = (error: NearmostError): Attempt => {
    const fresh: Attempt = {
      place: 'cloud',
      model: awaited(journey),
      outcome: 'waited',
      detail: '',
      confidence: null,
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
        if (!guest || !unlinked || (!deps.waiting?.isGone() && error.retryAfter === undefined)) throw error;
        wait ??= note(error);
        giveBack(journey);
        const from = deps.clock.monotonic();
        const restMs = deps.waiting?.isGone() ? 0 : (error.retryAfter ?? 0) * 1000;
        const goes = await guest.turn(restMs).finally(() => {
          if (!wait) return;
          wait.durationMs += deps.clock.monotonic() - from;
          wait.detail = `waited ${(wait.durationMs / 1000).toFixed(1)} s for the link`;
        });
        if (!goes)
          throw new NearmostError(
            error.code,
            `The link was not back within ${((deps.clock.monotonic() - began) / 1000).toFixed(1)} s. ${error.message}`,
            { hint: error.hint, ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }) },
          );
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
