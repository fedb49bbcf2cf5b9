import { expect, test } from 'vitest';
import { createRandom } from '../../../src/kit/random.ts';
import { createGazetteer } from '../places.ts';
import { isSpan } from '../span.ts';
import { createHouseTokenizer, learnVocabulary } from '../tokenizer.ts';
import { createSkillGenerator } from './generate.ts';
import { skillExample } from './rows.ts';
import { REPLIES, SKILLS, SPAN_TYPES } from './tasks.ts';

const material = {
  first: ['Zoë', 'Ann'],
  last: ['O’Neil', 'Smith'],
  streets: ['Main'],
  gazetteer: createGazetteer(['Adak', 'Zuni']),
};
const generate = createSkillGenerator(material, ['It rains "hard" today.']);

test.each(SKILLS)('%s: every answer is JSON of its form, with values from the text', (skill) => {
  const random = createRandom(3);
  for (let i = 0; i < 500; i++) {
    const { text, answer } = generate(skill, random, i % 2 === 0);
    const parsed = JSON.parse(answer) as {
      title?: string;
      spans?: { type: string; value: string }[];
      answer?: string;
      date?: string;
    };
    expect(JSON.stringify(parsed)).toBe(answer);
    expect(text).toBe(text.trim());
    const values = [
      parsed.title ?? [],
      parsed.date ?? [],
      parsed.spans?.map(({ value }) => value) ?? [],
    ].flat();
    for (const value of values) expect(value === '' || isSpan(value, text) ? text : value).toBe(text);
    if (skill === 'title') expect(parsed.title?.length).toBeGreaterThan(2);
    if (skill === 'date') expect(REPLIES).toContain(parsed.answer);
    for (const { type } of parsed.spans ?? []) expect(SPAN_TYPES).toContain(type);
  }
});

test('the same random source gives the same rows', () => {
  const rows = (seed: number): unknown[] => {
    const random = createRandom(seed);
    return Array.from({ length: 50 }, (_, i) => generate(SKILLS[i % 3] ?? 'title', random));
  };
  expect(rows(1)).toEqual(rows(1));
  expect(rows(1)).not.toEqual(rows(2));
});

test('an example opens with the token of its skill, and only its answer has full weight', () => {
  const tokenizer = createHouseTokenizer(learnVocabulary(['see you soon'], ['SetAlarm'], ['time'], 450));
  const row = generate('date', createRandom(1));
  const { tokens, weights } = skillExample(row, tokenizer, 0.2);
  expect(tokens[0]).toBe(tokenizer.id('<|date|>'));
  expect(tokens.at(-1)).toBe(tokenizer.end);
  const answer = tokens.slice(weights.indexOf(1), -1);
  expect(tokenizer.decode(answer)).toBe(row.answer);
  expect(answer[0]).toBe(tokenizer.id(row.answer.slice(0, row.answer.indexOf('"date":"') + 8)));
});
