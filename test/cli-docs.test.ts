import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cliDocs } from './setup/cli-docs.ts';

test('docs/cli.md tells the commands as they are (else: node test/setup/cli-docs.ts)', async () => {
  expect(readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8')).toBe(await cliDocs());
});
