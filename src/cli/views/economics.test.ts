import { expect, test } from 'vitest';
import { emptyAction } from '../../ledger/actions.ts';
import { actionCost, localHour } from '../../ledger/economics.ts';
import { statedInputs } from '../../ledger/economics-inputs.ts';
import { answerCosts, margin } from '../../ledger/margin.ts';
import { createPaint } from '../paint.ts';
import type { Economics } from '../report/economics.ts';
import { renderEconomics } from './economics.ts';

const inputs = statedInputs({ life: 5 });
const sums = {
  ...emptyAction({ app: 'all', action: 'all', kind: 'model', task: 'all' }),
  requests: 100,
  answered: 100,
  answeredLocally: 90,
  costUsd: 0.2,
  counterfactualUsd: 2,
  counterfactualKnown: 100,
  localMs: 3_600_000,
};
const economics: Economics = {
  inputs,
  prices: { source: 'list', date: '2026-09-23' },
  counterfactual: 'openai/x',
  localHour: localHour(inputs),
  all: actionCost(sums, inputs),
  actions: [actionCost(sums, inputs)],
  answers: answerCosts(sums, inputs),
  months: 2,
  seat: { seats: null, costUsd: null, volume: null, localShare: null, margins: [], missing: [] },
};

test('each input with its source, costs in parts', () => {
  const text = renderEconomics(economics, '', createPaint(false), 100);
  expect(text).toMatch(/electricity +0\.16 USD\/kWh: U\.S\. EIA/);
  expect(text).toMatch(/life +5 years: stated by you/);
  expect(text).toMatch(/cost +\$0\.28: providers \$0\.20, electricity \$0\.0072, hardware \$0\.068/);
  expect(text).toMatch(/in the cloud +\$0\.020/);
  expect(text).not.toContain('break-even');
});

test('seats, margins and what is missing', () => {
  const one = margin({ local: 0.001, cloud: 0.02 }, { priceUsd: 1, volume: 100, localShare: 0 });
  const seat = {
    seats: { value: 5, unit: 'seats', source: 'stated by you' },
    costUsd: 0.03,
    volume: { value: 100, unit: '', source: 'seen in the ledger' },
    localShare: { value: 0.9, unit: '', source: 'seen in the ledger' },
    margins: [one],
    missing: ['a thing'],
  };
  const text = renderEconomics({ ...economics, seat }, '', createPaint(false), 100);
  expect(text).toMatch(/a seat, a month +\$0\.030 \(\$0\.28 over 5 seats and 2\.0 months\)/);
  expect(text).toMatch(/0 % +\$1\.00 +100 +\$2\.00 +-\$1\.00 +-100\.0 % +50/);
  expect(text).toMatch(/not known +a thing/);
});
