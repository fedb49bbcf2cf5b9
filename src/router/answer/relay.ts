import {
  NearmostError,
  type ChatPart,
  type FinishReason,
  type RoutedStream,
  type RouteInfo,
  type Usage,
} from '../../contract/index.ts';
import type { Confidence } from '../confidence.ts';
import type { RouterDeps } from '../deps.ts';
import { storable } from '../explain.ts';
import type { Chosen } from './find-answer.ts';
import type { Rest } from './go-on.ts';
import { drain } from './hold.ts';
import { routeOf, type Journey } from '../journey.ts';
import { letGo } from '../calls/open.ts';
import { readHere } from './read-here.ts';
import { settle } from './settle.ts';
import { usageGuessed } from '../calls/token-bounds.ts';

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0 };
const gone = (): NearmostError => new NearmostError('cancelled', 'The caller stopped reading.');

/**
 * Passes a chosen answer on to the caller. The `usage` part comes last and only after the ledger row is stored, so that
 * an answer that was acknowledged is never without its row.
 */
export function relay(deps: RouterDeps, journey: Journey, chosen: Chosen): RoutedStream {
  const { opened, held, goOn } = chosen;
  let { reason } = chosen;
  const { candidate, record } = opened;
  const confidence = (): Confidence | undefined =>
    opened.confidence ??
    (record && held.score.tokens > 0 ? readHere(deps, journey.task, opened, record, held) : undefined);
  const known = (): RouteInfo =>
    routeOf(journey, candidate, reason, confidence(), candidate.place === 'local' ? 0 : null);
  let finishReason: FinishReason | undefined;
  let other = false;
  /** The error of the place that began, when another went on. */
  let broken: NearmostError | undefined;
  let rest: Rest | undefined;
  const route = known();
  journey.ttftMs = deps.clock.monotonic() - journey.started;
  let tell: (info: RouteInfo) => void = () => undefined;
  const done = new Promise<RouteInfo>((resolve) => (tell = resolve));

  async function finish(usage: Usage | undefined, error: NearmostError | null): Promise<void> {
    letGo(opened, held);
    const own = broken ?? error;
    const { call } = opened;
    const said =
      call && finishReason === 'stop' && !other ? { request: call.request, text: held.text } : undefined;
    if (own === null) opened.ticket?.answered(usage?.outputTokens, said);
    else if (own.code === 'cancelled') opened.ticket?.dropped();
    else opened.ticket?.failed(own);
    const last = journey.attempts.findLast(({ model }) => model === candidate.model);
    if (last) {
      const read = confidence();
      last.confidence = read?.value ?? null;
      if (read?.raw !== undefined) last.rawConfidence = read.raw;
      last.outcome = own === null ? 'answered' : own.code === 'cancelled' ? 'cancelled' : 'failed';
      if (own) Object.assign(last, { error: own.code, detail: storable(own) });
    }
    if (rest && broken && error === null) {
      const durationMs = deps.clock.monotonic() - journey.started;
      const detail = `went on where ${candidate.model} broke off`;
      journey.attempts.push({ ...rest.candidate, outcome: 'answered', detail, confidence: null, durationMs });
      reason = `${candidate.model} broke off (${broken.code}); ${rest.candidate.model} went on from there`;
    }
    let final = known();
    const told = usage !== undefined && usage.inputTokens + usage.outputTokens > 0;
    const used = call && held.content && !told ? usageGuessed(call, held.text) : usage;
    try {
      final = await settle(deps, journey, final, used, error);
      const { place, model, costUsd } = final;
      if (error === null && finishReason)
        journey.turn?.settled({ place, model, text: held.text, finishReason, other, costUsd });
    } finally {
      tell(final);
    }
  }

  async function* read(): AsyncGenerator<ChatPart> {
    let usage: Usage | undefined;
    let error: NearmostError | null = null;
    let ended = false;
    try {
      for await (const part of drain(held)) {
        if (part.type === 'usage') ({ usage } = part);
        else {
          if (part.type === 'finish') finishReason = part.reason;
          other ||= part.type === 'tool-call' || (part.type === 'text' && part.choice > 0);
          yield part;
        }
      }
      ended = true;
    } catch (thrown) {
      error = NearmostError.from(thrown);
      rest = other || finishReason ? undefined : goOn?.(held.text, error);
      if (rest) {
        [broken, error] = [error, null];
        other = true; // an answer of two is nobody's example
        try {
          for await (const part of rest.parts) {
            if (part.type === 'finish') finishReason = part.reason;
            if (part.type !== 'usage') yield part;
          }
          ended = true;
        } catch (again) {
          // of two failures the first is told
          const second = NearmostError.from(again);
          error = second.code === 'cancelled' ? second : broken;
        }
      }
    } finally {
      await finish(usage, ended ? null : (error ?? gone())); // neither ended nor failed: the caller broke off
    }
    if (error) throw error;
    yield { type: 'usage', usage: usage ?? NOTHING };
  }

  const generator = read();
  let began = false;
  const parts: AsyncIterableIterator<ChatPart> = {
    [Symbol.asyncIterator]: () => parts,
    next: () => {
      began = true;
      return generator.next();
    },
    return: async () => {
      opened.stop();
      rest?.stop();
      if (!began) await finish(undefined, gone()); // a generator that never began runs no clean-up
      began = true;
      return generator.return(undefined);
    },
  };
  return { requestId: journey.requestId, route, parts, done };
}
