import { expect, test } from 'vitest';
import type { MarketView } from '../contract/index.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { runCli, startUp } from './testing/run-cli.ts';

const KEY = 'sk-hush-hush-hush-hush';
type Told = MarketView & { running: boolean };

test('the providers, without a server and with one; a key is never told', async () => {
  const place = { home: tempHome().dir, env: { OPENAI_API_KEY: KEY } };
  const alone = await runCli(place, ['providers', '--json']);
  const told = JSON.parse(alone.stdout) as Told;
  expect(told.running).toBe(false);
  expect(told.providers[0]).toMatchObject({
    id: 'openai',
    key: 'environment',
    obstacle: null,
    breaker: 'unknown',
    models: [{ auto: true, inputUsd: { method: 'estimated' }, firstMs: { p50: { method: 'unavailable' } } }],
  });
  const server = await startUp(place);
  const asked = await runCli(place, ['providers', '--json']);
  const shown = await runCli(place, ['providers']);
  const refused = await fetch(`${server.url}/admin/providers`);
  await server.end('SIGTERM');
  const live = JSON.parse(asked.stdout) as Told;
  expect(live.running).toBe(true);
  expect(live.providers[0]).toEqual({ ...told.providers[0], breaker: 'closed' });
  expect(shown.stdout).toMatch(/^openai +environment +ready/m);
  expect(refused.status).toBe(401);
  expect(alone.stdout + asked.stdout + shown.stdout).not.toContain(KEY);
});
