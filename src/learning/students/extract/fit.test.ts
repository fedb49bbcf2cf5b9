import { array, assert, boolean, constantFrom, jsonValue, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../kit/random.ts';
import { answerKey } from '../answer-key.ts';
import { buildAnswer } from './build.ts';
import { fit, prepare } from './fit.ts';
import { leavesOf } from './path.ts';

const options = { random: createRandom(1), pause: () => Promise.resolve() };

/** Answers put together again from their parts. */
function rebuilt(read: readonly { text: string; value: unknown }[]): {
  values: unknown[];
  exact: readonly boolean[];
} {
  const { samples, shape, coded, encoded, exact } = prepare(read);
  const values = samples.map(({ text, tokens }, i) => {
    const spans = (encoded[i]?.filled ?? []).map(({ span }, j) => ({ span, tag: coded.tags[i]?.[j] ?? -1 }));
    const classes = coded.classes.map((codes) => codes[i] ?? -1);
    return buildAnswer(shape, classes, spans, text, tokens);
  });
  return { values, exact };
}

describe('answers taken apart and put together', () => {
  test.each<[string, { text: string; value: unknown }[]]>([
    [
      'flat',
      [
        { text: 'call Ada', value: { do: 'call', who: 'Ada' } },
        { text: 'ring Bo', value: { do: 'call', who: 'Bo' } },
      ],
    ],
    [
      'null for nothing',
      [
        { text: 'call Ada', value: { who: 'Ada' } },
        { text: 'call', value: { who: null } },
      ],
    ],
    [
      'missing for nothing',
      [
        { text: 'call Ada', value: { who: 'Ada' } },
        { text: 'call', value: {} },
      ],
    ],
    [
      'an empty object',
      [
        { text: 'at Rome', value: { slots: { to: 'Rome' } } },
        { text: 'go', value: { slots: {} } },
      ],
    ],
    [
      'an empty list',
      [
        { text: 'milk and soap', value: { buy: ['milk', 'soap'] } },
        { text: 'no', value: { buy: [] } },
      ],
    ],
    [
      'a bare list',
      [
        { text: 'milk and soap', value: ['milk', 'soap'] },
        { text: 'no', value: [] },
      ],
    ],
    [
      'a bare text',
      [
        { text: 'say hi', value: 'hi' },
        { text: 'say ho', value: 'ho' },
      ],
    ],
    [
      'deep',
      [
        { text: 'a x', value: { a: { b: { c: ['x'] } } } },
        { text: 'a y', value: { a: { b: { c: ['y'] } } } },
      ],
    ],
    [
      'records',
      [
        {
          text: 'Ada 30, Bo 40',
          value: [
            { n: 'Ada', y: 30 },
            { n: 'Bo', y: 40 },
          ],
        },
        { text: 'Cy', value: [{ n: 'Cy', y: null }] },
      ],
    ],
    [
      'closed leaves in records',
      [
        {
          text: 'Ada in Rome',
          value: {
            e: [
              { t: 'p', v: 'Ada' },
              { t: 'l', v: 'Rome' },
            ],
          },
        },
        { text: 'x', value: { e: [] } },
      ],
    ],
    [
      'numbers in words',
      [
        { text: 'two', value: { n: 2 } },
        { text: 'five', value: { n: 5 } },
        { text: '7', value: { n: 7 } },
      ],
    ],
    [
      'lower case',
      [
        { text: 'In ROME', value: { to: 'rome' } },
        { text: 'In Oslo', value: { to: 'oslo' } },
      ],
    ],
  ])('%s', (_, read) => {
    const { values, exact } = rebuilt(read);
    expect(values.map((value) => answerKey(JSON.stringify(value)))).toEqual(
      read.map(({ value }) => answerKey(JSON.stringify(value))),
    );
    expect(exact).toEqual(read.map(() => true));
  });

  test('any JSON is taken apart without harm, and what is called exact is', () => {
    assert(
      property(
        array(record({ text: string({ maxLength: 30 }), value: jsonValue({ maxDepth: 4 }) }), {
          maxLength: 8,
        }),
        (read) => {
          const { values, exact } = rebuilt(read);
          exact.forEach((is, i) => {
            if (is)
              expect(answerKey(JSON.stringify(values[i]))).toBe(answerKey(JSON.stringify(read[i]?.value)));
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('copied leaves are words of the text', () => {
    const word = constantFrom('milk', 'New York', 'Ada', "o'clock", '東京', 'x1');
    assert(
      property(
        array(record({ words: array(word, { minLength: 1, maxLength: 4 }), urgent: boolean() }), {
          minLength: 2,
          maxLength: 8,
        }),
        (rows) => {
          const read = rows.map(({ words, urgent }) => ({
            text: `get ${words.join(' ')} now`,
            value: { urgent, all: words, first: null, last: { word: words.at(-1) } },
          }));
          for (const [i, value] of rebuilt(read).values.entries())
            for (const { value: leaf } of leavesOf(value))
              if (typeof leaf === 'string') expect(read[i]?.text).toContain(leaf);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('one of several places is chosen as it usually stands', () => {
  const read = ['Bonn', 'Rome', 'Lima', 'Oslo'].map((town) => ({
    text: `from here to ${town} please`,
    value: { to: town },
  }));
  read.push({ text: 'Bonn calling, from here to Bonn please', value: { to: 'Bonn' } });
  expect(prepare(read).encoded.at(-1)?.filled[0]?.span).toEqual({ first: 6, last: 6 });
});

test('a fit without any copy has a classifier only', async () => {
  const read = ['good', 'bad', 'good', 'bad'].map((word) => ({
    text: `it was ${word}`,
    value: { mood: word === 'good' },
  }));
  const core = await fit(prepare(read), [0, 1, 2, 3], options);
  expect(core.crf.tags).toBe(0);
  expect(core.linears).toHaveLength(1);
});
