import { expect, test } from 'vitest';
import type { ActionCost } from '../../ledger/economics.ts';
import { createPaint } from '../paint.ts';
import { renderActions } from './actions.ts';

const action: ActionCost = {
  app: 'mail',
  action: 'Mail triage',
  kind: 'skill',
  task: 'chat',
  requests: 1234,
  answered: 1200,
  localShare: 0.95,
  cost: { cloud: 0.5, electricity: 0.1, hardware: 0.4, total: 1 },
  cloudOnlyUsd: 6,
  unitUsd: 1 / 1200,
  cloudOnlyUnitUsd: 6 / 1200,
  unpriced: 0,
};

test('cost, counterfactual and unit cost of each action; what is unknown is a dash', () => {
  const unknown = {
    ...action,
    action: 'auto',
    localShare: null,
    cloudOnlyUsd: null,
    unitUsd: null,
    unpriced: 3,
  };
  const text = renderActions([action, unknown], 'openai/x', 'since 7d', createPaint(false), 110);
  expect(text).toMatch(/mail +Mail triage +chat +1,234 +95 % +\$1\.00 +\$6\.00 +\$0\.83/);
  expect(text).toMatch(/auto +chat +1,234 +– +\$1\.00 +– +–/);
  expect(text).toContain('Without 3 cloud answers');
  expect(text).toContain('the same answers with openai/x');
});

test('long lists are cut and say so', () => {
  const many = Array.from({ length: 25 }, () => action);
  expect(renderActions(many, 'openai/x', '', createPaint(false), 110)).toContain(
    'and 5 more (--json lists all)',
  );
});
