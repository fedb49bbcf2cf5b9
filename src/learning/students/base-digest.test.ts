import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDigests } from './base-digest.ts';

const of = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a file that changed is read again; one that is gone is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-digest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 8 }));
  const path = join(folder, 'base.gguf');
  writeFileSync(path, 'one');
  const digest = createDigests();
  expect([await digest({ path }), await digest({ path })]).toEqual([of('one'), of('one')]);
  writeFileSync(path, 'two');
  utimesSync(path, 1, 2);
  expect(await digest({ path })).toBe(of('two'));
  rmSync(path);
  await expect(digest({ path })).rejects.toThrow('ENOENT');
});
