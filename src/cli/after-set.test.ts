import { expect, test } from 'vitest';
import { afterSet } from './after-set.ts';

test('a value that holds is told without a word more', () => {
  expect(
    afterSet('label', { label: { value: 'public', origin: 'config.json', file: '/h/config.json' } }),
  ).toEqual([]);
  expect(
    afterSet('providers.openai.key', { 'providers.openai.key': { value: 'set', origin: 'config.json' } }),
  ).toEqual([]);
});

test('a stronger place is named, with what it says', () => {
  expect(
    afterSet('router.offline', {
      'router.offline': { value: false, origin: 'environment', file: 'NEARMOST_ROUTER_OFFLINE' },
    }),
  ).toEqual(['It does not hold here: the variable NEARMOST_ROUTER_OFFLINE says false, and is stronger.']);
  expect(
    afterSet('label', {
      label: { value: 'public', origin: 'nearmost.config.ts', file: '/app/nearmost.config.ts' },
    }),
  ).toEqual(['It does not hold here: /app/nearmost.config.ts says public, and is stronger.']);
});

test('a provider that nobody knows is told until it has an address', () => {
  const key = { 'providers.opnai.key': { value: 'set', origin: 'config.json' as const } };
  expect(afterSet('providers.opnai.key', key)).toEqual([
    expect.stringContaining('nearmost config set providers.opnai.baseUrl <url>'),
  ]);
  const known = {
    ...key,
    'providers.opnai.baseUrl': { value: 'http://box/v1', origin: 'config.json' as const },
  };
  expect(afterSet('providers.opnai.key', known)).toEqual([]);
});
