import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readingExamples, readingTexts } from './reading.ts';
import { createHouseTokenizer, learnVocabulary } from './tokenizer.ts';

const data = resolve(process.env['NEARMOST_DATA'] ?? join(import.meta.dirname, '../../../shared/data'));
const there = existsSync(join(data, 'corpus', 'names.jsonl.gz'));
if (!there) console.warn(`skipped: ${data}/corpus is not there`);

test('long texts go on in the next row, every token counts, nothing is lost', () => {
  const texts = ['one two three four five six seven', 'short'];
  const tokenizer = createHouseTokenizer(learnVocabulary(texts, ['SetAlarm'], ['time'], 450));
  const examples = readingExamples(texts, tokenizer, 16);
  expect(examples.length).toBeGreaterThan(2);
  for (const { tokens, weights } of examples) {
    expect(tokens[0]).toBe(tokenizer.id('<|user|>'));
    expect(tokens.length - 1).toBeLessThanOrEqual(16);
    expect(weights).toEqual(tokens.map(() => 1));
  }
  expect(tokenizer.decode(examples.flatMap(({ tokens }) => tokens))).toBe(texts.join(''));
});

test('without the corpus there is nothing to read', () => {
  expect(readingTexts('/no/such/folder', 1000, 1)).toEqual([]);
});

test.skipIf(!there)('the corpus gives about as much as asked for, the same for the same seed', () => {
  const texts = readingTexts(data, 20_000, 1);
  const length = texts.join('').length;
  expect(length).toBeGreaterThan(15_000);
  expect(length).toBeLessThan(60_000);
  expect(readingTexts(data, 20_000, 1)).toEqual(texts);
  expect(readingTexts(data, 20_000, 2)).not.toEqual(texts);
});
