import { NearmostError, type Candidate, type RequestContext } from '../../contract/index.ts';
import { isBridged } from '../../memory/bridge.ts';
import { mayLeave } from '../../privacy/label.ts';
import { askAhead, isSurer } from './ask-ahead.ts';
import { elsewhere, type Stop } from './bridge.ts';
import { isHopeless } from '../confidence.ts';
import { awaitCloud } from '../calls/await-cloud.ts';
import type { Decision } from '../decide.ts';
import type { RouterDeps } from '../deps.ts';
import { confidenceWords, nobodyAnswered, servedReason, storable } from '../explain.ts';
import { movesOn } from '../calls/failover.ts';
import { chatFeatures, completionFeatures } from '../features.ts';
import { goOn, type Rest } from './go-on.ts';
import { holdUntil, startHold, type Held } from './hold.ts';
import { noteTry, timesOf, written, type Journey } from '../journey.ts';
import { openCandidate } from '../calls/open-candidate.ts';
import { letGo, type Call, type Opened } from '../calls/open.ts';
import { paidFor } from '../calls/paid-for.ts';
import { plan, severalUsable } from '../plan.ts';
import { readHere } from './read-here.ts';
import { openSkill, skillAttempt } from '../skills.ts';
import { UNSOUND, whyUnsound } from './unsound.ts';

/** An answer that was chosen, with the parts that were held back. */
export interface Chosen {
  opened: Opened;
  held: Held;
  /** One sentence. */
  reason: string;
  /** The rest of the answer when it breaks off after it was shown in part; absent or undefined: it stays broken. */
  goOn?: (text: string, error: NearmostError) => Rest | undefined;
}

const isStructured = ({ task, request }: Call): boolean => {
  if (task !== 'chat') return false;
  const { responseFormat, tools } = request;
  return Boolean(tools?.length) || (responseFormat !== undefined && responseFormat.type !== 'text');
};

/** Scored tokens to keep back before an answer may be shown; 0: only its first part. */
function tokensToHold(
  deps: RouterDeps,
  opened: Opened,
  call: Call,
  decision: Decision,
  last: boolean,
  stream: boolean,
): number {
  const card = opened.record?.card;
  if (decision.pinned) return 0;
  // a caller who waits for the whole has seen nothing until the end: until then another may be asked
  if (card === undefined) return stream ? 0 : Number.POSITIVE_INFINITY;
  if (card.decline !== undefined) return Number.POSITIVE_INFINITY;
  if (last) return 0;
  const whole = !stream || isStructured(call) || card.responseFormat !== undefined;
  return whole ? Number.POSITIVE_INFINITY : deps.settings.router.holdTokens;
}

/** Asks the skill that the request is part of, if any: an accepted answer, or a note of the try. */
async function askSkill(
  deps: RouterDeps,
  journey: Journey,
  call: Call,
  context: RequestContext,
): Promise<Chosen | undefined> {
  if (call.task !== 'chat' || context.route === 'cloud') return undefined;
  const began = deps.clock.monotonic();
  const turn = await deps.skills.consider(call.request, journey, context.signal);
  if (!turn) return undefined;
  journey.turn = turn;
  const attempt = skillAttempt(turn, timesOf(journey, deps.clock, began));
  if (attempt) journey.attempts.push(attempt);
  if (turn.answer === undefined) return undefined;
  journey.threshold = turn.threshold;
  const opened = openSkill(turn, call.request, turn.answer);
  return { opened, held: startHold(opened.parts), reason: turn.words };
}

/**
 * Whether it is not asked any more: it failed, as a rival of one before it or as a model of this device; or it declined
 * before the request waited for the link.
 */
const hadTurn = ({ attempts, resumedAt = 0 }: Journey, { place, model }: Candidate): boolean =>
  attempts.some(
    (one, at) =>
      one.model === model &&
      ((one.outcome === 'failed' && (place === 'local' || at >= resumedAt)) ||
        (one.outcome === 'declined' && at < resumedAt)),
  );

/**
 * Asks the candidates in order until one may be shown. A local answer below the threshold is kept in reserve while the
 * next candidates are asked, and served after all when they fail.
 */
export async function findAnswer(
  deps: RouterDeps,
  journey: Journey,
  call: Call,
  context: RequestContext,
  stream: boolean,
): Promise<Chosen> {
  const features = call.task === 'chat' ? chatFeatures(call.request) : completionFeatures(call.request);
  // with one provider there is nothing to choose, and the price list need not be loaded
  if (mayLeave(journey.label) && severalUsable(deps.handles())) await deps.market.ready();
  const { maxTokens } = call.request;
  const decision = plan(deps, journey, features, context, {
    stream,
    ...(maxTokens === undefined ? {} : { maxTokens }),
  });
  const learned =
    decision.pinned || journey.resumedAt !== undefined
      ? undefined
      : await askSkill(deps, journey, call, context);
  if (learned) return learned;
  let reserve: (Chosen & { opened: Opened }) | undefined;
  let failure: NearmostError | undefined;
  const drop = (): void => {
    if (reserve) letGo(reserve.opened, reserve.held);
    reserve = undefined;
  };
  const stops: Stop[] = decision.candidates.map((candidate) => ({ candidate, waits: false }));
  for (const [i, stop] of stops.entries()) {
    const { candidate } = stop;
    if (hadTurn(journey, candidate)) continue;
    if (context.signal?.aborted) throw new NearmostError('cancelled', 'The caller has gone.');
    const last = i === stops.length - 1;
    const others = elsewhere(deps, journey, decision, context, stops, i);
    const began = deps.clock.monotonic();
    const note = noteTry(journey, deps.clock, candidate, began);
    const choose = (
      opened: Opened,
      held: Held,
      words: string,
      confidence: number | null,
      since = began,
    ): Chosen => {
      noteTry(journey, deps.clock, opened.candidate, since)('answered', words || 'answered', { confidence });
      drop();
      const how = { decision, call, context };
      return {
        opened,
        held,
        reason: servedReason(journey.attempts, decision.pinned, words),
        goOn: (text, error) => goOn(deps, journey, how, opened.candidate, text, error),
      };
    };
    const ahead =
      features.command && candidate.place === 'local' && !decision.pinned && !stop.waits
        ? await askAhead(deps, journey, candidate, call, context)
        : undefined;
    if (ahead?.sure) return choose(ahead.opened, ahead.held, ahead.words, ahead.confidence.value);
    if (ahead) {
      drop();
      reserve = { ...ahead, reason: `kept although ${ahead.words}` };
    }
    deps.emit({ type: 'attempt', requestId: journey.requestId, candidate, at: deps.clock.now() });
    let opened: Opened | undefined;
    let held: Held | undefined;
    try {
      const wish = decision.pinned ? 'named' : last && !reserve ? 'patient' : undefined;
      const manner = { stream, mayLeave: others !== undefined, wish } as const;
      opened = await openCandidate(deps, journey, candidate, call, context, manner);
      const { ticket } = opened;
      held = startHold(opened.parts, ticket?.heard);
      const ready = holdUntil(held, tokensToHold(deps, opened, call, decision, last, stream));
      if (ticket === undefined || wish !== undefined) await ready;
      else {
        const end = await awaitCloud(
          deps,
          journey,
          stops,
          i,
          { opened, held, ready, began },
          { call, context, stream },
        );
        if (end.left !== undefined) continue;
        if (end.rival) return choose(end.rival.opened, end.rival.held, '', null, end.rival.began);
      }
      ticket?.began();
      const { record } = opened;
      const unsound = record && !decision.pinned ? whyUnsound(call, held, record) : undefined;
      if (!record || decision.pinned || (unsound === undefined && held.score.tokens === 0))
        return choose(opened, held, journey.offers.get(candidate.model) ?? '', null);
      if (unsound !== undefined) opened.confidence = UNSOUND;
      const confidence = opened.confidence ?? readHere(deps, call.task, opened, record, held);
      // of all that there is: nobody need read it again
      if (held.ended) opened.confidence = confidence;
      const words = unsound ?? confidenceWords(confidence, journey.threshold, journey.thresholdWhy);
      if (confidence.declined || isHopeless(confidence, record)) {
        letGo(opened, held);
        note('declined', words, { confidence: confidence.value });
        if (ahead && confidence.declined) drop();
      } else if (confidence.value < (journey.threshold ?? 0) && isSurer(ahead, confidence, held)) {
        letGo(opened, held);
        note('low_confidence', words, written(confidence));
      } else if (!last && confidence.value < (journey.threshold ?? 0)) {
        drop();
        reserve = { opened, held, reason: `kept although ${words}` };
        note('low_confidence', words, written(confidence));
      } else return choose(opened, held, words, confidence.value);
    } catch (thrown) {
      const error = NearmostError.from(thrown);
      opened?.stop();
      if (others && isBridged(error)) {
        note('bridged', error.message);
        // when nobody else answers either, it is worth the wait after all
        stops.splice(i + 1, 0, ...others);
        stops.push({ candidate, waits: true });
        continue;
      }
      failure = error;
      const gone = error.code === 'cancelled';
      if (gone) opened?.ticket?.dropped();
      else opened?.ticket?.failed(error);
      const paid = opened && held ? await paidFor(deps, opened, held, gone) : {};
      const outcome = gone ? 'cancelled' : 'failed';
      note(outcome, storable(error), { error: error.code, ...paid });
      if (movesOn(error)) continue;
      drop();
      throw error;
    }
  }
  if (reserve) {
    const { opened, held, reason } = reserve;
    const others = journey.attempts.filter(({ model }) => model !== opened.candidate.model);
    return {
      opened,
      held,
      reason: [reason, ...others.map(({ model, detail }) => `${model}: ${detail}`)].join('; '),
    };
  }
  const { turn } = journey;
  const tried = journey.attempts.filter(
    ({ model, outcome }) => model !== turn?.model && outcome !== 'bridged' && outcome !== 'waited',
  );
  if (failure && tried.every(({ outcome }) => outcome === 'failed' || outcome === 'cancelled')) throw failure;
  throw nobodyAnswered(journey.attempts, journey.rejected, journey.requestId);
}
