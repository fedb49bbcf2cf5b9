import {
  NearmostError,
  type Candidate,
  type ModelRecord,
  type RequestContext,
} from '../../contract/index.ts';
import { beginCall } from './begin-call.ts';
import type { RouterDeps } from '../deps.ts';
import type { Journey } from '../journey.ts';
import { cloudParts, handleFor, linkedAbort, localParts, type Call, type Opened } from './open.ts';
import { askedText } from '../answer/read-here.ts';
import { reserveCall, withLimitWarning } from './reserve-call.ts';

/** How a candidate is asked. */
interface Manner {
  /** The caller wants parts as they come. */
  stream: boolean;
  /** The request may be answered elsewhere while its model is loaded. */
  mayLeave: boolean;
  /** See {@link Health.begin}. */
  wish?: 'named' | 'patient' | undefined;
}

/**
 * Asks a candidate; what it answers is read from the parts.
 * @throws NearmostError `load_failed`, `budget_exceeded`, `upstream_unavailable` when its provider rests since a moment ago
 */
export async function openCandidate(
  deps: RouterDeps,
  journey: Journey,
  candidate: Candidate,
  call: Call,
  context: RequestContext,
  { stream, mayLeave, wish }: Manner,
): Promise<Opened> {
  const controller = linkedAbort(context.signal, journey);
  const { signal } = controller;
  const stop = (): void => controller.abort();
  if (candidate.place === 'local') {
    const records = deps.locals().map((option) => option.record);
    const record = records.find(({ id }) => `local/${id}` === candidate.model) as ModelRecord;
    const base = record.adapter ? records.find(({ id }) => id === record.adapter?.base) : record;
    if (!base)
      throw new NearmostError(
        'load_failed',
        `${record.id} belongs on ${record.adapter?.base}, which is not here.`,
      );
    const parts = localParts(call, record, base, deps.pool, signal, { ...journey, mayLeave });
    return {
      candidate,
      record,
      parts,
      stop,
      ...(record.card.secondOpinion ? { asked: askedText(call) } : {}),
    };
  }
  const handle = handleFor(candidate, deps.handles());
  const { egress, settings } = deps;
  const { call: sent, reservation } = await reserveCall(deps, journey, candidate, call);
  if (reservation) journey.reserved.push(reservation);
  const answer = cloudParts(sent, candidate, handle, journey, {
    egress,
    timeoutMs: settings.router.timeoutMs,
    signal,
    stream,
  });
  const parts = reservation ? withLimitWarning(answer, call, sent) : answer;
  deps.hedges.asked();
  // last: whoever holds a ticket gives it back
  const ticket = beginCall(deps, candidate, stream, wish);
  return {
    candidate,
    record: undefined,
    parts,
    stop,
    ticket,
    call: sent,
    ...(reservation ? { reservation } : {}),
  };
}
