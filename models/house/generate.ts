import { pick } from '../../src/kit/random.ts';
import type { Random } from '../../src/kit/random.ts';
import type { Command, Part } from './command.ts';
import { expand } from './expand.ts';
import type { ValueMaker } from './expand.ts';
import { createMakers } from './makers.ts';
import type { Names } from './makers.ts';
import { PHRASES, SNIPS_PHRASES } from './phrases.ts';
import { WEEKDAYS } from './words.ts';

/** Values of slots seen in training rows, by slot name: what the generator fills SNIPS phrases with. */
export type ValueBank = ReadonlyMap<string, readonly string[]>;

const BEFORE = [
  'please ',
  'can you ',
  'could you ',
  'could you please ',
  'hey, ',
  'ok, ',
  'would you ',
  'can you please ',
  "I'd like you to ",
  'hey ',
];
const AFTER = [' please', ', please', ' for me', ' thanks', ', thank you'];

/** Slots of free text: a "please" after them could be part of the value. */
const FREE = new Set(['message', 'note', 'task', 'label']);
const QUOTABLE = new Set(['message', 'note', 'task', 'title']);

/** Makes everyday commands from phrases; the same random source gives the same commands. */
export function createGenerator(
  names: Names,
  bank: ValueBank,
  cities: readonly string[],
): (random: Random) => Command {
  const makers = createMakers(names);
  const snipsMakers: Record<string, ValueMaker> = {
    ...Object.fromEntries(
      [...bank].map(([slot, values]): [string, ValueMaker] => [slot, (random) => pick(random, values)]),
    ),
    verb: (random) =>
      pick(random, ['rain', 'snow', 'storm', 'hail', 'freeze', 'be windy', 'be sunny', 'be cloudy']),
    weekday: (random) => pick(random, WEEKDAYS),
    soon: (random) =>
      pick(random, [
        'today',
        'tomorrow',
        'tonight',
        'this weekend',
        'next week',
        'this afternoon',
        'tomorrow morning',
        'now',
      ]),
  };
  const bankCity = snipsMakers['city'];
  if (cities.length > 0)
    snipsMakers['city'] = (random) => (bankCity && random() < 0.4 ? bankCity(random) : pick(random, cities));
  const intents = Object.keys(PHRASES);
  const snipsIntents = bank.size > 0 ? Object.keys(SNIPS_PHRASES) : [];
  return (random) => {
    const fromSnips = snipsIntents.length > 0 && random() < 0.15;
    const intent = pick(random, fromSnips ? snipsIntents : intents);
    const phrase = pick(random, (fromSnips ? SNIPS_PHRASES : PHRASES)[intent] ?? []);
    const parts = polite(expand(phrase, fromSnips ? snipsMakers : makers, random), random);
    return { parts: dressed(quoted(parts, random), random), intent, slotsKnown: true, origin: 'generated' };
  };
}

/** Now and then a word of a free text stands in quotation marks. */
function quoted(parts: readonly Part[], random: Random): Part[] {
  return parts.map((part) => {
    if (part.slot === undefined || !QUOTABLE.has(part.slot) || random() >= 0.05) return part;
    const words = part.text.split(' ');
    const at = Math.floor(random() * words.length);
    return { ...part, text: words.map((word, i) => (i === at ? `"${word}"` : word)).join(' ') };
  });
}

function polite(parts: readonly Part[], random: Random): Part[] {
  const before = random() < 0.2 ? [{ text: pick(random, BEFORE) }] : [];
  const after = random() < 0.1 && !FREE.has(parts.at(-1)?.slot ?? '') ? [{ text: pick(random, AFTER) }] : [];
  return [...before, ...parts, ...after];
}

/** Upper or lower case and final punctuation, as people write or dictate. */
export function dressed(parts: readonly Part[], random: Random): Part[] {
  const lower = random() < 0.4;
  const capital = !lower && random() < 0.5;
  const sign = random() < 0.2 ? pick(random, ['.', '.', '?', '!']) : '';
  const changed = parts.map((part, i) => ({
    ...part,
    text: lower ? part.text.toLowerCase() : i === 0 && capital ? upperFirst(part.text) : part.text,
  }));
  const last = changed.at(-1)?.text.at(-1) ?? '';
  return sign !== '' && !'.?!'.includes(last) ? [...changed, { text: sign }] : changed;
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
