import { expect, test } from 'vitest';
import { settingsSchema } from '../contract/index.ts';
import { labelOf, mayLeave } from './label.ts';

const settings = settingsSchema.parse({ label: 'public', apps: { mail: { label: 'secret' } } });

test.each([
  [undefined, 'default', 'public'],
  [undefined, 'mail', 'secret'],
  ['personal', 'default', 'personal'],
  [' Public ', 'mail', 'public'],
  ['pubic', 'default', 'secret'],
  ['', 'default', 'secret'],
])('stated %j by app %s is %s', (stated, app, label) => {
  expect(labelOf(stated, app, settings)).toBe(label);
});

test('a fresh install keeps everything here', () => {
  expect(labelOf(undefined, 'default', settingsSchema.parse({}))).toBe('personal');
  expect(mayLeave('personal')).toBe(false);
  expect(mayLeave('secret')).toBe(false);
  expect(mayLeave('public')).toBe(true);
});
