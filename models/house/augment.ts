import { pick } from '../../src/kit/random.ts';
import type { Random } from '../../src/kit/random.ts';
import { textOf } from './command.ts';
import type { Command, Part } from './command.ts';
import type { ValueBank } from './generate.ts';
import { isPlace, placeKind } from './places.ts';
import type { Gazetteer } from './places.ts';

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

/** Slots whose values another slot's values can stand for. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  track: ['track', 'entity_name'],
  album: ['album', 'entity_name'],
  movie_name: ['movie_name', 'object_name'],
};

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
  /** Chance that the places of a command become other places. */
  readonly places: number;
  /** Chance that an open value is put in quotation marks, which are no part of it. */
  readonly quote: number;
}

/** What values are exchanged with. */
export interface Material {
  readonly bank: ValueBank;
  /** Words to invent names from. */
  readonly words: readonly string[];
  /** Names of people: artists are called like them, titles are not. */
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly gazetteer: Gazetteer;
}

/** A variant of a labelled command: other values of the same slots, other case, final punctuation dropped or added. */
export function augment(command: Command, material: Material, random: Random, chance: Augmentation): Command {
  let parts: readonly Part[] = command.parts;
  if (random() < chance.places) parts = otherPlaces(parts, material, random);
  if (random() < chance.swap)
    parts = parts.map((part) => {
      if (part.slot === undefined || isPlace(part.slot) || random() < 0.4) return part;
      if (OPEN.has(part.slot) && random() < chance.invent)
        return { ...part, text: inventedValue(part.slot, material, random) };
      return { ...part, text: otherValue(command.intent, part.slot, part.text, material, random) };
    });
  parts = parts.flatMap((part) =>
    part.slot !== undefined && OPEN.has(part.slot) && random() < chance.quote
      ? [{ text: '"' }, part, { text: '"' }]
      : [part],
  );
  if (random() < chance.lower) parts = parts.map((part) => ({ ...part, text: part.text.toLowerCase() }));
  const last = parts.at(-1);
  if (last && last.slot === undefined && /[.?!]$/.test(last.text) && random() < 0.3) {
    const text = last.text.replace(/\s*[.?!]+$/, '');
    parts = [...parts.slice(0, -1), ...(text === '' ? [] : [{ text }])];
  }
  return parts.length === 0 || textOf({ ...command, parts }) === '' ? command : { ...command, parts };
}

function otherValue(intent: string, slot: string, value: string, { bank }: Material, random: Random): string {
  const own = bank.get(`${intent}/${slot}`) ?? [value];
  if (random() < 0.7) return pick(random, own);
  return pick(random, bank.get(pick(random, ALIKE[slot] ?? [slot])) ?? own);
}

/** Other places in the same stead; where a command names one alone, it may become one of another kind. */
function otherPlaces(parts: readonly Part[], { bank, gazetteer }: Material, random: Random): readonly Part[] {
  const alone = parts.filter(({ slot }) => isPlace(slot)).length === 1;
  return parts.map((part) => {
    if (!isPlace(part.slot)) return part;
    const slot = alone && random() < 0.4 ? placeKind(random) : part.slot;
    const seen = bank.get(slot) ?? [];
    return { slot, text: pick(random, random() < 0.4 && seen.length > 0 ? seen : gazetteer[slot]) };
  });
}

const inventedValue = (slot: string, { words, first, last }: Material, random: Random): string =>
  slot === 'artist' && random() < 0.6
    ? `${pick(random, first)} ${pick(random, last)}`
    : invented(words, random);

/** One to four words in title or lower case. */
function invented(words: readonly string[], random: Random): string {
  const count = 1 + Math.floor(random() * random() * 4.5);
  const title = random() < 0.7;
  return Array.from({ length: count }, () => {
    const word = pick(random, words);
    return title ? word.slice(0, 1).toUpperCase() + word.slice(1) : word;
  }).join(' ');
}
