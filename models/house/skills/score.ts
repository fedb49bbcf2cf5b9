import { createRandom } from '../../../src/kit/random.ts';
import { wilson } from '../stats.ts';
import type { SkillRow } from './rows.ts';
import type { Skill } from './tasks.ts';

/** A row with what the model said, and what a simple rule would have said. */
export interface Answered {
  readonly row: SkillRow;
  readonly text: string;
}

type Figures = Record<string, unknown>;
const round = (value: number): number => Math.round(value * 1e4) / 1e4;
const share = (hits: number, n: number): Figures => ({
  share: n === 0 ? null : round(hits / n),
  share_95: wilson(hits, n).map(round),
});

/** The answer as an object; undefined when it is no JSON object. */
function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the whole answer is right. */
export const isRight = ({ row, text }: Answered): boolean => {
  const answer = parsed(text);
  return answer !== undefined && JSON.stringify(answer) === row.answer;
};

/** Figures of a skill on labelled rows. */
export function scoreSkill(skill: Skill, rows: readonly Answered[]): Figures {
  const n = rows.length;
  const common = {
    n,
    origins: new Set(rows.map(({ row }) => row.origin)).size,
    exact: share(rows.filter(isRight).length, n),
    readable: share(rows.filter(({ text }) => parsed(text) !== undefined).length, n),
  };
  if (skill === 'title') return { ...common, ...titleFigures(rows) };
  if (skill === 'private-spans') return { ...common, ...spanFigures(rows) };
  const right = (key: string): number =>
    rows.filter(({ row, text }) => parsed(text)?.[key] === parsed(row.answer)?.[key]).length;
  return { ...common, answer: share(right('answer'), n), date: share(right('date'), n) };
}

const wordsOf = (text: unknown): string[] =>
  (typeof text === 'string' ? text : '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Harmonic mean of precision and recall over words, each counted as often as it occurs in both. */
function wordF1(said: readonly string[], right: readonly string[]): number {
  const left = [...right];
  const hits = said.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
  return hits === 0 ? 0 : (2 * hits) / (said.length + right.length);
}

const FIRST_WORDS = 5;

function titleFigures(rows: readonly Answered[]): Figures {
  const right = rows.map(({ row }) => wordsOf(parsed(row.answer)?.['title']));
  const f1 = rows.map(({ text }, i) => wordF1(wordsOf(parsed(text)?.['title']), right[i] ?? []));
  const simple = rows.map(({ row }, i) => wordF1(wordsOf(row.text).slice(0, FIRST_WORDS), right[i] ?? []));
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  return {
    word_f1: round(mean(f1)),
    word_f1_95: resampled(f1.length, (rowsOf) => mean(rowsOf.map((i) => f1[i] ?? 0))),
    word_f1_of_first_five_words: round(mean(simple)),
  };
}

function spanFigures(rows: readonly Answered[]): Figures {
  const counts = rows.map(({ row, text }) => {
    const keys = (answer: string): string[] => {
      const spans = parsed(answer)?.['spans'];
      return Array.isArray(spans) ? spans.map((span) => JSON.stringify(span)) : [];
    };
    const left = keys(row.answer);
    const [wanted, said] = [left.length, keys(text)];
    const hits = said.filter((key) => {
      const at = left.indexOf(key);
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
    return { wanted, said: said.length, hits, missed: left };
  });
  const sum = (list: readonly number[], of: (at: number) => number): number =>
    list.reduce((total, at) => total + of(at), 0);
  const figure = (list: readonly number[]): { precision: number; recall: number; f1: number } => {
    const hits = sum(list, (at) => counts[at]?.hits.length ?? 0);
    const [said, wanted] = [
      sum(list, (at) => counts[at]?.said ?? 0),
      sum(list, (at) => counts[at]?.wanted ?? 0),
    ];
    return { precision: hits / said, recall: hits / wanted, f1: (2 * hits) / (said + wanted) };
  };
  const everything = figure(counts.map((_, i) => i));
  const origins = rows.map(({ row }) => row.origin);
  const byType: Record<string, { found: number; of: number }> = {};
  for (const { hits, missed } of counts)
    for (const [list, found] of [
      [hits, 1],
      [missed, 0],
    ] as const)
      for (const key of list) {
        const { type } = JSON.parse(key) as { type: string };
        const was = byType[type] ?? { found: 0, of: 0 };
        byType[type] = { found: was.found + found, of: was.of + 1 };
      }
  return {
    precision: round(everything.precision),
    recall: round(everything.recall),
    f1: round(everything.f1),
    f1_95: resampled(rows.length, (list) => figure(list).f1, origins),
    found_by_type: byType,
  };
}

/** 95 % percentile interval from seeded resamples; with `groups` whole groups are drawn, since rows of one are alike. */
function resampled(
  n: number,
  figure: (rows: readonly number[]) => number,
  groups: readonly string[] = Array.from({ length: n }, (_, i) => String(i)),
): [number, number] {
  const random = createRandom(11);
  const members = new Map<string, number[]>();
  for (const [i, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), i]);
  const lists = [...members.values()];
  const values = Array.from({ length: 400 }, () =>
    figure(lists.flatMap(() => lists[Math.floor(random() * lists.length)] ?? [])),
  ).sort((a, b) => a - b);
  return [round(values[10] ?? 0), round(values[389] ?? 1)];
}
