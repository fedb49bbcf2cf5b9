import { expect, test } from 'vitest';
import { isIpv4, passesIban, passesLuhn } from './checks.ts';
import { detect } from './detect.ts';

const found = (text: string): string[] =>
  detect(text).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);

test.each([
  ['write to Anna.Beck+x@mail.example.org today', ['EMAIL Anna.Beck+x@mail.example.org']],
  ['pay DE89 3704 0044 0532 0130 00 and wait', ['IBAN DE89 3704 0044 0532 0130 00']],
  ['pay gb82west12345698765432.', ['IBAN gb82west12345698765432']],
  ['card 4454794511390933?', ['CARD 4454794511390933']],
  ['card 4012-8888-8888-1881 ends', ['CARD 4012-8888-8888-1881']],
  ['call +49 (30) 901820-12 now', ['PHONE +49 (30) 901820-12']],
  ['call 030 / 1234 5678', ['PHONE 030 / 1234 5678']],
  ['(555) 123-4567 or 555-123-4567', ['PHONE (555) 123-4567', 'PHONE 555-123-4567']],
  ['Tel.: 1234 5678', ['PHONE 1234 5678']],
  ['from 192.168.0.17 and 2001:db8::ff00:42:8329', ['IP 192.168.0.17', 'IP 2001:db8::ff00:42:8329']],
  ['see https://example.org/a?user=7 there', ['URL https://example.org/a?user=7']],
  ['see https://me:pw@example.org/', ['URL https://me:pw@example.org/']],
  ['born on 12 March 1980 in Rome', ['BIRTH 12 March 1980']],
  ['Geburtsdatum: 03.04.1971', ['BIRTH 03.04.1971']],
  ['DOB 1980-02-29', ['BIRTH 1980-02-29']],
  ['her SSN is 078-05-1120', ['ID 078-05-1120']],
  ['Passport no. C01X00T47', ['ID C01X00T47']],
  ['customer number: 4711-0815', ['ID 4711-0815']],
  ['key sk-abcdefghijklmnop1234', ['ID sk-abcdefghijklmnop1234']],
  ['number 123456789012', ['ID 123456789012']],
])('%s', (text, spans) => expect(found(text)).toEqual(spans));

test.each([
  'The meeting is on 2026-11-21 at 12:30:45.',
  'It costs 1,250,000.00 or $1250000000 and 12.5 % of 1000000.',
  'See https://example.org/docs/page and section 4.2.1.',
  'Article 12 of the policy says nothing; the account holder agrees.',
  'Rows: 10 20 30 40 50 60 70 80 90.',
  'Call it a day in 1999.',
])('nothing personal: %s', (text) => expect(found(text)).toEqual([]));

test('check digits decide', () => {
  expect(passesLuhn('4454794511390933')).toBe(true);
  expect(passesLuhn('4454794511390934')).toBe(false);
  expect(passesIban('DE89370400440532013000')).toBe(true);
  expect(passesIban('DE89370400440532013001')).toBe(false);
  expect(isIpv4('256.1.1.1')).toBe(false);
});

test('spans are in order and apart, whatever the text', () => {
  const text = 'x@y.org?tel 0301234567 https://a.b/c@d.org +49301234567@z.de 4454794511390933 '.repeat(3);
  const spans = detect(text);
  for (const [i, span] of spans.entries()) {
    expect(span.end).toBeGreaterThan(span.start);
    expect(span.start).toBeGreaterThanOrEqual(spans[i - 1]?.end ?? 0);
  }
});
