import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerFeatures } from './answer-features.ts';
import { arithmetic } from './arithmetic.ts';
import { apgr } from './curve.ts';
import { foldsOf } from './folds.ts';
import { finalNumber } from './outcomes.ts';
import { readCsv } from './read-csv.ts';
import { readOutcomes } from './read-outcomes.ts';

test('CSV: quotes, commas and line breaks in cells, and a last line without an end', () => {
  expect(readCsv('a,b\r\n"x, ""y""\nz",\nlast,1')).toEqual([
    ['a', 'b'],
    ['x, "y"\nz', ''],
    ['last', '1'],
  ]);
});

test.each([
  ['1 + 2 * (3 - 4)', -1],
  ['-3 * -2', 6],
  ['10/4', 2.5],
  ['2 + x', undefined],
  ['1 +', undefined],
  ['(1', undefined],
  ['1/0', undefined],
  ['', undefined],
])('arithmetic: %s', (text, value) => {
  expect(arithmetic(text)).toBe(value);
});

test.each([
  ['so it is\n#### 1,234 dollars\n\n', 1234],
  ['She makes 9 * $2 = $18.00.', 18],
  ['#### -3', -3],
  ['no number', undefined],
])('final number: %s', (text, value) => {
  expect(finalNumber(text)).toBe(value);
});

test('reads a wrong sum, a cut-off end, a number from nowhere', () => {
  const prompt = 'Tom has 12 apples and buys 3. How many?';
  const good = answerFeatures(prompt, 'Tom has 12 + 3 = <<12+3=15>>15 apples.\n#### 15');
  const wrong = answerFeatures(prompt, 'Tom has 12 + 3 = <<12+3=16>>16 apples.\n#### 16');
  const cut = answerFeatures(prompt, 'Tom has 12 + 3 = <<12+');
  const other = answerFeatures(prompt, 'Tom has 12 + 7 = <<12+7=19>>19 apples.\n#### 19');
  const differing = (a: number[], b: number[]): number => a.filter((value, i) => value !== b[i]).length;
  expect(good.every(Number.isFinite)).toBe(true);
  for (const bad of [wrong, cut, other]) expect(differing(good, bad)).toBeGreaterThan(1);
  expect(answerFeatures('', '')).toHaveLength(good.length);
});

test('the figure: 0.5 by chance, above 1 when regressions are avoided too, the same for any rising scale', () => {
  const outcomes = Array.from({ length: 300 }, (_, i) => ({
    weak: i % 3 === 0 ? 0 : 1,
    strong: i % 10 === 1 ? 0 : 1,
  }));
  const gain = outcomes.map(({ weak, strong }, i) => strong - weak + i * 1e-7);
  const best = apgr(outcomes, gain);
  expect(best).toBeGreaterThan(1);
  expect(apgr(outcomes, gain.map(Math.exp))).toBeCloseTo(best, 12);
  expect(
    apgr(
      outcomes,
      gain.map((value) => -value),
    ),
  ).toBeLessThan(0.2);
  expect(
    apgr(
      outcomes,
      outcomes.map(() => 1),
    ),
  ).toBeCloseTo(0.5, 6);
});

test('a group never stands in two folds', () => {
  const groups = Array.from({ length: 200 }, (_, i) => `g${i % 40}`);
  const folds = foldsOf(groups, 5, 1);
  expect(new Set(groups.map((group, i) => `${group} ${folds[i]}`)).size).toBe(40);
  expect(new Set(folds).size).toBe(5);
});

test('outcomes.jsonl: optional fields, and the number of a bad line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-outcomes-'));
  try {
    const path = join(folder, 'outcomes.jsonl');
    expect(readOutcomes(path)).toBeUndefined();
    writeFileSync(path, '{"prompt":"p","weak_ok":0.5,"strong_ok":true,"group":3}\n\n');
    expect(readOutcomes(path)).toEqual([{ prompt: 'p', weak: 0.5, strong: 1, group: '3' }]);
    for (const bad of ['{"prompt":"p","weak_ok":2,"strong_ok":1}', '{"prompt"', '[]']) {
      writeFileSync(path, `{"prompt":"p","weak_ok":0,"strong_ok":1,"weak_answer":"a"}\n${bad}\n`);
      expect(() => readOutcomes(path)).toThrow(/line 2: /);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 8 });
  }
});
