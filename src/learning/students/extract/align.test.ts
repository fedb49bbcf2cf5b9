import { assert, nat, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placesOf, spanText } from './align.ts';
import { numberSaid } from './numbers.ts';
import { MAX_TOKENS, tokensOf } from './tokens.ts';

const tokenise = (text: string): ReturnType<typeof tokensOf> => tokensOf(text, false);
const found = (value: string | number, text: string): string[] => {
  const tokens = tokenise(text);
  return placesOf(value, text, tokens, tokenise).map((span) => spanText(text, tokens, span));
};

describe('where a value stands', () => {
  test.each<[string, string | number, string, string[]]>([
    ['as written', 'New York', 'from New York to Rome', ['New York']],
    ['every place', 'one', 'one and one', ['one', 'one']],
    ['in another case', 'new york', 'from New York', ['New York']],
    ['as written before another case', 'may', 'May I come in may', ['may']],
    ['in other spacing', 'New York', 'New \n York', ['New \n York']],
    ['not inside a word', 'art', 'start', []],
    ['marks and all', "rock'n'roll", "play rock'n'roll!", ["rock'n'roll"]],
    ['signs of a script without spaces', '東京', '明日東京へ', ['東京']],
    ['a number as digits', 5, 'rate it 5 of 6', ['5']],
    ['a number in words', 5, 'rate it five', ['five']],
    ['a number in two words', 25, 'twenty-five or twenty five', ['twenty-five', 'twenty five']],
    ['a text that is a number', '1200', 'about 1,200 people', ['1,200']],
    ['a decimal number', 2.5, 'weighs 2.5 kg', ['2.5']],
    ['nothing', '', 'anything', []],
    ['not there', 'cat', 'a dog', []],
  ])('%s', (_, value, text, places) => {
    expect(found(value, text)).toEqual(places);
  });

  test('digits are parted from letters where tokens are fine', () => {
    const fine = (text: string): ReturnType<typeof tokensOf> => tokensOf(text, true);
    const tokens = fine('at 5pm');
    expect(placesOf('5', 'at 5pm', tokens, fine)).toEqual([{ first: 1, last: 1 }]);
  });
});

test.each([
  ['5', 5],
  ['-3.50', -3.5],
  ['1,200.5', 1200.5],
  ['Twelve', 12],
  ['ninety nine', 99],
  ['1,20', undefined],
  ['five six', undefined],
  ['twenty zero', undefined],
  ['1e999', undefined],
  ['', undefined],
])('number said by %s', (text, number) => {
  expect(numberSaid(text)).toBe(number);
});

describe('tokens', () => {
  test('are stretches of the text, in order, with nothing but space between', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 80 }), (text) => {
        for (const fine of [true, false]) {
          const tokens = tokensOf(text, fine);
          const gaps = [...tokens, undefined].map((token, i) =>
            text.slice(tokens[i - 1]?.to ?? 0, token?.from),
          );
          expect(gaps.join('').trim()).toBe('');
          expect(gaps.map((gap, i) => gap + (tokens[i]?.word ?? '')).join('')).toBe(text);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('huge texts are not read to their end', () => {
    expect(tokensOf('a '.repeat(1e6), false)).toHaveLength(MAX_TOKENS + 1);
  });

  test('any run of tokens is found again', () => {
    assert(
      property(tuple(string({ unit: 'grapheme', maxLength: 40 }), nat(), nat()), ([text, a, b]) => {
        const tokens = tokenise(text);
        if (tokens.length === 0) return;
        const first = a % tokens.length;
        const last = first + (b % (tokens.length - first));
        const value = spanText(text, tokens, { first, last });
        expect(found(value, text)).toContain(value);
      }),
    );
  });
});
