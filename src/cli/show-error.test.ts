import { expect, test } from 'vitest';
import { NearmostError } from '../contract/errors.ts';
import { createPaint } from './paint.ts';
import { errorJson, errorText, exitCodeOf, UsageError } from './show-error.ts';

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
    'next: See the models: nearmost',
    'ls',
  ]);
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
