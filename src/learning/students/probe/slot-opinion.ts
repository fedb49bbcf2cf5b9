import { textFeatures } from '../features.ts';
import { decodeModel } from './codec.ts';
import { scoresOf } from './linear-model.ts';
import { rowOf } from './vocabulary.ts';

/**
 * What a linear model of words thinks of the names that another model gave to stretches of a text: the least, over the slots,
 * of the score of the name less the best of any other, from -8 up. Slots that it does not know, or that do not stand in the text,
 * count as {@link NOTHING_AGAINST}, which is also the most.
 */
export type SlotOpinion = (text: string, intent: string, slots: Readonly<Record<string, unknown>>) => number;

/** Larger margins say no more: a slot is wrong when something speaks against it. */
const NOTHING_AGAINST = 3;
const LEAST = -8;
/** The name of stretches that are no slot. */
export const NO_SLOT = '-';

const WORDS = /[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{N}]/gu;
const BESIDE = 3;

/** Words and numbers of a text, and where each begins and ends. */
export const wordPlaces = (text: string): [from: number, to: number][] =>
  [...text.matchAll(WORDS)].map((found) => [found.index, found.index + found[0].length]);

/** A stretch of a command as words that say where they stand: the value itself, three words on either side, its length, the intent. */
export function slotText(text: string, from: number, to: number, intent: string): string {
  const wordsOf = (part: string): string[] => part.toLowerCase().match(WORDS) ?? [];
  const before = wordsOf(text.slice(0, from)).slice(-BESIDE).toReversed();
  const after = wordsOf(text.slice(to)).slice(0, BESIDE);
  const marked = (words: readonly string[], marks: string): string[] =>
    words.map((word, i) => `${marks[i]}q${word}`);
  const left = marked(before, 'abc').toReversed();
  const right = marked(after, 'xyz');
  const value = text.slice(from, to).trim();
  return [
    `i${intent} n${'o'.repeat(Math.min(wordsOf(value).length, 5))}`,
    ...left,
    value,
    ...right,
    `i${intent}${left.at(-1) ?? 'start'} i${intent}${right[0] ?? 'end'}`,
  ].join(' ');
}

/** @param bytes a file of `encodeModel`, whose answers are names of slots. @throws NearmostError when it is damaged */
export function readSlotOpinion(bytes: Uint8Array): SlotOpinion {
  const model = decodeModel(bytes);
  const numbers = new Map(model.answers.map((answer, i) => [answer, i]));
  const marginOf = (text: string, intent: string, slot: string, value: unknown): number => {
    const own = numbers.get(slot);
    const from = typeof value === 'string' && value !== '' ? text.indexOf(value) : -1;
    if (own === undefined || from < 0) return NOTHING_AGAINST;
    const place = slotText(text, from, from + String(value).length, intent);
    const scores = scoresOf(model, rowOf(model.vocabulary, textFeatures(place)));
    let other = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < scores.length; c++) if (c !== own) other = Math.max(other, scores[c]!);
    return Math.max(LEAST, scores[own]! - other);
  };
  return (text, intent, slots) =>
    Math.min(
      NOTHING_AGAINST,
      ...Object.entries(slots).map(([slot, value]) => marginOf(text, intent, slot, value)),
    );
}
