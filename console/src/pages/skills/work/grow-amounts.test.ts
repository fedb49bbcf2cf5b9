import { expect, test } from 'vitest';
import { costWords, proposedUsd, readCount, readUsd } from './grow-amounts.ts';

test.each([
  ['100', 100],
  [' 7 ', 7],
  ['10000', 10_000],
  ['10001', undefined],
  ['0', undefined],
  ['1.5', undefined],
  ['-3', undefined],
  ['', undefined],
  ['ten', undefined],
])('%j examples', (text, count) => expect(readCount(text)).toBe(count));

test.each([
  ['0.50', 0.5],
  ['$2', 2],
  ['0,5', 0.5],
  ['.5', 0.5],
  ['0', 0],
  ['1000', 1000],
  ['1000.01', undefined],
  ['-1', undefined],
  ['1e9', undefined],
  ['', undefined],
  ['much', undefined],
])('%j dollars', (text, usd) => expect(readUsd(text)).toBe(usd));

test('a limit leaves some to spare, in whole cents, and a device costs nothing', () => {
  expect(proposedUsd(100, 0.0004)).toBe('0.06');
  expect(proposedUsd(100, 0.000_001)).toBe('0.01');
  expect(proposedUsd(10_000, 1)).toBe('1000.00');
  expect(proposedUsd(100, null)).toBe('0.50');
  expect(proposedUsd(100, 0)).toBe('0');
  expect(costWords(100, 0.0004)).toBe('about $0.040');
});
