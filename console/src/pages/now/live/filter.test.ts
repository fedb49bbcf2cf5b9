import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { filterOf, fits, hrefOf, pathOf } from './filter.ts';
import { rowOf } from './row.ts';

const all = filterOf(new URLSearchParams());
const row = rowOf({
  requestId: 'a',
  app: 'mail',
  place: 'cloud',
  status: 'error',
  attempts: [],
} as unknown as LedgerEntry);
const running = { requestId: 'b', at: 1, app: 'mail', model: 'auto', tries: [] };

test('an address is read as far as it makes sense, and written back', () => {
  const filter = filterOf(new URLSearchParams('app=mail&place=moon&outcome=error'));
  expect(filter).toEqual({ app: 'mail', place: '', outcome: 'error' });
  expect(hrefOf(filter)).toBe('#/now?app=mail&outcome=error');
  expect(hrefOf(all)).toBe('#/now');
});

test('rows fit by app, place and outcome', () => {
  expect(fits(row, all)).toBe(true);
  expect(fits(row, { ...all, app: 'notes' })).toBe(false);
  expect(fits(row, { ...all, place: 'cloud', outcome: 'error' })).toBe(true);
  expect(fits(row, { ...all, outcome: 'answered' })).toBe(false);
  expect(fits(running, { ...all, outcome: 'running' })).toBe(true);
  expect(fits(running, { ...all, outcome: 'cancelled' })).toBe(false);
});

test('older rows are asked of the server by the same rules', () => {
  expect(pathOf(all, null, 50)).toBe('/admin/requests?limit=50');
  expect(pathOf({ app: 'a b', place: 'local', outcome: 'answered' }, 'req_1', 50)).toBe(
    '/admin/requests?limit=50&before=req_1&app=a+b&place=local&outcome=answered',
  );
  expect(pathOf({ ...all, outcome: 'running' }, null, 50)).toBeUndefined();
});
