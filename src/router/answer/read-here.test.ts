import { expect, test } from 'vitest';
import type { Content } from '../../contract/index.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { askedText, readHere } from './read-here.ts';
import { logOdds, type Said } from './second-opinion.ts';

const made = fakeRecord('a');
const [bare, filled] = [0.5, 0].map((weight) => ({ weight, a: 1, b: 0, n: 9 }));
const secondOpinion = { file: 'x', field: 'intent', most: 5, bare: bare!, filled: filled! };
const record = { ...made, card: { ...made.card, decline: { intent: 'none' }, secondOpinion } };
const opened = { candidate: { place: 'local' as const, model: 'local/a' }, asked: 'play a song' };
/** Probability of the whole answer: 0.8, its log-odds: ln 4. */
const LIKELY = Math.log(0.8);
const held = (text: string, logprob = LIKELY) => ({ text, score: { logprob, tokens: 2 } });
const play = '{"intent":"PlayMusic"}';
const deps = {
  secondOpinion: (_: unknown, text: string, { value, whole }: Said) => {
    if (value === 'Odd') return undefined;
    const margin = text.startsWith('play') && value === 'PlayMusic' ? 4 : -4;
    return { margin, ...(whole === undefined ? {} : { agreement: -2 }) };
  },
};
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

test('agreement raises the confidence, disagreement lowers it, as the card weighs it', () => {
  const right = readHere(deps, 'chat', opened, record, held(play));
  expect(right.value).toBeCloseTo(sigmoid(Math.log(4) + 2), 12);
  const wrong = readHere(deps, 'chat', opened, record, held('{"intent":"SetAlarm"}'));
  expect(wrong.value).toBeCloseTo(sigmoid(Math.log(4) - 2), 12);
  expect(wrong.calibrated).toBe(true);
});

test('an answer that is certain, or next to impossible, counts as far as the card goes', () => {
  for (const certain of [0, -0, -1e-300, 1e-9, -1e-9])
    expect(readHere(deps, 'chat', opened, record, held(play, certain)).value).toBeCloseTo(sigmoid(7), 12);
  for (const far of [-50, -1e308])
    expect(readHere(deps, 'chat', opened, record, held(play, far)).value).toBeCloseTo(sigmoid(-3), 12);
});

test('log-odds tell likely answers apart that differ by little', () => {
  expect(logOdds(Math.log(0.5), 8)).toBeCloseTo(0, 12);
  expect(logOdds(Math.log(0.9), 8)).toBeCloseTo(Math.log(9), 12);
  expect(logOdds(Math.log(0.999), 8)).toBeCloseTo(Math.log(999), 8);
  expect(logOdds(-30, 40)).toBeCloseTo(-30, 9);
  expect(logOdds(-30, 8)).toBe(-8);
});

test('another reader is asked of answers that say more, where the card weighs it', () => {
  const said = (slots: string, agreement?: number) => {
    const more = { ...secondOpinion.filled, ...(agreement === undefined ? {} : { agreement }) };
    const card = { ...record.card, secondOpinion: { ...secondOpinion, filled: more } };
    return readHere(deps, 'chat', opened, { ...record, card }, held(`{"intent":"PlayMusic",${slots}}`)).value;
  };
  for (const empty of ['"slots":{}', '"slots":null'])
    expect(said(empty, 0.25)).toBeCloseTo(sigmoid(Math.log(4) + 2), 12);
  for (const more of ['"slots":{"artist":"x"}', '"n":1']) {
    expect(said(more)).toBeCloseTo(sigmoid(Math.log(4)), 12);
    expect(said(more, 0.25)).toBeCloseTo(sigmoid(Math.log(4) - 0.5), 12);
  }
});

test.each([
  ['no text is known', { ...opened, asked: undefined }, record, held(play), deps],
  ['the model has none', opened, made, held(play), deps],
  ['nobody gives one', opened, record, held(play), {}],
  ['the answer is unknown to it', opened, record, held('{"intent":"Odd"}'), deps],
  ['the answer has no such field', opened, record, held('{"other":1}'), deps],
  ['the answer is no JSON', opened, record, held('play'), deps],
  ['the answer is null', opened, record, held('null'), deps],
])('without a second opinion the plain one holds: %s', (_, asked, model, answer, given) => {
  const { value } = readHere(given, 'chat', asked, model, answer);
  expect(value).toBeCloseTo(Math.sqrt(0.8), 12);
});

test('declining is a word of its own', () => {
  const read = readHere(deps, 'chat', opened, record, held('{"intent":"none"}'));
  expect(read).toMatchObject({ declined: true, value: expect.closeTo(1 - 0.8, 12) as number });
});

test('what judged answers taught comes last', () => {
  const calibrations = { of: () => ({ method: 'platt' as const, a: 0, b: 0, n: 77 }) };
  const read = readHere({ ...deps, calibrations }, 'chat', opened, record, held(play));
  expect(read).toMatchObject({
    value: 0.5,
    judged: 77,
    raw: expect.closeTo(sigmoid(Math.log(4) + 2), 6) as number,
  });
});

test('the text that was asked: the last of the user, when it is text alone', () => {
  const chat = (content: Content) =>
    askedText({
      task: 'chat',
      request: {
        model: 'auto',
        messages: [
          { role: 'user', content: 'before' },
          { role: 'assistant', content: 'yes' },
          { role: 'user', content },
        ],
      },
    });
  const part = (text: string) => ({ type: 'text', text }) as const;
  expect(chat('play')).toBe('play');
  expect(chat([part('play')])).toBe('play');
  expect(chat([part('play'), part('jazz')])).toBe('play\njazz');
  expect(chat([part('what is this'), { type: 'image', url: 'data:' }])).toBeUndefined();
  expect(askedText({ task: 'complete', request: { model: 'auto', prompt: 'play' } })).toBeUndefined();
  expect(askedText({ task: 'chat', request: { model: 'auto', messages: [] } })).toBeUndefined();
});
