import { expect, test } from 'vitest';
import type { CatalogRow } from '../../contract/index.ts';
import { bestHere } from './best-here.ts';

const row = (name: string, change: Partial<CatalogRow> = {}): CatalogRow => ({
  name,
  id: `o/${name}`,
  jobs: ['chat'],
  bytes: 1e9,
  licence: 'mit',
  contextLength: 1000,
  parameters: 1e9,
  about: '',
  usable: true,
  fit: 'good',
  reason: '',
  needBytes: 1e9,
  tokensPerSecond: 20,
  missingDiskBytes: 0,
  here: null,
  ...change,
});

test.each([
  ['the first that fits and is quick', [row('slow', { tokensPerSecond: 1 }), row('b'), row('c')], 'b'],
  ['no speed is known', [row('a', { tokensPerSecond: null }), row('b')], 'a'],
  [
    'all are slow: the quickest',
    [row('a', { tokensPerSecond: 2 }), row('b', { tokensPerSecond: 3 }), row('c', { tokensPerSecond: 1 })],
    'b',
  ],
  ['not what has no room on the disk', [row('a', { missingDiskBytes: 5 }), row('b')], 'b'],
  ['but what is here', [row('a', { missingDiskBytes: 5, here: 'a' }), row('b')], 'a'],
  [
    'not for other jobs, nor without an engine',
    [row('e', { jobs: ['embed'] }), row('w', { usable: false })],
    undefined,
  ],
  ['after other programs are closed', [row('a', { fit: 'tight' }), row('b', { fit: 'no' })], 'a'],
  ['nothing fits', [row('b', { fit: 'no' })], undefined],
])('%s', (_words, rows, name) => {
  expect(bestHere(rows)?.name).toBe(name);
});
