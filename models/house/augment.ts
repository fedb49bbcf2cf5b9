import { pick } from '../../src/learning/trainer/random.ts';
import type { Random } from '../../src/learning/trainer/random.ts';
import { textOf } from './command.ts';
import type { Command, Part } from './command.ts';
import type { ValueBank } from './generate.ts';

/** Slots that name anything at all: their values may be unheard-of words, which teaches to copy. */
const OPEN = new Set([
  'artist',
  'track',
  'album',
  'playlist',
  'entity_name',
  'movie_name',
  'object_name',
  'restaurant_name',
  'city',
  'poi',
  'location_name',
  'geographic_poi',
  'served_dish',
]);

/** The bank of slot values in labelled commands, keyed `intent/slot` and `slot`. */
export function bankOf(commands: readonly Command[]): Map<string, string[]> {
  const bank = new Map<string, Set<string>>();
  for (const { intent, parts } of commands)
    for (const { text, slot } of parts)
      if (slot !== undefined)
        for (const key of [slot, `${intent}/${slot}`]) bank.set(key, (bank.get(key) ?? new Set()).add(text));
  return new Map([...bank].map(([key, values]) => [key, [...values]]));
}

export interface Augmentation {
  /** Chance that a command gets some of its values exchanged. */
  readonly swap: number;
  /** Chance that an exchanged open value is made of words from anywhere. */
  readonly invent: number;
  /** Chance that the text is put in lower case. */
  readonly lower: number;
}

/** A variant of a labelled command: other values of the same slots, other case, final punctuation dropped or added. */
export function augment(
  command: Command,
  bank: ValueBank,
  words: readonly string[],
  random: Random,
  chance: Augmentation,
): Command {
  let parts: readonly Part[] = command.parts;
  if (random() < chance.swap)
    parts = parts.map((part) => {
      if (part.slot === undefined || random() < 0.4) return part;
      if (OPEN.has(part.slot) && random() < chance.invent) return { ...part, text: invented(words, random) };
      return { ...part, text: pick(random, bank.get(`${command.intent}/${part.slot}`) ?? [part.text]) };
    });
  if (random() < chance.lower) parts = parts.map((part) => ({ ...part, text: part.text.toLowerCase() }));
  const last = parts.at(-1);
  if (last && last.slot === undefined && /[.?!]$/.test(last.text) && random() < 0.3) {
    const text = last.text.replace(/\s*[.?!]+$/, '');
    parts = [...parts.slice(0, -1), ...(text === '' ? [] : [{ text }])];
  }
  return parts.length === 0 || textOf({ ...command, parts }) === '' ? command : { ...command, parts };
}

/** One to four words in title or lower case. */
function invented(words: readonly string[], random: Random): string {
  const count = 1 + Math.floor(random() * random() * 4.5);
  const title = random() < 0.7;
  return Array.from({ length: count }, () => {
    const word = pick(random, words);
    return title ? word.slice(0, 1).toUpperCase() + word.slice(1) : word;
  }).join(' ');
}
