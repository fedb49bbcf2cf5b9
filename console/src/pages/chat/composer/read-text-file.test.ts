import { expect, test } from 'vitest';
import { LARGEST_BYTES, readTextFile, textOfFile } from './read-text-file.ts';

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test('text is read, in UTF-8 and in the UTF-16 of Windows', () => {
  expect(textOfFile('a.txt', utf8('Grüße'))).toEqual({ name: 'a.txt', bytes: 7, text: 'Grüße' });
  expect(textOfFile('a.txt', new Uint8Array([0xff, 0xfe, 0x41, 0, 0x42, 0]))).toMatchObject({ text: 'AB' });
});

test('what is no text, empty or too large is refused in words', () => {
  expect(textOfFile('a.pdf', new Uint8Array([0x25, 0x50, 0xe2, 0xe3]))).toMatchObject({
    why: expect.stringContaining('not a text file'),
  });
  expect(textOfFile('a.bin', utf8('a\0b'))).toMatchObject({
    why: expect.stringContaining('not a text file'),
  });
  expect(textOfFile('a.txt', utf8(''))).toMatchObject({ why: expect.stringContaining('empty') });
  expect(textOfFile('a.txt', new Uint8Array(LARGEST_BYTES + 1))).toMatchObject({
    why: expect.stringContaining('at most 1.0 MB'),
  });
});

test('a file that is too large is not read', async () => {
  const file = {
    name: 'big.log',
    size: LARGEST_BYTES + 1,
    arrayBuffer: () => Promise.reject(new Error('read')),
  };
  expect(await readTextFile(file as unknown as File)).toMatchObject({
    why: expect.stringContaining('at most'),
  });
});
