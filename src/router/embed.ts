import {
  NearmostError,
  type Candidate,
  type EmbedRequest,
  type EmbedResult,
  type RequestContext,
  type Served,
} from '../contract/index.ts';
import { beginCall, type CloudCall } from './calls/begin-call.ts';
import type { LocalOption } from './decide.ts';
import type { RouterDeps } from './deps.ts';
import { nobodyAnswered, servedReason, storable } from './explain.ts';
import { movesOn } from './calls/failover.ts';
import { embedFeatures } from './features.ts';
import { noteTry, routeOf, type Journey } from './journey.ts';
import { bareModel, handleFor } from './calls/open.ts';
import { plan } from './plan.ts';
import { reserveEmbedding } from './calls/reserve-call.ts';
import { settle } from './answer/settle.ts';

async function embedAt(
  deps: RouterDeps,
  candidate: Candidate,
  request: EmbedRequest,
  journey: Journey,
  signal: AbortSignal | undefined,
): Promise<EmbedResult> {
  const abort = signal ? { signal } : {};
  if (candidate.place === 'local') {
    const { record } = deps
      .locals()
      .find((option) => `local/${option.record.id}` === candidate.model) as LocalOption;
    const lease = await deps.pool.lease(record, signal, {
      app: journey.app,
      requestId: journey.requestId,
    });
    return lease.model.embed(request, abort).finally(lease.release);
  }
  const { provider, baseUrl, key } = handleFor(candidate, deps.handles());
  if (!provider.embed) throw new NearmostError('unsupported', `${provider.name} makes no embeddings.`);
  const { requestId, label } = journey;
  const { egress, settings } = deps;
  const call = { key, baseUrl, requestId, label, egress, timeoutMs: settings.router.timeoutMs, ...abort };
  return provider.embed({ ...request, model: bareModel(candidate.model) }, call);
}

/** Turns texts into vectors at the nearest place that may and can. Vectors of different models never mix in one answer. */
export async function embedNearest(
  deps: RouterDeps,
  journey: Journey,
  request: EmbedRequest,
  context: RequestContext,
): Promise<Served<EmbedResult>> {
  const decision = plan(deps, journey, embedFeatures(request), context);
  let failure: NearmostError | undefined;
  for (const candidate of decision.candidates) {
    const began = deps.clock.monotonic();
    const note = noteTry(journey, deps.clock, candidate, began);
    let ticket: CloudCall | undefined;
    try {
      if (candidate.place === 'cloud') {
        const reservation = await reserveEmbedding(deps, journey, candidate, request);
        if (reservation) journey.reserved.push(reservation);
        const last = candidate === decision.candidates.at(-1);
        ticket = beginCall(deps, candidate, false, decision.pinned ? 'named' : last ? 'patient' : undefined);
      }
      const result = await embedAt(deps, candidate, request, journey, context.signal);
      ticket?.answered();
      note('answered', 'answered');
      journey.ttftMs = deps.clock.monotonic() - journey.started;
      const route = routeOf(
        journey,
        candidate,
        servedReason(journey.attempts, decision.pinned, ''),
        undefined,
        null,
      );
      const usage = { inputTokens: result.inputTokens, outputTokens: 0 };
      return { ...result, route: await settle(deps, journey, route, usage, null) };
    } catch (thrown) {
      failure = NearmostError.from(thrown);
      if (failure.code === 'cancelled') ticket?.dropped();
      else ticket?.failed(failure);
      note('failed', storable(failure), { error: failure.code });
      if (!movesOn(failure)) throw failure;
    }
  }
  throw failure ?? nobodyAnswered(journey.attempts, journey.rejected, journey.requestId);
}
