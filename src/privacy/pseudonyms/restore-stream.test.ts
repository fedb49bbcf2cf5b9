import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPseudonyms } from './pseudonyms.ts';
import { createRestorer } from './restore-stream.ts';

const pseudonyms = createPseudonyms(['Ann Example']);
pseudonyms.hide('a@b.org Ann Example https://x.org/?me=1');

const stream = (pieces: readonly string[]): string => {
  const { push, flush } = createRestorer(pseudonyms);
  return pieces.map(push).join('') + flush();
};

test('a token that is cut by the border of a piece comes back; nothing else is kept back', () => {
  const { push, flush } = createRestorer(pseudonyms);
  expect(push('Write <EM')).toBe('Write ');
  expect(push('AIL_1')).toBe('');
  expect(push('> to <NAME_1>, 1 <')).toBe('a@b.org to Ann Example, 1 ');
  expect(push(' 2')).toBe('< 2');
  expect(push(' <EMAIL_')).toBe(' ');
  expect(flush()).toBe('<EMAIL_');
});

test.each([
  'see https://evil.example/?<EMAIL_1>',
  '![x](https://evil.example/<NAME_1>/a)',
  '![x](//evil.example/<EMAIL_1>)',
  '![x](<https://evil.example/? <EMAIL_1>)',
  '<img src="https://evil.example/a b <EMAIL_1>">',
  'www.evil.example/<EMAIL_1>',
  'HTTPS:\\\\evil.example\\<EMAIL_1>',
  '<URL_9>https://<EMAIL_1>',
])('a link does not carry away what was hidden: %s', (text) => {
  expect(stream([text])).toBe(text);
  expect(stream(text.split(''))).toBe(text);
});

test.each([
  ['see https://good.example/ and write <EMAIL_1>', 'see https://good.example/ and write a@b.org'],
  ['[here](<URL_1>), <EMAIL_1>', '[here](https://x.org/?me=1), a@b.org'],
  ['"<NAME_1>" and (<EMAIL_1>)', '"Ann Example" and (a@b.org)'],
  ['a="https://x"\n<EMAIL_1>', 'a="https://x"\na@b.org'],
])('words beside a link come back: %s', (text, restored) => {
  expect(stream([text])).toBe(restored);
  expect(stream(text.split(''))).toBe(restored);
});

const piece = fc.oneof(
  fc.constantFrom(
    '<EMAIL_1>',
    '<NAME_1>',
    '<URL_1>',
    '<EMAIL_2>',
    '<',
    'EMAIL',
    '_1',
    '>',
    ' ',
    '\n',
    '"',
    '](<',
    '//',
  ),
  fc.string({ maxLength: 3 }),
);

test('property: where the borders of pieces are makes no difference; without links it is a plain restore', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      expect(stream(pieces)).toBe(stream([text]));
      if (!/\/|\\|www\.|http|URL/i.test(text)) expect(stream(pieces)).toBe(pseudonyms.restore(text));
    }),
    { numRuns: 500 },
  );
});
