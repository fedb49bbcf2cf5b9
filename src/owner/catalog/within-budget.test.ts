import { expect, test } from 'vitest';
import { recommend } from '../../store/catalog.ts';
import { withinBudget } from './within-budget.ts';

const device = {
  memory: { totalBytes: 32e9, freeBytes: 30e9, limitedBy: 'machine' as const },
  bandwidth: { method: 'unavailable' as const, bytesPerSecond: null, threads: 1 },
};

test('what the owner allows models counts, not what the machine has', () => {
  const rows = withinBudget(recommend('chat', device), 2.5e9);
  expect(rows[0]).toMatchObject({ name: 'qwen3.5-2b', fit: 'good' });
  const big = rows.find(({ name }) => name === 'qwen3.5-4b');
  expect(big).toMatchObject({ fit: 'no', reason: expect.stringContaining('models may use 2.5 GB') });
  expect(rows.findIndex(({ fit }) => fit === 'no')).toBeGreaterThan(
    rows.findLastIndex(({ fit }) => fit === 'good'),
  );
});

test('a budget of all changes nothing', () => {
  const rows = recommend(undefined, device);
  expect(withinBudget(rows, 32e9)).toEqual(rows);
});
