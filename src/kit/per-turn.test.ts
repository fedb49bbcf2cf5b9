import { expect, test } from 'vitest';
import { perTurn } from './per-turn.ts';

test('a value is worked out once in a turn, and anew in the next', async () => {
  let asked = 0;
  const count = perTurn(() => (asked += 1));
  expect([count(), count()]).toEqual([1, 1]);
  await Promise.resolve();
  expect(count()).toBe(1);
  await new Promise((next) => setImmediate(next));
  expect(count()).toBe(2);
});

test('what failed is tried again', () => {
  let asked = 0;
  const fails = perTurn(() => {
    asked += 1;
    throw new Error('no');
  });
  expect(fails).toThrow('no');
  expect(fails).toThrow('no');
  expect(asked).toBe(2);
});
