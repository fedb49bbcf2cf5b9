import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { NONE, plain } from './command.ts';
import type { Command } from './command.ts';
import { CORPUS_INTENTS, OWN_INTENTS } from './intents.ts';
import { SNIPS_INTENTS } from './snips.ts';

/** One row of any corpus file; each file fills some of the fields. */
interface Row {
  readonly text: string;
  readonly intent?: string;
  readonly turns: readonly { readonly text: string }[];
  readonly kind: string;
  readonly value: string;
}

/** Rows of a gzip-compressed JSON Lines file; none when it is absent. */
function readRows(data: string, name: string): Row[] {
  const path = join(data, 'corpus', `${name}.jsonl.gz`);
  if (!existsSync(path)) return [];
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** Short commands of the corpus whose intent is one of ours or clearly none. */
export function readUtterances(data: string): Command[] {
  const rows = readRows(data, 'utterances');
  const withSlots = new Set<string>([...SNIPS_INTENTS, ...Object.keys(OWN_INTENTS)]);
  return rows.flatMap(({ text, intent }) => {
    const target = intent === undefined ? undefined : CORPUS_INTENTS[intent];
    if (target === undefined || text.length > LONGEST) return [];
    return [plain(flat(text), target, target === NONE ? 'none' : 'corpus', !withSlots.has(target))];
  });
}

/** Longest text taken as "not a command", in characters. */
const LONGEST = 140;
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Lines that are no commands of ours: chat lines, sentences of books and of government pages, instructions to a large model. */
export function readOthers(data: string): Command[] {
  const chats = readRows(data, 'chats');
  const said = chats.flatMap(({ turns }) => turns.map(({ text }) => flat(text)));
  const prose = ['prose-1', 'gov-prose'].flatMap((name) =>
    readRows(data, name).flatMap(({ text }) => sentences(text).slice(0, 2)),
  );
  const seeds = join(data, 'self-instruct', 'seed_tasks.jsonl');
  const instructions = existsSync(seeds)
    ? readFileSync(seeds, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => flat((JSON.parse(line) as { instruction: string }).instruction))
    : [];
  const fits = (text: string): boolean => text.length >= 12 && text.length <= LONGEST;
  const sample = (list: readonly string[], most: number): string[] => {
    const fitting = list.filter(fits);
    const stride = Math.max(1, Math.floor(fitting.length / most));
    return fitting.filter((_, i) => i % stride === 0).slice(0, most);
  };
  const texts = [...sample(said, 8000), ...sample(prose, 8000), ...sample(instructions, 500)];
  return texts.map((text) => plain(text, NONE, 'none', true));
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?])\s+/).map(flat);
}

/** Names of people (about `most` of each kind), most frequent first; empty when the file is absent. */
export function readNames(
  data: string,
  most: number,
): { first: string[]; last: string[]; cities: string[]; allCities: string[]; streets: string[] } {
  const rows = readRows(data, 'names');
  const of = (...kinds: string[]): string[] =>
    kinds.flatMap((kind) =>
      rows
        .filter((row) => row.kind === kind)
        .map(({ value }) => value)
        .slice(0, most),
    );
  const cities = rows.filter(({ kind }) => kind === 'city').map(({ value }) => value);
  return {
    first: of('first_name_female', 'first_name_male'),
    last: of('surname'),
    allCities: cities,
    streets: of('street_name'),
    cities: cities.filter((_, i) => i % Math.max(1, Math.floor(cities.length / most)) === 0),
  };
}
