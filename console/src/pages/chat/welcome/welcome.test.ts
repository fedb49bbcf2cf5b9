import { expect, test } from 'vitest';
import type { ProviderView } from '../../../../../src/contract/index.ts';
import { snippetsFor } from './snippets.ts';
import { stepsDone } from './steps-done.ts';

const record = { bytes: 1, source: 'embedded', info: { embeddingOnly: false }, card: { name: 'n' } };
const house = { id: 'local/house', place: 'local' as const, record };
const skill = {
  ...house,
  id: 'local/house+date',
  record: { ...record, source: '/x', adapter: { base: 'house' } },
};

test('a fresh machine has done nothing; the console itself is no app', () => {
  const providers = [{ key: 'none' } as ProviderView, { key: 'unneeded' } as ProviderView];
  expect(stepsDone([house, skill], { providers }, [{ app: 'console' }])).toEqual({
    model: false,
    key: false,
    app: false,
  });
  expect(stepsDone([], undefined, [])).toEqual({ model: false, key: false, app: false });
});

test('a pulled model, a key and an app are seen', () => {
  const pulled = { ...house, id: 'local/qwen', record: { ...record, source: 'org/qwen' } };
  expect(
    stepsDone([house, pulled], { providers: [{ key: 'config' } as ProviderView] }, [{ app: 'default' }]),
  ).toEqual({ model: true, key: true, app: true });
});

test('snippets name the address of this server, and never a token', () => {
  for (const { text } of snippetsFor('http://127.0.0.1:9595')) {
    expect(text).toContain('http://127.0.0.1:9595/v1');
    expect(text).toContain('~/.nearmost/token');
    expect(text).not.toMatch(/nm-/);
  }
});
