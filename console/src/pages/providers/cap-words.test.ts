import { expect, test } from 'vitest';
import { capWords } from './cap-words.ts';

test('a cap is named after whose it is', () => {
  expect(capWords({ path: 'budget.monthUsd', period: 'month' })).toBe('Everything, by month');
  expect(capWords({ path: 'apps.my.app.budget.dayUsd', period: 'day' })).toBe('App my.app, by day');
  expect(capWords({ path: 'providers.openai.budget.dayTokens', period: 'day' })).toBe(
    'Provider openai, by day',
  );
  expect(capWords({ path: 'router.probeUsd', period: 'day' })).toBe('Trying providers out, by day');
});
