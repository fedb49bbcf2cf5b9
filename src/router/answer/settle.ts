import { NearmostError, type RouteInfo, type Usage } from '../../contract/index.ts';
import type { RouterDeps } from '../deps.ts';
import { storable } from '../explain.ts';
import { entryOf, routeOf, type Journey } from '../journey.ts';

/**
 * Prices the answer and the tries that were paid for, stores its row and tells the listeners. Rejects when the row cannot be stored: then the answer is
 * not acknowledged either.
 */
export async function settle(
  deps: RouterDeps,
  journey: Journey,
  route: RouteInfo,
  usage: Usage | undefined,
  error: NearmostError | null,
): Promise<RouteInfo> {
  for (const end of journey.onEnd.splice(0)) end();
  const local = route.place === 'local';
  const price = (model: string, tokens: Usage | undefined): number | null | Promise<number | null> =>
    tokens === undefined ? null : deps.price(model, tokens);
  const own = local ? 0 : await price(route.model, usage);
  const instead = deps.settings.ledger.counterfactual;
  const counterfactualUsd = local ? await price(instead, usage && (journey.ofOne ?? usage)) : own;
  const aside = journey.attempts.reduce((sum, attempt) => sum + (attempt.costUsd ?? 0), 0);
  const costUsd = own === null && aside === 0 ? null : (own ?? 0) + aside;
  const final = { ...route, costUsd };
  const entry = entryOf(journey, final, {
    status: error === null ? 'ok' : error.code === 'cancelled' ? 'cancelled' : 'error',
    error,
    usage,
    counterfactualUsd,
    durationMs: deps.clock.monotonic() - journey.started,
    egressBytes: deps.takeEgressBytes(journey.requestId),
  });
  await deps.ledger.record(entry);
  // only now: without its row, what was spent would be forgotten
  for (const reservation of journey.reserved) reservation.release();
  deps.emit({ type: 'request-end', entry, at: deps.clock.now() });
  return final;
}

/** The row of a request that nobody answered. */
export async function settleFailure(deps: RouterDeps, journey: Journey, error: NearmostError): Promise<void> {
  const asked = journey.attempts.at(-1) ?? { place: 'local' as const, model: 'none' };
  await settle(deps, journey, routeOf(journey, asked, storable(error), undefined, null), undefined, error);
}
