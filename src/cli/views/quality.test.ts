import { expect, test } from 'vitest';
import { estimateOf } from '../../kit/stats/estimate.ts';
import type { Judgement } from '../../contract/index.ts';
import type { Quality } from '../../ledger/quality.ts';
import { createPaint } from '../paint.ts';
import { renderQuality } from './quality.ts';

const plain = createPaint(false);
const none: Judgement = { teacher: null, checked: null, people: null, peopleOfCloud: null };
const quality = (more: Partial<Judgement>, judged: number): Quality => {
  const app = { name: 'mail', answers: 400, localShare: estimateOf(360, 400), ...none, ...more };
  const models =
    judged === 0 ? [] : [{ app: 'mail', model: 'local/house', task: 'chat', answers: 360, ...none, ...more }];
  return { judged, all: { ...app, name: 'all' }, apps: [app], models };
};

test('no judged answers: said so, nothing invented', () => {
  const text = renderQuality(quality({}, 0), [], 'everything so far', plain, 100);
  expect(text).toMatch(/mail +90 % \(86–93\) of 400 +– +–/);
  expect(text).toContain('No judged answers yet');
});

test('both numbers with interval and sample size, and what follows for a target', () => {
  const judged = { teacher: estimateOf(117, 120), people: estimateOf(9, 10), checked: estimateOf(1, 5) };
  const target = {
    app: 'mail',
    qualityFloor: 0.95,
    threshold: 0.83,
    why: 'quality floor 0.95, from 130 judged answers',
  };
  const text = renderQuality(quality(judged, 135), [target], '', plain, 120);
  expect(text).toMatch(/local\/house +chat +98 % \(92–100\) of 120 +90 % \(55–100\) of 10/);
  expect(text).toContain(
    'mail (quality floor 0.95): served here from confidence 0.83 on; quality floor 0.95, from 130',
  );
  expect(text).toContain('5 more answers were checked because they were doubtful: 20 %');
});
