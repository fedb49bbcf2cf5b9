import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exampleOf } from '../testing/example-of.ts';
import { createMemoTrainer } from './memo.ts';
import { oneSlipApart, slips } from './memo/wording.ts';

const trainer = createMemoTrainer();
const context = { skill: 's', seed: 1 };
const memo = trainer.train(
  [
    exampleOf('Turn on the lights, please.', 'on'),
    exampleOf('turn off the lights', 'off'),
    exampleOf('what is the temperature in Bern?', 'weather'),
    exampleOf('What is the temperature in Bern', 'weather'),
    exampleOf('set a timer for 5 minutes', 'five'),
    exampleOf('is it open', 'yes'),
    exampleOf('Is it open?', 'no'),
    exampleOf('naïve ﬁle', '{"a": 1, "b": 2}'),
    exampleOf('naïve file', '{"b":2,"a":1}'),
    exampleOf('...', 'dots'),
  ],
  context,
);

test.each<[string, string | undefined, string]>([
  ['  TURN on the   lights, please!! ', 'on', 'same but for case, spaces, marks'],
  ['please turn on lights', undefined, 'other order of marks and words'],
  ['turn off lights', 'off', 'a filler is missing'],
  ['please turn off the lights', 'off', 'a filler is added'],
  ['what is the temprature in bern', 'weather', 'one slip in a long word'],
  ['what is the temperature in Berne', undefined, 'a slip in a short word'],
  ['set a timer for 6 minutes', undefined, 'another number'],
  ['set a timer for 50 minutes', undefined, 'another number'],
  ['turn of the lights', undefined, 'short words are not corrected'],
  ['is it open', undefined, 'contradicting answers'],
  ['naïve file', '{"b":2,"a":1}', 'JSON compared as a value, Unicode in one form'],
  ['', undefined, 'nothing'],
  ['?!', undefined, 'marks only'],
  ['turn on the heating', undefined, 'another request'],
])('%j -> %j: %s', async (input, answer) => {
  expect((await (await memo).answer(input))?.text).toBe(answer);
});

test('more agreeing repeats give more confidence, a near repeat less than an exact one', async () => {
  const student = await memo;
  const confidence = async (input: string): Promise<number> => (await student.answer(input))?.confidence ?? 0;
  const twice = await confidence('what is the temperature in bern');
  const once = await confidence('turn off the lights');
  expect(twice).toBeGreaterThan(once);
  expect(once).toBeGreaterThan(await confidence('turn off lights'));
});

test('a loaded student answers like the saved one; damaged files are refused', async () => {
  const student = await memo;
  const loaded = await trainer.load(student.save());
  expect(loaded.answer('turn off lights')).toEqual(student.answer('turn off lights'));
  const text = new TextDecoder().decode(student.save().get('memo.json'));
  for (const bad of [
    text.slice(0, -9),
    '[]',
    text.replace('"version":1', '"version":2'),
    text.replace('["on"', '[7'),
  ])
    expect(() => trainer.load(new Map([['memo.json', new TextEncoder().encode(bad)]]))).toThrow(/memo\.json/);
  expect(() => trainer.load(new Map())).toThrow(/memo\.json/);
});

test('one slip is found by the forms that words share', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 6, maxLength: 9 });
  fc.assert(
    fc.property(letters, fc.nat(5), fc.constantFrom('x', ''), (word, at, letter) => {
      const other = word.slice(0, at) + letter + word.slice(at + 1);
      expect(oneSlipApart(word, other)).toBe(true);
      expect(slips(word).some((form) => slips(other).includes(form))).toBe(true);
      expect(oneSlipApart(word, `${other}yz`)).toBe(false);
    }),
  );
  expect(oneSlipApart('recieve', 'receive')).toBe(true);
  expect(oneSlipApart('same', 'same')).toBe(false);
});

test('does not fit where nothing comes twice', () => {
  const profile = { examples: 50, distinct: 50, kind: 'text', repeats: 0 } as const;
  expect(trainer.unsuited(profile)).toBe('no request has come twice');
  expect(trainer.unsuited({ ...profile, repeats: 0.1 })).toBeUndefined();
});
