import { expect, test, vi } from 'vitest';
import { settingsSchema } from '../contract/index.ts';
import { capsFor } from '../ledger/caps.ts';
import { createProbes, PROBE_APP, withProbeBudget } from './market/probe.ts';
import { words, world, type World } from './testing/world.ts';

const ask = async ({ router }: World): Promise<void> => {
  const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }] };
  await router.whole({ task: 'chat', request }, {});
};
const clouds = { openai: () => words('fine', 0), groq: () => words('good', 0) };

test('with money for it, a cloud model is asked the same thing twice after an answer, once an hour', async () => {
  const here = world({ clouds, settings: { router: { probeUsd: 1 } } });
  await ask(here);
  await vi.waitFor(() => expect(here.rows).toHaveLength(3), 60_000);
  expect(here.rows.map(({ app, model }) => `${app} ${model}`)).toEqual([
    'default openai/big',
    `${PROBE_APP} openai/big`,
    `${PROBE_APP} openai/big`,
  ]);
  await ask(here);
  await vi.waitFor(() => expect(here.rows).toHaveLength(6), 60_000);
  expect(here.rows.at(-1)).toMatchObject({ app: PROBE_APP, model: 'groq/big', label: 'public' });
  await ask(here);
  await ask(here);
  expect(here.rows.filter(({ app }) => app === PROBE_APP)).toHaveLength(4);
});

test('without money, and offline, nothing is probed', async () => {
  const here = world({ clouds });
  await ask(here);
  await new Promise((next) => setTimeout(next, 20));
  expect(here.asked).toEqual(['openai/big']);
});

test('the money for probes is a cap like any', () => {
  const settings = withProbeBudget(settingsSchema.parse({ router: { probeUsd: 0.25 } }));
  expect(capsFor(settings, PROBE_APP, 'openai')).toMatchObject([{ unit: 'usd', period: 'day', most: 0.25 }]);
  expect(capsFor(withProbeBudget(settingsSchema.parse({})), PROBE_APP, 'openai')).toEqual([]);
});

test('one probe at a time, each model once an hour', () => {
  let now = 0;
  const probes = createProbes({ monotonic: () => now });
  const models = ['a/m', 'b/m'];
  expect([probes.next(models), probes.next(models)]).toEqual(['a/m', undefined]);
  probes.ended();
  expect(probes.next(models)).toBe('b/m');
  probes.ended();
  expect(probes.next(models)).toBeUndefined();
  now = 3_600_000;
  expect(probes.next(models)).toBe('a/m');
});
