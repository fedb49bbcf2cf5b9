import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelRecord } from '../contract/index.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { createSecondOpinions } from './second-opinions.ts';
import { textFeatures } from './students/features.ts';
import { encodeModel } from './students/probe/codec.ts';
import { quantise } from './students/probe/linear-model.ts';
import { trainLinear } from './students/probe/train-linear.ts';
import { NO_SLOT, slotText, wordPlaces } from './students/probe/slot-opinion.ts';
import { createVocabulary, rowOf } from './students/probe/vocabulary.ts';

let folder: string;
/** A small model that learned these. */
async function small(rows: readonly { text: string; answer: string }[]): Promise<Uint8Array> {
  const answers = [...new Set(rows.map(({ answer }) => answer))].sort();
  const features = rows.map(({ text }) => textFeatures(text));
  const vocabulary = createVocabulary(features, 500);
  const { weights, bias } = await trainLinear({
    rows: features.map((text) => rowOf(vocabulary, text)),
    answers: Int32Array.from(rows, ({ answer }) => answers.indexOf(answer)),
    classes: answers.length,
    features: vocabulary.hashes.length,
    seed: 1,
    onEpoch: async () => undefined,
  });
  return encodeModel({ vocabulary, answers, bias, ...quantise(weights, answers.length) });
}

const SONGS = Array.from({ length: 60 }, (_, i) => `play song ${i} by singer ${i}`);
/** Where the n-th word from here to there stands in a text. */
const stretch = (text: string, from: number, to: number): [number, number] => {
  const places = wordPlaces(text);
  return [places[from]![0], places[to]![1]];
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-second-'));
  mkdirSync(join(folder, 'second'));
  const intents = Array.from({ length: 60 }, (_, i) =>
    i % 2 === 0
      ? { text: `play song ${i}`, answer: 'PlayMusic' }
      : { text: `wake me at ${i}`, answer: 'SetAlarm' },
  );
  const slots = SONGS.flatMap((text) => [
    { text: slotText(text, ...stretch(text, 1, 2), 'PlayMusic'), answer: 'track' },
    { text: slotText(text, ...stretch(text, 4, 5), 'PlayMusic'), answer: 'artist' },
    { text: slotText(text, ...stretch(text, 3, 3), 'PlayMusic'), answer: NO_SLOT },
  ]);
  writeFileSync(join(folder, 'second/words.bin'), await small(intents));
  writeFileSync(join(folder, 'second/slots.bin'), await small(slots));
  writeFileSync(join(folder, 'second/broken.bin'), 'no model');
});
afterAll(() => rmSync(folder, { recursive: true }));

const said = (value: string, parts: Record<string, unknown> = {}) => ({ value, parts });
const record = (
  file = 'second/words.bin',
  more: Partial<ModelRecord> = {},
  parts?: { file: string; field: string },
): ModelRecord => {
  const made = fakeRecord('house');
  const fit = { weight: 0.2, a: 2, b: 1, n: 9 };
  const given = parts ? { parts } : {};
  const secondOpinion = { file, field: 'intent', ...given, most: 8, bare: fit, filled: fit };
  return {
    ...made,
    source: 'embedded',
    path: join(folder, 'house.gguf'),
    card: { ...made.card, secondOpinion },
    ...more,
  };
};

test('the answer that fits the words has the larger margin, within bounds', () => {
  const opinion = createSecondOpinions(() => undefined);
  const fits = opinion(record(), 'play another song', said('PlayMusic'))!.margin;
  const does_not = opinion(record(), 'play another song', said('SetAlarm'))!.margin;
  expect(fits).toBeGreaterThan(0);
  expect(does_not).toBeLessThan(0);
  expect(Math.max(Math.abs(fits), Math.abs(does_not))).toBeLessThanOrEqual(8);
});

test.each([
  ['an answer it does not know', 'play a song', 'Dance', record],
  ['words it does not know', '空', 'PlayMusic', record],
  ['a model without one', 'play a song', 'PlayMusic', () => fakeRecord('house')],
  ['a model from elsewhere', 'play a song', 'PlayMusic', () => record(undefined, { source: 'pulled' })],
])('nothing is thought of %s', (_, text, answer, of) => {
  expect(createSecondOpinions(() => undefined)(of(), text, said(answer))).toBeUndefined();
});

const withParts = (file = 'second/slots.bin'): ModelRecord => record(undefined, {}, { file, field: 'slots' });

test('of several names the one that fits its place least is told', () => {
  const opinion = createSecondOpinions(() => undefined);
  const think = (slots: Record<string, unknown>) =>
    opinion(withParts(), 'play song 100 by singer 200', said('PlayMusic', slots))!.parts!;
  const right = think({ track: 'song 100', artist: 'singer 200' });
  const swapped = think({ track: 'singer 200', artist: 'song 100' });
  expect(right).toBeGreaterThan(0);
  expect(swapped).toBeLessThan(0);
  expect(think({ track: 'song 100', artist: 'by' })).toBeLessThan(right);
  expect(swapped).toBeGreaterThanOrEqual(-8);
  const alone = createSecondOpinions(() => undefined)(record(), 'play song 1', said('PlayMusic'));
  expect(alone).toEqual({ margin: 8 });
});

test.each([
  ['no slot', {}],
  ['a slot it does not know', { colour: 'song' }],
  ['a value that is not in the text', { track: 'elsewhere' }],
  ['a value that is no text', { track: 7, artist: null }],
  ['an empty value', { track: '' }],
])('nothing is held against %s', (_, slots) => {
  const opinion = createSecondOpinions(() => undefined);
  expect(opinion(withParts(), 'play song 1 by singer 2', said('PlayMusic', slots))?.parts).toBe(3);
});

test.each([
  ['second/broken.bin', () => record('second/broken.bin')],
  ['second/missing.bin', () => record('second/missing.bin')],
  ['parts that are broken', () => withParts('second/broken.bin')],
])('%s: told once, and nothing is thought', (_, of) => {
  const troubles: unknown[] = [];
  const opinion = createSecondOpinions((error) => troubles.push(error));
  for (let i = 0; i < 3; i++) expect(opinion(of(), 'play a song', said('PlayMusic'))).toBeUndefined();
  expect(troubles).toHaveLength(1);
});
