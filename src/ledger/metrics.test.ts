import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { counter, gauge, histogram } from './prometheus.ts';
import { cloudEntry, entry } from './testing/entry.ts';

const now = { running: 2, waiting: 3, loadedModels: 1 };

test('requests, tokens, cost and times are counted', () => {
  const metrics = createMetrics();
  metrics.observe(entry());
  metrics.observe(entry());
  metrics.observe(cloudEntry());
  const text = metrics.render(now);
  for (const line of [
    'nearmost_requests_total{place="local",model="local/house",status="ok"} 2',
    'nearmost_requests_total{place="cloud",model="openai/gpt-4o-mini",status="ok"} 1',
    'nearmost_tokens_total{place="local",model="local/house",direction="output"} 40',
    'nearmost_cost_usd_total{model="openai/gpt-4o-mini"} 0.5',
    'nearmost_counterfactual_usd_total 0.002',
    'nearmost_egress_bytes_total 300',
    'nearmost_hand_overs_total{outcome="low_confidence"} 1',
    'nearmost_time_to_first_token_seconds_bucket{place="local",model="local/house",le="0.025"} 2',
    'nearmost_time_to_first_token_seconds_bucket{place="local",model="local/house",le="0.01"} 0',
    'nearmost_time_to_first_token_seconds_count{place="cloud",model="openai/gpt-4o-mini"} 1',
    'nearmost_request_duration_seconds_sum{place="cloud",model="openai/gpt-4o-mini"} 0.9',
    'vllm:num_requests_running 2',
    'vllm:num_requests_waiting 3',
  ])
    expect(text.split('\n')).toContain(line);
});

test('a request is bridged when another answered than the one that was being loaded', () => {
  const metrics = createMetrics();
  const attempt = { confidence: null, durationMs: 1, detail: '' };
  const away = { ...attempt, place: 'local', model: 'local/house', outcome: 'bridged' } as const;
  metrics.observe(
    cloudEntry({ attempts: [away, { ...attempt, place: 'cloud', model: 'x/y', outcome: 'answered' }] }),
  );
  metrics.observe(entry({ attempts: [away, { ...away, outcome: 'answered' }] }));
  metrics.observe(cloudEntry({ attempts: [away], status: 'error' }));
  const lines = metrics.render(now).split('\n');
  expect(lines.filter((line) => line.startsWith('nearmost_bridged_total'))).toEqual([
    'nearmost_bridged_total{place="cloud"} 1',
  ]);
  expect(lines).toContain('nearmost_hand_overs_total{outcome="bridged"} 2');
});

test('every line is one that Prometheus can read', () => {
  const metrics = createMetrics();
  metrics.observe(entry({ model: 'evil"\\\n} 1\nfake_metric 9', costUsd: null, ttftMs: null }));
  const text = metrics.render({ ...now, residentBytes: 5e9 });
  expect(text.endsWith('\n')).toBe(true);
  const label = String.raw`[a-z]+="(?:[^"\\\n]|\\["\\n])*"`;
  const line = new RegExp(
    `^(?:# (?:HELP|TYPE) [a-z_:]+ .+|[a-z_:]+(?:\\{${label}(?:,${label})*\\})? [-+0-9.eInf]+)$`,
  );
  expect(
    text
      .split('\n')
      .slice(0, -1)
      .filter((one) => !line.test(one)),
  ).toEqual([]);
});

test('made-up names cannot fill the memory', () => {
  const made = counter('x', 'x');
  for (let at = 0; at < 5000; at++) made.add({ model: `m${at}` }, 1);
  const lines = made.render().split('\n');
  expect(lines.length).toBeLessThan(600);
  expect(lines).toContain('x{model="other"} 4500');
});

test('a histogram is cumulative; values that are none are left out', () => {
  const one = histogram('h', 'h', [1, 2]);
  for (const value of [0.5, 1, 1.5, 9, Number.NaN, -1]) one.observe({}, value);
  expect(one.render().split('\n').slice(2, -1)).toEqual([
    'h_bucket{le="1"} 2',
    'h_bucket{le="2"} 3',
    'h_bucket{le="+Inf"} 4',
    'h_sum 12',
    'h_count 4',
  ]);
  expect(gauge('g', 'a\nb', Infinity)).toBe('# HELP g a\\nb\n# TYPE g gauge\ng +Inf\n');
});
