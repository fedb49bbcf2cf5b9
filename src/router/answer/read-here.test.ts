import { expect, test } from 'vitest';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { askedText, readHere } from './read-here.ts';

const made = fakeRecord('a');
const [bare, filled] = [0.5, 0].map((weight) => ({ weight, a: 1, b: 0, n: 9 }));
const secondOpinion = { file: 'x', field: 'intent', lowest: -6, bare: bare!, filled: filled! };
const record = { ...made, card: { ...made.card, decline: { intent: 'none' }, secondOpinion } };
const opened = { candidate: { place: 'local' as const, model: 'local/a' }, asked: 'play a song' };
const held = (text: string, logprob = -1) => ({ text, score: { logprob, tokens: 2 } });
const play = '{"intent":"PlayMusic"}';
const deps = {
  secondOpinion: (_: unknown, text: string, answer: string) =>
    answer === 'Odd' ? undefined : text.startsWith('play') && answer === 'PlayMusic' ? 4 : -4,
};

test('agreement raises the confidence, disagreement lowers it, as the card weighs it', () => {
  expect(readHere(deps, 'chat', opened, record, held(play)).value).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  const wrong = readHere(deps, 'chat', opened, record, held('{"intent":"SetAlarm"}'));
  expect(wrong.value).toBeCloseTo(1 / (1 + Math.exp(3)), 12);
  expect(wrong.calibrated).toBe(true);
  const far = readHere(deps, 'chat', opened, record, held(play, -50));
  expect(far.value).toBeCloseTo(1 / (1 + Math.exp(4)), 12);
});

test('of what else an answer says it knows nothing', () => {
  const said = (slots: string) =>
    readHere(deps, 'chat', opened, record, held(`{"intent":"PlayMusic",${slots}}`));
  for (const empty of ['"slots":{}', '"slots":null'])
    expect(said(empty).value).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  for (const more of ['"slots":{"artist":"x"}', '"n":1'])
    expect(said(more).value).toBeCloseTo(1 / (1 + Math.exp(1)), 12);
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
  expect(value).toBeCloseTo(Math.exp(-0.5), 12);
});

test('declining is a word of its own', () => {
  const read = readHere(deps, 'chat', opened, record, held('{"intent":"none"}'));
  expect(read).toMatchObject({ declined: true, value: expect.closeTo(1 - Math.exp(-1), 12) as number });
});

test('what judged answers taught comes last', () => {
  const calibrations = { of: () => ({ method: 'platt' as const, a: 0, b: 0, n: 77 }) };
  const read = readHere({ ...deps, calibrations }, 'chat', opened, record, held(play));
  expect(read).toMatchObject({ value: 0.5, judged: 77, raw: expect.closeTo(0.731, 3) as number });
});

test('the text that was asked: the last of the user, when it is plain text', () => {
  const chat = (content: string | { type: 'text'; text: string }[]) =>
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
  expect(chat('play')).toBe('play');
  expect(chat([{ type: 'text', text: 'play' }])).toBeUndefined();
  expect(askedText({ task: 'complete', request: { model: 'auto', prompt: 'play' } })).toBeUndefined();
});
