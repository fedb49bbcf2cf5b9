import { NearmostError, type ChatRequest } from '../../contract/index.ts';
import { detect } from '../../privacy/pseudonyms/detect.ts';
import type { LocalOption } from '../decide.ts';
import type { RouterDeps } from '../deps.ts';
import { holdUntil, startHold } from '../answer/hold.ts';
import type { Journey } from '../journey.ts';
import { linkedAbort, localParts } from '../calls/open.ts';
import { NOTE_TOKENS, partCharacters } from './choose-split.ts';
import { cutParts } from './cut-parts.ts';
import type { FoundDocument } from './find-document.ts';
import { readNote, type RawNote } from './notes.ts';
import { askForNote } from './words.ts';

type Deps = Pick<RouterDeps, 'pool' | 'clock' | 'settings'>;

const SAMPLE = 4000;
/** Other passages may take more tokens than those that were counted. */
const SAFETY = 0.85;
/** The shortest parts that are worth a question. */
const SHORTEST = 100;
/** Parts that are read side by side. */
const SIDE_BY_SIDE = 4;
/** It may take so much longer than was thought. */
const OVERRUN = 2;

/** Characters of this document that a token of the model stands for: the fewest of three passages. */
async function charactersPerToken(
  { pool }: Deps,
  { record }: LocalOption,
  { app, requestId }: Journey,
  document: string,
  signal: AbortSignal,
): Promise<number> {
  const last = Math.max(0, document.length - SAMPLE);
  const passages = [0, Math.floor(last / 2), last].map((at) => document.slice(at, at + SAMPLE));
  const lease = await pool.lease(record, signal, { app, requestId });
  try {
    const rates: number[] = [];
    for (const passage of passages)
      rates.push(passage.length / Math.max(1, await lease.model.countTokens(passage)));
    return Math.min(...rates) * SAFETY;
  } finally {
    lease.release();
  }
}

export interface ReadDocument {
  notes: RawNote[];
  parts: number;
}

/**
 * Lets a model of this device read a document part by part and note what helps to answer. Any part that fails fails the whole.
 * @throws NearmostError context_too_long, timeout, and what the engine throws
 */
export async function readParts(
  deps: Deps,
  journey: Journey,
  local: LocalOption,
  { document, question, restCharacters }: FoundDocument,
  signal: AbortSignal | undefined,
): Promise<ReadDocument> {
  const controller = linkedAbort(signal, journey);
  const began = deps.clock.monotonic();
  const rate = await charactersPerToken(deps, local, journey, document, controller.signal);
  const size = partCharacters(local.contextSize, restCharacters, rate);
  if (size < SHORTEST)
    throw new NearmostError('context_too_long', 'The question leaves no room for parts of the document.');
  const parts = cutParts(document, size, detect(document));
  const limitMs = deps.settings.router.splitSeconds * 1000 * OVERRUN;
  const notes: (RawNote | undefined)[] = [];
  const waiting = parts.entries();

  async function work(): Promise<void> {
    for (const [i, part] of waiting) {
      if (deps.clock.monotonic() - began > limitMs)
        throw new NearmostError('timeout', `Reading the document took longer than ${limitMs / 1000} s.`);
      const content = askForNote(part, i + 1, parts.length, question);
      const request: ChatRequest = {
        model: '',
        messages: [{ role: 'user', content }],
        maxTokens: NOTE_TOKENS,
        temperature: 0,
      };
      const { record } = local;
      const call = { task: 'chat', request } as const;
      const held = startHold(localParts(call, record, record, deps.pool, controller.signal, journey));
      await holdUntil(held, Number.POSITIVE_INFINITY);
      const finish = held.buffer.findLast((each) => each.type === 'finish');
      const text = readNote(held.text, finish?.reason === 'stop');
      if (text !== undefined) notes[i] = { part: i + 1, text, source: part };
    }
  }

  const workers = Array.from({ length: Math.min(SIDE_BY_SIDE, deps.settings.local.parallel) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    controller.abort();
    await Promise.allSettled(workers);
    throw error;
  }
  return {
    parts: parts.length,
    notes: notes.flatMap((note) => note ?? []),
  };
}
