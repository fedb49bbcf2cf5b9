import { expect, test } from 'vitest';
import { NearmostError } from '../contract/errors.ts';
import { createPaint } from './paint.ts';
import { errorJson, errorText, exitCodeOf, showError, UsageError } from './show-error.ts';

const plain = createPaint(false);
const unknown = new NearmostError('unknown_model', 'There is no model "qwen9" on this device.');

test('an error says what happened and the next command', () => {
  expect(errorText(unknown, plain)).toBe(
    'error: There is no model "qwen9" on this device.\nnext: See the models: nearmost ls',
  );
});

test('on a terminal lines break between words', () => {
  const lines = errorText(unknown, plain, 30).split('\n');
  expect(lines).toEqual([
    'error: There is no model',
    '"qwen9" on this device.',
    'next: See the models:',
    'nearmost ls',
  ]);
});

test.each([
  [new NearmostError('unknown_model', 'no \u001B[2Jmodel\u009B1m', { hint: 'see \u001B]0;t\u0007ls' })],
  [new UsageError('Unknown \u001B[31mword\u0007', 'See: \u001B[2Jhelp')],
])('what was typed cannot steer the terminal', (error) => {
  // oxlint-disable-next-line no-control-regex
  expect(errorText(error, plain)).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
});

test('a terminal of unknown width counts as 80 columns', () => {
  let out = '';
  const stderr = { isTTY: true, columns: 0, write: (text: string) => (out += text) };
  showError(unknown, {
    json: false,
    env: { NO_COLOR: '1' },
    stderr: stderr as unknown as NodeJS.WriteStream,
  });
  expect(out).toBe(`${errorText(unknown, plain, 80)}\n`);
});

test('as JSON it is one line with a code', () => {
  expect(JSON.parse(errorJson(unknown))).toEqual({
    error: {
      code: 'unknown_model',
      message: 'There is no model "qwen9" on this device.',
      hint: 'See the models: nearmost ls',
      retryable: false,
    },
  });
  expect(errorJson(new UsageError('What?', 'See: nearmost --help'))).toContain('"code":"usage"');
  expect(errorJson(unknown)).not.toContain('\n');
});

test('foreign errors become internal ones, and secrets in them are hidden', () => {
  const text = errorText(new Error('bad key sk-abcdefghijklmnop'), plain);
  expect(text).toContain('[redacted]');
  expect(text).not.toContain('abcdefghijklmnop');
});

test('exit codes', () => {
  expect(exitCodeOf(unknown)).toBe(1);
  expect(exitCodeOf(new UsageError('a', 'b'))).toBe(2);
  expect(exitCodeOf(new NearmostError('cancelled', 'Stopped.'))).toBe(130);
});
