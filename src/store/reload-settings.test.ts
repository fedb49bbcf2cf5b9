import { expect, test } from 'vitest';
import { settingsSchema } from '../contract/index.ts';
import { reloadSettings } from './reload-settings.ts';

test('live sections change in place, the others wait for the next start', () => {
  const current = settingsSchema.parse({
    providers: { openai: { key: 'a' }, groq: { key: 'g' } },
    apps: { x: {} },
  });
  const { providers, router, server } = current;
  const fresh = settingsSchema.parse({
    label: 'public',
    server: { port: 1 },
    router: { threshold: 0.9 },
    providers: { openai: { key: 'b' }, groq: { key: 'g' }, mistral: { key: 'm' } },
  });
  expect(reloadSettings(current, fresh)).toEqual(['openai', 'mistral']);
  expect([providers['openai']?.key, router.threshold, current.label, current.apps]).toEqual([
    'b',
    0.9,
    'public',
    {},
  ]);
  expect(server.port).toBe(9595);
  expect(reloadSettings(current, settingsSchema.parse({}))).toEqual(['openai', 'groq', 'mistral']);
  expect(providers).toEqual({});
});
