import { expect, test } from 'vitest';
import type { LedgerEntry, RuntimeEvent } from '../../../../../src/contract/index.ts';
import { applyEvents, endedOnly, MOST_ROWS } from './apply-events.ts';
import type { Row } from './row.ts';

const start = (requestId: string, at = 1): RuntimeEvent => ({
  type: 'request-start',
  requestId,
  app: 'mail',
  model: 'auto',
  at,
});
const attempt = (requestId: string, model: string): RuntimeEvent => ({
  type: 'attempt',
  requestId,
  candidate: { place: 'local', model },
  at: 2,
});
const end = (requestId: string): RuntimeEvent => ({
  type: 'request-end',
  entry: {
    requestId,
    at: 1,
    app: 'mail',
    requestedModel: 'auto',
    attempts: [],
    status: 'ok',
  } as unknown as LedgerEntry,
  at: 3,
});
const ids = (rows: readonly Row[]): string[] => rows.map(({ requestId }) => requestId);

test('newest first; what happens to a request happens in its place', () => {
  const begun = applyEvents([], [start('a'), start('b'), attempt('a', 'local/house')]);
  expect(ids(begun)).toEqual(['b', 'a']);
  expect(begun[1]?.tries).toEqual([{ place: 'local', model: 'local/house' }]);
  const ended = applyEvents(begun, [end('a')]);
  expect(ids(ended)).toEqual(['b', 'a']);
  expect(ended[1]?.entry?.status).toBe('ok');
  expect(ended[0]).toBe(begun[0]);
});

test('a request that began before somebody looked appears with its end; other events change nothing', () => {
  const rows = applyEvents([], [attempt('x', 'm'), end('x')]);
  expect(ids(rows)).toEqual(['x']);
  const same = applyEvents(rows, [{ type: 'model-load', model: 'm', at: 1 }, attempt('x', 'late')]);
  expect(same).toBe(rows);
});

test('a request that waits for the link says why, until it goes on', () => {
  const rows = applyEvents([], [start('a'), { type: 'waiting', requestId: 'a', why: 'offline', at: 2 }]);
  expect(rows[0]?.waits).toBe('offline');
  const on = applyEvents(rows, [{ type: 'resumed', requestId: 'a', waitedMs: 5, at: 7 }]);
  expect(on[0]).not.toHaveProperty('waits');
});

test('no more rows than can be drawn; those under way stay longest', () => {
  let rows = applyEvents([], [start('slow')]);
  for (let at = 0; at < 3 * MOST_ROWS; at += 1) rows = applyEvents(rows, [start(`r${at}`), end(`r${at}`)]);
  expect(rows).toHaveLength(MOST_ROWS);
  expect(rows[0]?.requestId).toBe(`r${3 * MOST_ROWS - 1}`);
  expect(ids(rows)).toContain('slow');
  const all = applyEvents(
    [],
    Array.from({ length: 300 }, (_, at) => start(`u${at}`)),
  );
  expect(all).toHaveLength(MOST_ROWS);
  expect(all[0]?.requestId).toBe('u299');
});

test('after a break only what has ended is believed', () => {
  expect(ids(endedOnly(applyEvents([], [start('a'), end('a'), start('b')])))).toEqual(['a']);
});
