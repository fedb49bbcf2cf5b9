import { expect, test } from 'vitest';
import { readCommand } from './read-command.ts';

test('a command of the house model in words', () => {
  expect(readCommand('{"intent":"SetAlarm","slots":{"time":"6:30","date":"tomorrow"}}')).toEqual({
    title: 'Set alarm',
    fields: [
      { name: 'Time', value: '6:30' },
      { name: 'Date', value: 'tomorrow' },
    ],
  });
  expect(readCommand('{"intent":"book_flight","slots":{}}')).toEqual({ title: 'Book flight', fields: [] });
});

test('another small record; lists of words, and nothing', () => {
  expect(readCommand(' {"artist_name":"x","tags":["a","b"],"year":null} ')).toEqual({
    title: undefined,
    fields: [
      { name: 'Artist name', value: 'x' },
      { name: 'Tags', value: 'a, b' },
      { name: 'Year', value: '–' },
    ],
  });
});

test('everything else is an answer in words', () => {
  for (const text of [
    'hello',
    '{}',
    '[1]',
    '{"a":{"b":1}}',
    '{"a":',
    '{"intent":"x","slots":{"a":{"b":1}}}',
    JSON.stringify(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}`, 1]))),
    `{"a":"${'x'.repeat(30_000)}"}`,
  ])
    expect(readCommand(text), text.slice(0, 40)).toBeUndefined();
});
