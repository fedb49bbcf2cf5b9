import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPseudonyms } from './pseudonyms.ts';

test('the same detail has the same token, another has another', () => {
  const { hide, restore, count } = createPseudonyms(['Anna Example', 'ACME']);
  const text = 'a@b.org, c@d.org, a@b.org; anna  example of Acme, +49 30 1234567';
  const hidden = hide(text);
  expect(hidden).toBe('<EMAIL_1>, <EMAIL_2>, <EMAIL_1>; <NAME_1> of <NAME_2>, <PHONE_1>');
  expect(restore(hidden)).toBe(text);
  expect(hide('c@d.org')).toBe('<EMAIL_2>');
  expect(count(hidden)).toEqual({ EMAIL: 3, NAME: 2, PHONE: 1 });
});

test('what a document gives away by its surroundings is hidden in notes that leave them out', () => {
  const { learn, hide } = createPseudonyms();
  learn('Patient: Maria Lopez, born 12.03.1980. Dear Dr. Weber, customer number 47-1108.');
  expect(hide('Lopez (12.03.1980) asked WEBER about 47-1108; Maria Lopez agreed')).toBe(
    '<NAME_1> (<BIRTH_1>) asked <NAME_2> about <ID_1>; <NAME_3> agreed',
  );
});

test('texts that look like our tokens come back as they were', () => {
  const { hide, restore, original } = createPseudonyms();
  const text = 'Write <EMAIL_1> or <NAME_7> to x@y.org, <<EMAIL_1>';
  const hidden = hide(text);
  expect(hidden).toBe('Write <TEXT_1> or <TEXT_2> to <EMAIL_1>, <<TEXT_1>');
  expect(restore(hidden)).toBe(text);
  // a token that we never gave out means nothing
  expect(restore('<EMAIL_9> <IBAN_1>')).toBe('<EMAIL_9> <IBAN_1>');
  expect(original('<EMAIL_9>')).toBeUndefined();
});

test('a number or a mail address in another spelling is a leak, and is hidden', () => {
  const { learn, leaks, hide } = createPseudonyms();
  learn('call +49 30 901820 or anna@example.org');
  for (const text of [
    '4-9-3-0-9-0-1-8-2-0',
    'a n n a @ e x a m p l e . o r g',
    'anna(at)example.org'.replace('(at)', ' @ '),
  ]) {
    expect(leaks(text)).toBe(true);
    expect(leaks(hide(text))).toBe(false);
  }
  expect(leaks('x 4930901820 x')).toBe(true);
  expect(leaks('x 49.30-90 18 20 x')).toBe(true);
  expect(leaks('x <PHONE_1> x 4930')).toBe(false);
});

const detail = fc.constantFrom(
  'anna@example.org',
  '+49 30 1234567',
  'DE89 3704 0044 0532 0130 00',
  '4454794511390933',
  '192.168.0.17',
  'https://x.org/?u=anna@example.org',
  'born 12.03.1980',
  'Mr Weber',
  'Weber',
  'Ann Example',
  'SSN 078-05-1120',
  '123456789',
);
const hostile = fc.constantFrom(
  '<EMAIL_1>',
  '<TEXT_1>',
  '<NAME_',
  '_1>',
  '<',
  '>',
  '@',
  '//',
  '0',
  '4',
  '.',
  ' ',
  '\n',
  '+',
  ':',
);
const text = fc
  .array(fc.oneof(detail, hostile, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 14 })
  .map((pieces) => pieces.join(''));

test('property: what is hidden comes back exactly, and nothing that can be found stays', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { learn, hide, restore, leaks } = createPseudonyms(['Ann Example']);
      learn(before);
      const hidden = hide(after);
      expect(restore(hidden)).toBe(after);
      expect(leaks(hidden)).toBe(false);
      expect(hidden.toLowerCase()).not.toContain('anna@example.org');
    }),
    { numRuns: 200 },
  );
});

test('names by their capitals, not the words of a heading', () => {
  const { learn, hide } = createPseudonyms();
  learn('Early Termination\nAn early termination needs Maria Lopez of Hagen Kranbau. The Tenant agrees.');
  expect(hide('Early Termination: Lopez, maria lopez and Hagen Kranbau; the Tenant')).toBe(
    'Early Termination: <NAME_1>, <NAME_2> and <NAME_3>; the Tenant',
  );
});
