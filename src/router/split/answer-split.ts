import {
  NearmostError,
  type Candidate,
  type ChatPart,
  type ChatRequest,
  type RequestContext,
} from '../../contract/index.ts';
import { createPseudonyms, type Pseudonyms } from '../../privacy/pseudonyms/pseudonyms.ts';
import type { RouterDeps } from '../deps.ts';
import { storable } from '../explain.ts';
import type { Chosen } from '../answer/find-answer.ts';
import { holdUntil, startHold, type Held } from '../answer/hold.ts';
import { noteTry, type Journey, type NoteTry } from '../journey.ts';
import { openCandidate } from '../calls/open-candidate.ts';
import { linkedAbort, localParts, type Call, type Opened } from '../calls/open.ts';
import { paidFor } from '../calls/paid-for.ts';
import { NOTE_CHARACTERS, notesCharacters } from './choose-split.ts';
import { considerSplit, type SplitPlan } from './consider-split.ts';
import { shorten } from './notes.ts';
import { createPace } from './pace.ts';
import { readParts, type ReadDocument } from './read-parts.ts';
import { releasing } from './release.ts';
import { restoreParts } from './restore-parts.ts';
import { bareNotes, inItsPlace, splitWords } from './words.ts';

/** A chat request and how its answer is wanted. */
interface Asked {
  request: ChatRequest;
  context: RequestContext;
  stream: boolean;
}

/** What goes to a provider, and the way back. */
interface Remainder {
  request: ChatRequest;
  /** Absent: public content leaves as it is. */
  pseudonyms?: Pseudonyms;
  /** One sentence on what was read and what goes on. */
  words: string;
}

/** How long notes may be. */
const limitsOf = ({ document }: SplitPlan['found'], parts: number): { each: number; all: number } => ({
  each: NOTE_CHARACTERS,
  all: notesCharacters(document.length, parts),
});

/** Question and notes, with personal details replaced unless the content is public. */
function remainderOf(
  deps: RouterDeps,
  journey: Journey,
  { found }: SplitPlan,
  { parts, notes }: ReadDocument,
  request: ChatRequest,
): Remainder {
  const pseudonyms = journey.label === 'public' ? undefined : createPseudonyms(deps.settings.privacy.names);
  for (const text of [found.document, ...found.rest]) pseudonyms?.learn(text);
  const hide = pseudonyms?.hide ?? ((text: string): string => text);
  const hidden = shorten(notes, limitsOf(found, parts), hide);
  const messages = found.replace(inItsPlace(hidden, pseudonyms !== undefined), hide);
  const sent = JSON.stringify(messages.map(({ content }) => content));
  const facts = {
    parts,
    documentCharacters: found.document.length,
    notes: notes.length,
    sentCharacters: sent.length,
  };
  if (!pseudonyms) return { request: { ...request, messages }, words: splitWords(facts) };
  // an instruction of ours names a token, too
  const hiddenCounts = pseudonyms.count(
    [...hidden.map(({ text }) => text), ...found.rest.map(hide)].join('\n'),
  );
  const { stop: _stop, ...others } = request;
  const unnamed = messages.map((message) => {
    if (!('name' in message)) return message;
    const { name: _name, ...rest } = message;
    return rest;
  });
  return {
    request: { ...others, messages: unnamed },
    pseudonyms,
    words: splitWords({ ...facts, hidden: hiddenCounts }),
  };
}

/** Begins a try; what is noted of it carries its time. */
function startTry(deps: RouterDeps, journey: Journey, candidate: Candidate): NoteTry {
  const began = deps.clock.monotonic();
  deps.emit({ type: 'attempt', requestId: journey.requestId, candidate, at: deps.clock.now() });
  return noteTry(journey, deps.clock, candidate, began);
}

const holdTokens = (stream: boolean): number => (stream ? 0 : Number.POSITIVE_INFINITY);

/** Asks the cloud models in order. Undefined: none of them answered. */
async function askClouds(
  deps: RouterDeps,
  journey: Journey,
  clouds: readonly Candidate[],
  { request, pseudonyms, words }: Remainder,
  { context, stream }: Asked,
): Promise<Chosen | undefined> {
  const egress = pseudonyms ? releasing(deps.egress, pseudonyms) : deps.egress;
  for (const candidate of clouds) {
    const note = startTry(deps, journey, candidate);
    let opened: Opened | undefined;
    let held: Held | undefined;
    try {
      const call: Call = { task: 'chat', request };
      const manner = { stream, mayLeave: false };
      const begun = await openCandidate({ ...deps, egress }, journey, candidate, call, context, manner);
      opened = pseudonyms ? { ...begun, parts: restoreParts(begun.parts, pseudonyms) } : begun;
      held = startHold(opened.parts);
      await holdUntil(held, holdTokens(stream));
      opened.ticket?.began();
      note('answered', 'answered from the notes');
      return { opened, held, reason: words };
    } catch (thrown) {
      const error = NearmostError.from(thrown);
      opened?.stop();
      const gone = error.code === 'cancelled';
      if (gone) opened?.ticket?.dropped();
      else opened?.ticket?.failed(error);
      const paid = opened && held ? await paidFor(deps, opened, held, gone) : {};
      const outcome = gone ? 'cancelled' : 'failed';
      note(outcome, storable(error), { error: error.code, ...paid });
      if (gone) throw error;
    }
  }
  return undefined;
}

async function* spoken(text: string): AsyncGenerator<ChatPart> {
  yield { type: 'text', choice: 0, text };
  yield { type: 'finish', choice: 0, reason: 'stop' };
}

/** The answer of this device from its own notes; the notes themselves when it cannot write one. */
async function answerHere(
  deps: RouterDeps,
  journey: Journey,
  { found, local }: SplitPlan,
  { notes, parts }: ReadDocument,
  { request, context, stream }: Asked,
): Promise<Chosen> {
  const { record } = local;
  const short = shorten(notes, limitsOf(found, parts));
  const candidate: Candidate = { place: 'local', model: `local/${record.id}` };
  const note = startTry(deps, journey, candidate);
  const failed = journey.attempts.filter(({ place }) => place === 'cloud');
  const why = failed.map(({ model, detail }) => `${model}: ${detail}`).join('; ');
  const controller = linkedAbort(context.signal, journey);
  const stop = (): void => controller.abort();
  const messages = found.replace(inItsPlace(short, false));
  const call: Call = { task: 'chat', request: { ...request, messages } };
  const written = localParts(call, record, record, deps.pool, controller.signal, journey);
  try {
    const held = startHold(written);
    await holdUntil(held, holdTokens(stream));
    const reason = `${why}; answered here from notes on ${parts} parts of the document`;
    note('answered', reason);
    return { opened: { candidate, record, parts: written, stop }, held, reason };
  } catch (thrown) {
    const error = NearmostError.from(thrown);
    if (error.code === 'cancelled') throw error;
    const reason = `${why}; the notes on ${parts} parts of the document are given as they are (${error.code})`;
    note('answered', reason);
    const bare = spoken(bareNotes(short, parts));
    return { opened: { candidate, record: undefined, parts: bare, stop }, held: startHold(bare), reason };
  }
}

/** Answers a request part by part where that is wanted; undefined: it goes its usual way. */
export type Splitter = (
  journey: Journey,
  call: Call,
  context: RequestContext,
  stream: boolean,
) => Promise<Chosen | undefined> | undefined;

/**
 * Splits requests about long documents (`router.split`): a model of this device reads the parts and takes notes, and only
 * question and notes leave, with personal details replaced. Whatever fails on the way never lets out more: without notes the
 * request goes its usual way under its own label, without the cloud this device answers from its notes.
 */
export function createSplitter(deps: RouterDeps): Splitter {
  const pace = createPace(deps.threads ?? 1);
  const split = async (
    journey: Journey,
    request: ChatRequest,
    context: RequestContext,
    stream: boolean,
  ): Promise<Chosen | undefined> => {
    const asked: Asked = { request, context, stream };
    const plan = await considerSplit(deps, journey, asked, pace);
    if (!plan) return undefined;
    const { record } = plan.local;
    const began = deps.clock.monotonic();
    const note = startTry(deps, journey, { place: 'local', model: `local/${record.id}` });
    let read: ReadDocument;
    try {
      read = await readParts(deps, journey, plan.local, plan.found, context.signal);
    } catch (thrown) {
      const error = NearmostError.from(thrown);
      note('cancelled', `no notes of the document: ${error.message}`, { error: error.code });
      if (error.code === 'cancelled') throw error;
      return undefined;
    }
    pace.saw(record, plan.seconds, (deps.clock.monotonic() - began) / 1000);
    if (read.notes.length === 0) {
      note('condensed', `none of ${read.parts} parts of the document had anything to say`);
      return undefined;
    }
    const remainder = remainderOf(deps, journey, plan, read, request);
    note('condensed', remainder.words);
    journey.rejected = plan.rejected;
    journey.offers = plan.offers;
    const answer = await askClouds(deps, journey, plan.clouds, remainder, asked);
    return answer ?? answerHere(deps, journey, plan, read, asked);
  };
  return (journey, call, context, stream) =>
    call.task === 'chat' && deps.settings.router.split !== 'off'
      ? split(journey, call.request, context, stream)
      : undefined;
}
