import { expect, test } from 'vitest';
import type { Attempt, LedgerEntry } from '../../../../../src/contract/index.ts';
import { notesOf } from './notes-of.ts';

const entry = (change: Partial<LedgerEntry>): LedgerEntry =>
  ({
    place: 'local',
    status: 'ok',
    confidence: 0.9,
    threshold: 0.7,
    calibrated: true,
    costUsd: 0,
    attempts: [],
    ...change,
  }) as LedgerEntry;

test('an ordinary answer needs no notes', () => {
  expect(notesOf(entry({}))).toEqual([]);
});

test('a guess, a doubtful answer, an unknown price and a paid try are said', () => {
  expect(notesOf(entry({ calibrated: false })).join()).toContain('guess');
  expect(notesOf(entry({ confidence: 0.5 })).join()).toContain('although it was not sure enough');
  expect(notesOf(entry({ place: 'cloud', confidence: null, costUsd: null })).join()).toContain('No price');
  const paid = { model: 'p/m', outcome: 'cancelled', costUsd: 0.1 } as Attempt;
  expect(notesOf(entry({ attempts: [paid] })).join()).toContain('p/m');
});
