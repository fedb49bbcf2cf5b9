import { expect, test } from 'vitest';
import type { Attempt, LedgerEntry } from '../../../../../src/contract/index.ts';
import { rowOf, type Row } from './row.ts';
import { confidenceOf, speedOf, stateOf } from './state-of.ts';

const running: Row = { requestId: 'a', at: 1, app: 'mail', model: 'auto', tries: [] };
const tried = (outcome: Attempt['outcome'], confidence: number | null = null) =>
  ({ place: 'local', model: 'local/m', outcome, detail: '', confidence, durationMs: 1 }) as const;
const ended = (change: Partial<LedgerEntry>): Row =>
  rowOf({
    requestId: 'a',
    status: 'ok',
    error: null,
    place: 'local',
    model: 'local/m',
    confidence: null,
    attempts: [tried('answered')],
    ...change,
  } as LedgerEntry);

test('a request under way: deciding, waiting for the link, asking', () => {
  expect(stateOf(running)).toMatchObject({ kind: 'waiting', words: 'deciding' });
  expect(stateOf({ ...running, waits: 'offline' })).toMatchObject({ kind: 'waiting', detail: 'offline' });
  const asking = { ...running, tries: [{ place: 'cloud', model: 'p/m' } as const] };
  expect(stateOf(asking)).toMatchObject({ kind: 'trying', detail: 'p/m', place: 'cloud' });
});

test('what became of it', () => {
  expect(stateOf(ended({})).kind).toBe('answered');
  expect(stateOf(ended({ attempts: [tried('low_confidence'), tried('answered')] })).kind).toBe('handed-over');
  expect(stateOf(ended({ attempts: [tried('proposed'), tried('proposed')] })).kind).toBe('answered');
  expect(stateOf(ended({ status: 'error', error: 'budget_exceeded', attempts: [] }))).toMatchObject({
    kind: 'refused',
    detail: 'budget exceeded',
  });
  expect(stateOf(ended({ status: 'error', error: 'timeout' })).kind).toBe('failed');
  expect(stateOf(ended({ status: 'cancelled', error: 'cancelled' })).kind).toBe('cancelled');
});

test('speed is that of the writing, or of the whole where it came at once', () => {
  const speed = (ttftMs: number | null, durationMs: number) =>
    speedOf({ outputTokens: 100, ttftMs, durationMs });
  expect(speed(500, 1500)).toEqual({ rate: 100, writing: true });
  expect(speed(999, 1000)).toEqual({ rate: 100, writing: false });
  // the first words were held back, the rest came in an instant
  expect(speed(400, 500)).toEqual({ rate: 200, writing: false });
  expect(speed(null, 1000)).toEqual({ rate: 100, writing: false });
  expect(speedOf({ outputTokens: null, ttftMs: 1, durationMs: 2 })).toBeNull();
});

test('the confidence of an answer that was not served counts too', () => {
  const row = ended({ attempts: [tried('low_confidence', 0.4), tried('answered')] });
  expect(confidenceOf(row)).toBe(0.4);
  expect(confidenceOf(ended({ confidence: 0.9 }))).toBe(0.9);
  expect(confidenceOf(running)).toBeNull();
});
