import { expect, test } from 'vitest';
import { parseServerRecord } from './server-record.ts';

test('a record is read, what it does not need is left out', () => {
  const record = { url: 'http://127.0.0.1:9595', pid: 42 };
  expect(parseServerRecord(JSON.stringify({ ...record, token: 'x' }))).toEqual(record);
});

test.each([
  '',
  'null',
  '7',
  '[]',
  '{',
  '{"url":"http://a","pid":"42"}',
  '{"url":"ftp://a","pid":1}',
  '{"url":"a","pid":1}',
])('what makes no sense is none: %s', (text) => expect(parseServerRecord(text)).toBeUndefined());
