import { expect, test } from 'vitest';
import { createExtractTrainer } from '../students/extract.ts';
import { decodeModel } from '../students/extract/codec.ts';
import { decode } from '../students/extract/decode.ts';
import { toExamples } from '../students/extract/testing/orders.ts';
import { logprobOf } from './logprob-of.ts';

const ARTISTS = ['Norah Jones', 'Abba', 'Miles Davis', 'Nina Simone', 'Blur', 'Joan Baez'];
const CITIES = ['Oslo', 'New York', 'Rome', 'San Juan', 'Lima', 'Cape Town'];
const command = (intent: string, slots: object): string => JSON.stringify({ intent, slots });
const rows = Array.from({ length: 90 }, (_, i) => {
  const [artist, city] = [ARTISTS[i % 6] ?? '', CITIES[(i * 5 + (i % 7)) % 6] ?? ''];
  const kinds = [
    { input: `play ${artist}`, output: command('Play', { artist }) },
    { input: `is there rain in ${city}`, output: command('Weather', { city }) },
    { input: `play ${artist} in ${city}`, output: command('Play', { artist, city }) },
  ];
  return kinds[i % 3] ?? { input: '', output: '' };
});

test('an answer is weighed as the tagger weighs its own; what it could not have said is impossible', async () => {
  const student = await createExtractTrainer().train(toExamples(rows), { skill: 'x', seed: 1 });
  const { core } = decodeModel(student.save().get('extract.bin') ?? new Uint8Array());
  for (const input of [
    'play Abba',
    'is there rain in New York',
    'play Joan Baez in Lima',
    'play Nobody Known',
  ]) {
    const own = decode(core, input);
    const logprob = logprobOf(core, input);
    // the odds of the signals are smoothed
    const odds = Math.exp(own?.signals[0] ?? 0);
    const value = JSON.parse(JSON.stringify(own?.value)) as { intent: string; slots: object };
    expect(Math.exp(logprob(value)), input).toBeCloseTo(odds / (1 + odds), 2);
    expect(logprob({ ...value, intent: 'Sing' })).toBe(-Infinity);
    expect(logprob({ ...value, slots: { artist: 'not in it' } })).toBe(-Infinity);
    expect(logprob({ ...value, slots: { ...value.slots, year: input.slice(0, 4) } })).toBe(-Infinity);
    for (const none of [null, 1, [], 'x', {}]) expect(logprob(none)).toBe(-Infinity);
  }
  const play = logprobOf(core, 'play Abba in Lima');
  const [right, less, wrong] = [{ artist: 'Abba', city: 'Lima' }, { artist: 'Abba' }, { artist: 'Lima' }].map(
    (slots) => play({ intent: 'Play', slots }),
  );
  expect(right).toBeGreaterThan(less ?? 0);
  expect(less).toBeGreaterThan(wrong ?? 0);
  expect(play({ intent: 'Play', slots: { artist: 'Abba', city: 'Abba in Lima' } })).toBe(-Infinity);
  expect(logprobOf(core, '')({})).toBe(-Infinity);
});
