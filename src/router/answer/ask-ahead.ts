import {
  NearmostError,
  type Candidate,
  type ModelRecord,
  type RequestContext,
} from '../../contract/index.ts';
import { openCandidate } from '../calls/open-candidate.ts';
import type { Call, Opened } from '../calls/open.ts';
import { isHopeless, type Confidence } from '../confidence.ts';
import type { RouterDeps } from '../deps.ts';
import { confidenceWords, storable } from '../explain.ts';
import { noteTry, written, type Journey } from '../journey.ts';
import { holdUntil, startHold, type Held } from './hold.ts';
import { readHere } from './read-here.ts';
import { whyUnsound } from './unsound.ts';

/** What a variant says before its base is asked. */
export interface Ahead {
  opened: Opened;
  held: Held;
  confidence: Confidence;
  /** Why it is served, or why it is not. */
  words: string;
  /** As sure as it has to be: the base need not be asked. */
  sure: boolean;
}

/**
 * The variant that is asked before a model of this device; undefined: there is none, or the request asks for what only the
 * model itself gives.
 */
function variantOf(
  { locals }: Pick<RouterDeps, 'locals'>,
  { place, model }: Candidate,
  { task, request }: Call,
): ModelRecord | undefined {
  if (place !== 'local' || task !== 'chat') return undefined;
  if (request.logprobs !== undefined || request.stop?.length) return undefined;
  return locals().find(
    ({ record }) => record.card.ahead === true && `local/${String(record.variantOf)}` === model,
  )?.record;
}

/** Whether the answer has more tokens than the caller allows. A variant does not break off. */
const isTooLong = ({ request }: Call, { buffer }: Held): boolean =>
  buffer.some((part) => part.type === 'usage' && part.usage.outputTokens > (request.maxTokens ?? Infinity));

/**
 * Asks the variant that may answer at once what a model of this device would be asked, and reads its whole answer. Undefined:
 * nobody is asked ahead, or nothing comes of it; then the request goes on as if there were none. A variant that fails leaves
 * a note of the try.
 * @throws NearmostError `cancelled`
 */
export async function askAhead(
  deps: RouterDeps,
  journey: Journey,
  base: Candidate,
  call: Call,
  context: RequestContext,
): Promise<Ahead | undefined> {
  const record = variantOf(deps, base, call);
  if (record === undefined) return undefined;
  const candidate: Candidate = { place: 'local', model: `local/${record.id}` };
  const began = deps.clock.monotonic();
  const note = noteTry(journey, deps.clock, candidate, began);
  let opened: Opened | undefined;
  try {
    const manner = { stream: false, mayLeave: false };
    opened = await openCandidate(deps, journey, candidate, call, context, manner);
    const held = startHold(opened.parts);
    await holdUntil(held, Number.POSITIVE_INFINITY);
    if (held.score.tokens === 0 || isTooLong(call, held) || whyUnsound(call, held, record)) return undefined;
    const confidence = readHere(deps, call.task, opened, record, held);
    // it may know only part of the job: what it leaves alone is no word against the request
    if (confidence.declined || isHopeless(confidence, record)) return undefined;
    opened.confidence = confidence;
    const sure = confidence.value >= (journey.threshold ?? 0);
    const figures = confidenceWords(confidence, journey.threshold, journey.thresholdWhy);
    const words = sure ? `a word tagger answered, so ${base.model} was not asked: ${figures}` : figures;
    deps.emit({ type: 'attempt', requestId: journey.requestId, candidate, at: deps.clock.now() });
    if (!sure) note('low_confidence', figures, written(confidence));
    return { opened, held, confidence, words, sure };
  } catch (thrown) {
    const error = NearmostError.from(thrown);
    opened?.stop();
    if (error.code === 'cancelled') throw error;
    if (error.code !== 'unsupported') note('failed', storable(error), { error: error.code });
    return undefined;
  }
}

/** Whether a variant that was not sure enough is still surer of its answer than its base is of another one. */
export const isSurer = (ahead: Ahead | undefined, base: Confidence, { text }: Pick<Held, 'text'>): boolean =>
  ahead !== undefined && ahead.held.text !== text && ahead.confidence.value > base.value;
