import { expect, test } from 'vitest';
import { cut, oneLine, pad, width, wrap } from './text.ts';

test('width counts columns, not characters, and no colours', () => {
  expect(width('abc')).toBe(3);
  expect(width('\u001B[31mabc\u001B[39m')).toBe(3);
  expect(width('日本')).toBe(4);
  expect(width('e\u0301')).toBe(1);
});

test('cut never exceeds the width, wide letters included', () => {
  expect(cut('hello world', 20)).toBe('hello world');
  expect(cut('hello world', 7)).toBe('hello…');
  for (let columns = 0; columns < 12; columns += 1)
    expect(width(cut('日本語 and more', columns))).toBeLessThanOrEqual(columns);
});

test('pad fills on the side asked for', () => {
  expect(pad('ab', 4)).toBe('ab  ');
  expect(pad('ab', 4, 'right')).toBe('  ab');
  expect(pad('abcdef', 4)).toBe('abcdef');
});

test('a foreign text cannot steer the terminal', () => {
  expect(oneLine('a\nb\t c\u001B]0;title\u0007\u001B[2Jd')).toBe('a b c]0;title[2Jd');
});

test('wrap breaks at spaces and keeps every word', () => {
  const text = 'one two three four five six seven';
  const wrapped = wrap(text, 12, '  ');
  expect(wrapped.split('\n').every((line) => line.length <= 12 && line.startsWith('  '))).toBe(true);
  expect(wrapped.replace(/\s+/g, ' ').trim()).toBe(text);
});

test.each([
  'nearmost demo --send',
  'nearmost keys add <provider>',
  'nearmost keys add openai',
  'nearmost config set label public',
])('wrap keeps a command on one line: %s', (command) => {
  for (let columns = 10; columns < 60; columns += 1)
    expect(wrap(`ask first: ${command} and see`, columns)).toContain(command);
});
