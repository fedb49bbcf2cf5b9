import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const LIMIT = 400;
const root = resolve(import.meta.dirname, '..');
/** Generated tables may be longer; each is named here with the reason. */
const GENERATED = new Set<string>();

test(`no source file is over ${LIMIT} lines`, () => {
  const files = globSync(['{src,test,bench,models,examples,console}/**/*.{ts,tsx}', 'bin/*.js'], {
    cwd: root,
  }).filter((file) => !file.includes('node_modules') && !GENERATED.has(file));
  const long = files
    .map((file) => ({ file, lines: readFileSync(resolve(root, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > LIMIT);
  expect(files.length).toBeGreaterThan(0);
  expect(long).toEqual([]);
});
