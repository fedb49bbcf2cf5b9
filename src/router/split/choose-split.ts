import type { Label, Settings } from '../../contract/index.ts';

export interface SplitQuestion {
  setting: Settings['router']['split'];
  label: Label;
  documentCharacters: number;
  /** Everything else that would be sent. */
  restCharacters: number;
  /** The model that would read; undefined: there is none. */
  local: { contextSize: number; tokensPerSecond: { read: number; write: number } } | undefined;
  /** US dollars of the first cloud model for the whole and for notes of so many characters; undefined: none may be asked. */
  cloud: { wholeUsd: number | null; notesUsd: (characters: number) => number | null } | undefined;
  /** Longest time for reading. */
  mostSeconds: number;
}

export type SplitChoice =
  | { split: true; parts: number; partCharacters: number; seconds: number; words: string }
  | { split: false; why: string };

/** In ordinary text, about: a little low, so that parts fit. */
const CHARACTERS_PER_TOKEN = 3;
/** The longest note on one part. */
export const NOTE_TOKENS = 128;
export const NOTE_CHARACTERS = 500;
/** The words around a part and its question, and the form of a conversation. */
const FRAME_CHARACTERS = 420;
const FORM_TOKENS = 24;
/** A second of this device is worth so much: about 0.36 US dollars an hour. */
const SECOND_USD = 0.0001;

const usd = (value: number): string => `$${value.toFixed(4)}`;

/** Characters of one part that fit a context beside question and note; 0: none do. */
export function partCharacters(
  contextSize: number,
  restCharacters: number,
  charactersPerToken: number = CHARACTERS_PER_TOKEN,
): number {
  const characters = (contextSize - NOTE_TOKENS - FORM_TOKENS) * charactersPerToken;
  return Math.max(0, Math.floor(characters) - restCharacters - FRAME_CHARACTERS);
}

/**
 * Whether a document is read here part by part, so that only question and notes leave. Never by itself, never when it fits the
 * local model, never what is secret; personal content only where the owner allows it in pseudonymised form; public content
 * where what it saves is worth the time. Pure.
 */
export function chooseSplit(question: SplitQuestion): SplitChoice {
  const { setting, label, local, cloud, documentCharacters, restCharacters, mostSeconds } = question;
  const no = (why: string): SplitChoice => ({ split: false, why });
  if (setting === 'off') return no('router.split is off');
  if (label === 'secret' || (label === 'personal' && setting !== 'pseudonymised'))
    return no(`label ${label}: nothing of it may leave`);
  if (local === undefined) return no('no general model of this device can read it');
  if (cloud === undefined) return no('no cloud model may be asked');
  const tokens = (documentCharacters + restCharacters) / CHARACTERS_PER_TOKEN;
  if (tokens + NOTE_TOKENS <= local.contextSize) return no('it fits the local model as a whole');
  const size = partCharacters(local.contextSize, restCharacters);
  if (size < NOTE_CHARACTERS) return no('the context of the local model is too short for parts of it');
  const parts = Math.ceil(documentCharacters / size);
  const { read, write } = local.tokensPerSecond;
  const frame = (FRAME_CHARACTERS + restCharacters) / CHARACTERS_PER_TOKEN + FORM_TOKENS;
  const seconds = (tokens + parts * frame) / read + (parts * NOTE_TOKENS) / write;
  if (seconds > mostSeconds)
    return no(`reading it here takes about ${Math.ceil(seconds)} s, more than ${mostSeconds} s`);
  const taken = `${parts} parts, about ${Math.ceil(seconds)} s here`;
  const yes = (words: string): SplitChoice => ({ split: true, parts, partCharacters: size, seconds, words });
  if (label === 'personal') return yes(`${taken}; as a whole it may not leave`);
  const notesUsd = cloud.notesUsd(restCharacters + notesCharacters(documentCharacters, parts));
  if (cloud.wholeUsd === null || notesUsd === null) return no('no price is known to compare with');
  const saved = cloud.wholeUsd - notesUsd;
  const compared = `${usd(notesUsd)} for the notes, ${usd(cloud.wholeUsd)} for the whole`;
  return saved > seconds * SECOND_USD ? yes(`${taken}; ${compared}`) : no(`${taken}: ${compared}`);
}

/** Most characters of all notes together: a quarter of the document, of a short one a little more. */
export const notesCharacters = (documentCharacters: number, parts: number): number =>
  Math.min(parts * NOTE_CHARACTERS, Math.max(NOTE_CHARACTERS, Math.floor(documentCharacters / 4)));
