import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRandom, shuffled } from '../../../src/kit/random.ts';
import type { Random } from '../../../src/kit/random.ts';
import { readNames } from '../corpus.ts';
import { createGazetteer } from '../places.ts';
import { isSpan } from '../span.ts';
import { createSkillGenerator } from './generate.ts';
import { readPii } from './pii.ts';
import { titleAnswer } from './rows.ts';
import type { SkillRow } from './rows.ts';
import type { Skill } from './tasks.ts';

/** Rows of one skill. */
export interface SkillData {
  readonly train: readonly SkillRow[];
  /** For choices: when to stop, which settings. */
  readonly choice: readonly SkillRow[];
  /** Measured once, on the finished adapter; by the name of the figure. */
  readonly test: Readonly<Record<string, readonly SkillRow[]>>;
}

export const SKILL_SEED = 20261122;

/** Reads and makes the rows of a skill; what is absent under `data` is left out. `plain` are texts with nothing private. */
export function loadSkillData(
  skill: Skill,
  data: string,
  count: number,
  plain: readonly string[],
): SkillData {
  const names = readNames(data, 5000);
  const gazetteer = createGazetteer(names.allCities);
  const generate = createSkillGenerator({ ...names, gazetteer }, plain);
  const made = (amount: number, stream: number, held = false): SkillRow[] => {
    const random = createRandom(SKILL_SEED, stream);
    return Array.from({ length: amount }, () => generate(skill, random, held));
  };
  const generated = made(count, 1);
  if (skill === 'date')
    return { train: generated, choice: made(300, 2), test: { templates: made(1000, 3, true) } };
  const parts = thirds(
    skill === 'title' ? realTitles(data) : (readPii(data) ?? []),
    createRandom(SKILL_SEED, 4),
  );
  const repeats = 3;
  const train = [...generated, ...Array.from({ length: repeats }, () => parts.train).flat()];
  return {
    train: shuffled(createRandom(SKILL_SEED, 5), train),
    choice: [...made(200, 2), ...parts.choice],
    test:
      skill === 'title'
        ? { templates: made(1000, 3, true), government_pages: parts.test }
        : { presidio: parts.test },
  };
}

/** Splits by origin: half of the origins to train on, a sixth for choices, a third for the figure. */
function thirds(
  rows: readonly SkillRow[],
  random: Random,
): Record<'train' | 'choice' | 'test', readonly SkillRow[]> {
  const origins = shuffled(random, [...new Set(rows.map(({ origin }) => origin))].sort());
  const place = new Map(origins.map((origin, i) => [origin, i / origins.length]));
  const between = (from: number, to: number): SkillRow[] =>
    rows.filter(({ origin }) => {
      const at = place.get(origin) ?? 0;
      return at >= from && at < to;
    });
  return { train: between(0, 1 / 2), choice: between(1 / 2, 2 / 3), test: between(2 / 3, 1) };
}

/** Beginnings of pages of the US government with their titles, where the title stands in the text. Public domain. */
function realTitles(data: string): SkillRow[] {
  const path = join(data, 'corpus', 'instructions.jsonl.gz');
  if (!existsSync(path)) return [];
  const tasks = new Set(['digitalgov_title', '18f_title', 'gov_section_heading']);
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const { task, input, output } = JSON.parse(line) as Record<'task' | 'input' | 'output', string>;
    if (!tasks.has(task)) return [];
    const text = input
      .slice(0, 420)
      .replace(/\s+\S*$/, '')
      .trim();
    const at = text.toLowerCase().indexOf(output.toLowerCase());
    const title = text.slice(at, at + output.length);
    if (at < 0 || output.length < 6 || !isSpan(title, text)) return [];
    return [{ skill: 'title' as const, text, answer: titleAnswer(title), origin: output.toLowerCase() }];
  });
}
