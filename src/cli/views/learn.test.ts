import { expect, test } from 'vitest';
import type { SkillDetail } from '../../contract/index.ts';
import { FAKE_TERMS, fakeSkill, fakeStudent } from '../../learning/testing/fake-learning.ts';
import { createPaint } from '../paint.ts';
import { width } from '../text.ts';
import { renderLearning } from './learn.ts';
import { renderSkill } from './learn-skill.ts';
import { renderTerms } from './learn-terms.ts';
import { sparkline } from './sparkline.ts';

const plain = createPaint(false);
const now = 1_763_712_600_000;
const mail = { app: 'mail-triage', since: 1, examples: 812 };
const fits = (text: string, columns: number): void => {
  for (const line of text.split('\n')) expect(width(line), line).toBeLessThanOrEqual(columns);
};
const fresh: Partial<SkillDetail> = {
  id: 'abcdefghijklmn-1234abcd',
  stage: 'collecting',
  serving: null,
  watched: null,
  requests: { total: 0, local: 0, lastAt: 0 },
  examples: { kept: 0, dropped: {} },
  students: [],
  events: [],
  curve: [],
};

test('skills: one line each with share and agreement, then why; it fits 80 columns and more', () => {
  const skills = [
    fakeSkill(),
    fakeSkill({ ...fresh, app: 'off', name: `a \u001B[31m ${'long '.repeat(40)}` }),
  ];
  for (const columns of [80, 120]) {
    const text = renderLearning({ apps: [mail], skills }, plain, columns, now);
    fits(text, columns);
    expect(text).toMatch(/mail-triage-3f9a2c01 .*serving +probe +2,312 +74 % +98\.5 % \(≥ 95\.7\)/);
    expect(text).toMatch(/abcdefghijklmn-1234abcd .*off +– +0 +– +–/);
    expect(text).toContain('the next one is trained at');
    expect(text).not.toContain('\u001B');
  }
});

test('nothing yet: the next step is named', () => {
  expect(renderLearning({ apps: [], skills: [] }, plain, 80, now)).toContain('nearmost learn on --app');
  expect(renderLearning({ apps: [mail], skills: [] }, plain, 80, now)).toContain('No skill was found yet');
  const many = Array.from({ length: 25 }, (_, at) => fakeSkill({ id: `s-${at}` }));
  expect(renderLearning({ apps: [mail], skills: many }, plain, 80, now)).toContain('and 5 more');
});

test('one skill: what was kept and not, who serves, the curve, the students, the history', () => {
  for (const columns of [80, 120]) {
    const text = renderSkill(fakeSkill(), plain, columns, now);
    fits(text, columns);
    for (const words of [
      '412 not kept: the terms of acme forbid training',
      'version 1, probe, 41.3 kB, answers from confidence 0.80 on',
      '98.5 % (≥ 95.7) of 131 served answers; the floor is 95.0 %',
      '▂▆█ 20 % → 93 %',
      '·██ 100 % → 98 %',
      '2: refused: too few requests come back',
      'shipped: Version 1',
    ])
      expect(text).toContain(words);
    expect(text).toMatch(/1 +probe +serving +412 +41\.3 kB +83 % +98\.1 % \(≥ 96\.2\)/);
  }
  const empty = renderSkill(fakeSkill(fresh), plain, 80, now);
  expect(empty).toContain('nobody: every request is handed over');
  expect(empty).toContain('nothing yet; the floor is 95.0 %');
  const nothing = fakeStudent({ threshold: null });
  expect(renderSkill(fakeSkill({ serving: nothing }), plain, 80, now)).not.toContain('from confidence');
});

test('terms: the verdict, where it stands, and that the owner decides', () => {
  const text = renderTerms(FAKE_TERMS, plain, 80);
  expect(text).toContain('acme  may not teach\n  answers must not be used');
  expect(text).toContain('https://acme.example/terms, read 2026-11-20');
  expect(text).toContain('providers.<provider>.learn allowed');
});

test.each<[(number | null)[], number, string]>([
  [[], 10, ''],
  [[0, 0.5, 1], 10, '▁▅█'],
  [[null, 0.99], 10, '·█'],
  [[0, 0, 1, 1, null, null], 3, '▁█·'],
  [[0, 1, 1], 2, '▅█'],
  [[-1, 7], 9, '▁█'],
])('sparkline of %j in %i', (values, most, line) => expect(sparkline(values, most)).toBe(line));
