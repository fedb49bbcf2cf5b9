import { expect, test } from 'vitest';
import { marketMetrics } from './market-metrics.ts';

test('what is known is told by model and kind of answer, what is not known is left out', () => {
  const row = { streamed: true, success: 0.9, limited: 0.05, consistency: 1, at: 0 };
  const text = marketMetrics([
    { ...row, model: 'a/"m"', p50Ms: 500, p95Ms: 2000, tokensPerSecond: 80 },
    { ...row, model: 'b/m', streamed: false, p50Ms: undefined, p95Ms: undefined, tokensPerSecond: undefined },
  ]);
  expect(text).toContain(
    String.raw`nearmost_provider_first_seconds{model="a/\"m\"",answer="streamed",quantile="0.95"} 2` + '\n',
  );
  expect(text).toContain('nearmost_provider_answered_share{model="b/m",answer="whole"} 0.9\n');
  expect(text).not.toContain('undefined');
  expect(text.match(/^nearmost_provider_first_seconds/gm)).toHaveLength(2);
});
