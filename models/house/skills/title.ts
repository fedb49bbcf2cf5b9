import { pick } from '../../../src/kit/random.ts';
import type { Random } from '../../../src/kit/random.ts';
import { expand } from '../expand.ts';
import type { ValueMaker } from '../expand.ts';
import { titleAnswer } from './rows.ts';
import type { SkillRow } from './rows.ts';
import {
  CLOSINGS,
  DETAILS,
  GREETINGS,
  HELD_OUT_CORES,
  OPENERS,
  TITLE_CORES,
  TOPICS,
} from './title-phrases.ts';

/** The title as it stands in the text: at the beginning of a sentence its first letter is large there. */
const spanOf = (title: string, text: string): string => (text.includes(title) ? title : upper(title));

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A generated message with its title, which is a stretch of it. `held` takes the cores that are only measured on. */
export function titleRow(
  random: Random,
  makers: Readonly<Record<string, ValueMaker>>,
  cities: readonly string[],
  held: boolean,
): SkillRow {
  const all: Record<string, ValueMaker> = {
    ...makers,
    topic: (source) => pick(source, TOPICS),
    city: (source) => pick(source, cities.length > 0 ? cities : ['Oslo', 'Boston']),
  };
  const write = (phrase: string): string =>
    expand(phrase, all, random)
      .map(({ text }) => text)
      .join('');
  const maybe = (chance: number, list: readonly string[]): string[] =>
    random() < chance ? [write(pick(random, list))] : [];
  const core = pick(random, held ? HELD_OUT_CORES : TITLE_CORES);
  const sentence = write(core);
  const title = /«(.*)»/s.exec(sentence)?.[1]?.trim() ?? '';
  const ended = sentence.replaceAll(/[«»]/g, '');
  const middle = [upper(/[.?!]$/.test(ended) ? ended : `${ended}.`)];
  const gap = pick(random, [' ', '\n', ' ']);
  const text = [
    ...maybe(0.7, GREETINGS),
    ...maybe(0.35, OPENERS).map((opener) => upper(opener)),
    ...middle,
    ...maybe(0.5, DETAILS),
    ...maybe(0.3, DETAILS),
    ...maybe(0.6, CLOSINGS),
  ].join(gap);
  return { skill: 'title', text, answer: titleAnswer(spanOf(title, text)), origin: core };
}
