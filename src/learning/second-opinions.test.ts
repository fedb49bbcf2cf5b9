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
import { createVocabulary, rowOf } from './students/probe/vocabulary.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-second-'));
  mkdirSync(join(folder, 'second'));
  const rows = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? `play song ${i}` : `wake me at ${i}`));
  const features = rows.map(textFeatures);
  const vocabulary = createVocabulary(features, 500);
  const { weights, bias } = await trainLinear({
    rows: features.map((text) => rowOf(vocabulary, text)),
    answers: Int32Array.from(rows, (_, i) => i % 2),
    classes: 2,
    features: vocabulary.hashes.length,
    seed: 1,
    onEpoch: async () => undefined,
  });
  const answers = ['PlayMusic', 'SetAlarm'];
  writeFileSync(
    join(folder, 'second/words.bin'),
    encodeModel({ vocabulary, answers, bias, ...quantise(weights, 2) }),
  );
  writeFileSync(join(folder, 'second/broken.bin'), 'no model');
});
afterAll(() => rmSync(folder, { recursive: true }));

const record = (file = 'second/words.bin', more: Partial<ModelRecord> = {}): ModelRecord => {
  const made = fakeRecord('house');
  const fit = { weight: 0.2, a: 2, b: 1, n: 9 };
  const secondOpinion = { file, field: 'intent', lowest: -6, bare: fit, filled: fit };
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
  const fits = opinion(record(), 'play another song', 'PlayMusic')!;
  const does_not = opinion(record(), 'play another song', 'SetAlarm')!;
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
  expect(createSecondOpinions(() => undefined)(of(), text, answer)).toBeUndefined();
});

test.each(['second/broken.bin', 'second/missing.bin'])('%s is told once, and nothing is thought', (file) => {
  const troubles: unknown[] = [];
  const opinion = createSecondOpinions((error) => troubles.push(error));
  for (let i = 0; i < 3; i++) expect(opinion(record(file), 'play a song', 'PlayMusic')).toBeUndefined();
  expect(troubles).toHaveLength(1);
});
