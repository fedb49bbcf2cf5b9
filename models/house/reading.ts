import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Example } from '../../src/learning/trainer/pack.ts';
import { createRandom, shuffled } from '../../src/kit/random.ts';
import type { Random } from '../../src/kit/random.ts';
import { USER } from './tokenizer.ts';
import type { HouseTokenizer } from './tokenizer.ts';

/** Share of the characters of each kind of text in the first part of the training. */
const SHARES = {
  chats: 0.24,
  dialogues: 0.12,
  utterances: 0.1,
  'gov-prose': 0.16,
  'prose-1': 0.08,
  'prose-2': 0.08,
  instructions: 0.12,
  letters: 0.02,
  places: 0.05,
  people: 0.03,
} as const;

interface Row {
  readonly text?: string;
  readonly input?: string;
  readonly output?: string;
  readonly turns?: readonly { readonly text: string }[];
  readonly kind?: string;
  readonly value?: string;
  readonly state_name?: string;
  readonly state?: string;
}

function rows(data: string, name: string): Row[] {
  const path = join(data, 'corpus', `${name}.jsonl.gz`);
  if (!existsSync(path)) return [];
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** Texts of the corpus about `characters` long in all, mixed by fixed shares; a function of the seed. Empty without the corpus. */
export function readingTexts(data: string, characters: number, seed: number): string[] {
  const random = createRandom(seed, 6);
  const names = rows(data, 'names');
  const texts = (kind: keyof typeof SHARES): string[] => {
    if (kind === 'places') return lists(names.filter((row) => row.kind === 'city').map(place), random);
    if (kind === 'people') return lists(people(names, random), random);
    return shuffled(random, rows(data, kind)).map(textOf);
  };
  const chosen = (Object.keys(SHARES) as (keyof typeof SHARES)[]).flatMap((kind) =>
    upTo(texts(kind), characters * SHARES[kind]),
  );
  return shuffled(random, chosen);
}

/** Texts as examples for plain language modelling: every token counts, long texts go on in the next row. */
export function readingExamples(
  texts: readonly string[],
  tokenizer: HouseTokenizer,
  time: number,
): Example[] {
  const opening = tokenizer.id(USER);
  return texts.flatMap((text) => {
    const tokens = [...tokenizer.encode(text), tokenizer.end];
    const count = Math.ceil(tokens.length / time);
    return Array.from({ length: count }, (_, i) => {
      const part = [opening, ...tokens.slice(i * time, (i + 1) * time)];
      return { tokens: part, weights: part.map(() => 1) };
    });
  });
}

function textOf({ text, input, output, turns }: Row): string {
  if (turns) return turns.map((turn) => turn.text).join('\n');
  return text ?? `${input ?? ''}\n${output ?? ''}`;
}

const place = ({ value, state, state_name: name }: Row): string[] => [
  `${value}, ${name}`,
  `${value}, ${state}`,
  `${value} ${name}`,
];

/** First and last names, one of each. */
function people(names: readonly Row[], random: Random): string[][] {
  const of = (start: string): string[] =>
    names.flatMap(({ kind, value }) => (kind?.startsWith(start) && value !== undefined ? [value] : []));
  const last = shuffled(random, of('surname'));
  return shuffled(random, of('first_name')).map((first, i) => [`${first} ${last[i % last.length]}`]);
}

/** Lines of a dozen entries, one wording of each. */
function lists(entries: readonly (readonly string[])[], random: Random): string[] {
  const mixed = shuffled(random, entries).map((words) => words[Math.floor(random() * words.length)] ?? '');
  return Array.from({ length: Math.ceil(mixed.length / 12) }, (_, i) =>
    mixed.slice(i * 12, (i + 1) * 12).join('; '),
  );
}

function upTo(texts: readonly string[], characters: number): string[] {
  let left = characters;
  const taken: string[] = [];
  for (const text of texts) {
    if (left <= 0) break;
    if (text.length < 20) continue;
    taken.push(text);
    left -= text.length;
  }
  return taken;
}
