import { expect, test } from 'vitest';
import { exampleOf } from '../testing/example-of.ts';
import { createProbeTrainer } from './probe.ts';

const CITIES = ['Bern', 'Basel', 'Genf', 'Chur', 'Zug', 'Thun', 'Brig', 'Olten'];
const TIMES = ['today', 'tomorrow', 'at noon', 'on Friday', 'next week'];
const rows = CITIES.flatMap((city) =>
  TIMES.flatMap((time) => [
    exampleOf(`what is the weather in ${city} ${time}`, 'weather'),
    exampleOf(`book a table in ${city} for two ${time}`, 'book'),
    exampleOf(`play the music of ${city} ${time}`, 'play'),
  ]),
);
const trainer = createProbeTrainer();
const context = { skill: 's', seed: 1 };

test('learns a closed set of answers, and says little of what it never saw', async () => {
  const student = await trainer.train(rows, context);
  const known = await student.answer('the weather in Lugano today please');
  expect(known?.text).toBe('weather');
  const foreign = await student.answer('zwölf Boxkämpfer jagen Viktor quer');
  expect(foreign?.confidence ?? 0).toBeLessThan((known?.confidence ?? 0) / 2);
  expect(await student.answer('')).toBeUndefined();
});

test('the same seed and examples give the same bytes; a loaded student answers alike', async () => {
  const [one, two] = [await trainer.train(rows, context), await trainer.train(rows, context)];
  expect(one.save()).toEqual(two.save());
  const loaded = await trainer.load(one.save());
  for (const { input } of rows) expect(loaded.answer(input)).toEqual(one.answer(input));
});

test('JSON answers that say the same are one answer, given in the wording that came last', async () => {
  const json = rows.map(({ input, output }, i) =>
    exampleOf(input, i % 2 === 0 ? `{"a":1,"intent":"${output}"}` : `{ "intent": "${output}", "a": 1 }`),
  );
  const student = await trainer.train(json, context);
  expect(JSON.parse((await student.answer(rows[0]!.input))!.text)).toEqual({ intent: 'weather', a: 1 });
});

test.each([
  ['one answer only', rows.filter(({ output }) => output === 'play')],
  [
    'empty and huge texts among the rest',
    [...rows, exampleOf('', 'play'), exampleOf('play '.repeat(50_000), 'play')],
  ],
  ['contradictions', [...rows, ...rows.map(({ input }) => exampleOf(input, 'play'))]],
  ['one example', [exampleOf('play some jazz', 'play')]],
])('trains on %s', async (_, examples) => {
  const student = await trainer.train(examples, context);
  expect((await student.answer('play some jazz please'))?.text).toBe('play');
});

test('says in words for which answers it is not made', () => {
  const profile = { examples: 500, distinct: 20, kind: 'labels', repeats: 0 } as const;
  expect(trainer.unsuited(profile)).toBeUndefined();
  expect(trainer.unsuited({ ...profile, distinct: 480 })).toContain('closed set');
  expect(trainer.unsuited({ ...profile, examples: 3, distinct: 1 })).toContain('too few');
  expect(trainer.unsuited({ ...profile, examples: 50_000, distinct: 4000 })).toContain('4000');
});

test('refuses damaged files, each with the command that helps', async () => {
  const student = await trainer.train(rows, context);
  const good = student.save().get('probe.bin')!;
  const turned = Uint8Array.from(good);
  turned[good.length >> 1]! ^= 1;
  const newer = Uint8Array.from(good);
  newer[4] = 9;
  const cases: [Map<string, Uint8Array>, RegExp][] = [
    [new Map(), /no file probe\.bin/],
    [new Map([['probe.bin', good.subarray(0, 9)]]), /cut off/],
    [new Map([['probe.bin', good.subarray(0, good.length - 8)]]), /check sum/],
    [new Map([['probe.bin', turned]]), /check sum/],
    [new Map([['probe.bin', newer]]), /version 9/],
    [new Map([['probe.bin', new Uint8Array(100)]]), /not a linear student/],
  ];
  for (const [files, words] of cases) expect(() => trainer.load(files)).toThrow(words);
});

test('stops when it is told to, and refuses to learn from nothing', async () => {
  await expect(trainer.train(rows, { ...context, signal: AbortSignal.abort() })).rejects.toThrow();
  await expect(trainer.train([], context)).rejects.toThrow('no examples');
});
