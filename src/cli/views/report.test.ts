import { expect, test } from 'vitest';
import type { Figure } from '../../contract/index.ts';
import type { Report } from '../../ledger/report.ts';
import { createPaint } from '../paint.ts';
import { renderReport } from './report.ts';

const plain = createPaint(false);
const measured = (value: number): Figure => ({ value, method: 'measured' });
const none: Figure = { value: null, method: 'unavailable', note: 'no answers' };
const report: Report = {
  requests: measured(1234),
  answered: measured(1200),
  errors: measured(30),
  cancelled: measured(4),
  ownRequests: measured(0),
  localShare: measured(0.9),
  localShareOfTokens: none,
  inputTokens: measured(5000),
  outputTokens: measured(900),
  costUsd: { value: 0.42, method: 'estimated', note: 'list prices of 2026-09-23' },
  savedUsd: { value: 3.1, method: 'estimated', note: 'the same tokens with openai/x' },
  egressBytes: measured(2048),
  ttftMs: { local: { p50: measured(12), p95: measured(40) }, cloud: { p50: none, p95: none } },
  durationMs: { local: { p50: measured(80), p95: measured(300) }, cloud: { p50: none, p95: none } },
  handedOver: { low_confidence: 7, declined: 3 },
  errorsByCode: { no_candidate: 30 },
  apps: Array.from({ length: 12 }, (_, at) => ({
    name: `app-${at}`,
    requests: measured(100),
    localShare: at === 0 ? none : measured(0.5),
    costUsd: measured(0),
    inputTokens: measured(1),
    outputTokens: measured(2),
  })),
  models: [],
};

test('every figure with its method, nothing invented', () => {
  const text = renderReport(report, 'since 7d', plain, 80);
  expect(text).toContain('Report since 7d');
  expect(text).toContain('1,234: 1,200 answered, 30 failed, 4 cancelled');
  expect(text).toMatch(/local share +90 % \(measured\)/);
  expect(text).toMatch(/of tokens +– \(no answers\)/);
  expect(text).toMatch(/cost +\$0\.42 \(estimated\)/);
  expect(text).toMatch(/saved +\$3\.10 \(estimated\)/);
  expect(text).toMatch(/first token +here 12 ms \(95 %: 40 ms\), cloud –$/m);
  expect(text).toContain('low confidence 7, declined 3');
  expect(text).toContain('list prices of 2026-09-23');
});

test('long lists are cut and say so', () => {
  const text = renderReport(report, '', plain, 80);
  expect(text).toContain('app-9');
  expect(text).not.toContain('app-10');
  expect(text).toContain('and 2 more (--json lists all)');
});
