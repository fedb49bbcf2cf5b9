import { expect, test } from 'vitest';
import { helpLine } from './help-line.ts';

test.each([
  [['help'], ['--help']],
  [['help', 'help'], ['--help']],
  [
    ['help', 'up'],
    ['up', '--help'],
  ],
  [
    ['--no-color', 'help', 'config', 'set'],
    ['--no-color', 'config', 'set', '--help'],
  ],
  [['help', 'upp'], ['upp']],
  [
    ['run', 'help', 'me'],
    ['run', 'help', 'me'],
  ],
  [[], []],
])('%j is read as %j', (argv, read) => {
  expect(helpLine(argv, ['up', 'run', 'config'])).toEqual(read);
});
