import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { errorsPage } from './setup/errors-doc.ts';

test('docs/errors.md is what the table says', () => {
  expect(readFileSync(resolve(import.meta.dirname, '../docs/errors.md'), 'utf8')).toBe(errorsPage());
});
