import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelRecord } from '../contract/index.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { createSecondOpinions } from './second-opinions.ts';
import { createExtractTrainer } from './students/extract.ts';
import { decodeModel as decodeExtract } from './students/extract/codec.ts';
import { orders, toExamples } from './students/extract/testing/orders.ts';
import { textFeatures } from './students/features.ts';
import { encodeModel } from './students/probe/codec.ts';
import { quantise } from './students/probe/linear-model.ts';
import { trainLinear } from './students/probe/train-linear.ts';
import { createVocabulary, rowOf } from './students/probe/vocabulary.ts';
import { packTagger } from './taggers/codec.ts';
import { createCores } from './taggers/cores.ts';

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
  const student = await createExtractTrainer().train(toExamples(orders(60, 1)), { skill: 'x', seed: 1 });
  const { core } = decodeExtract(student.save().get('extract.bin') ?? new Uint8Array());
  writeFileSync(join(folder, 'tagger.bin'), packTagger(core));
});
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const said = (value: string, whole?: unknown) => ({ value, ...(whole === undefined ? {} : { whole }) });
const record = (file = 'second/words.bin', more: Partial<ModelRecord> = {}, reader?: string): ModelRecord => {
  const made = fakeRecord('house');
  const fit = { weight: 0.2, a: 2, b: 1, n: 9 };
  const given = reader === undefined ? {} : { reader };
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
  const opinion = createSecondOpinions(() => undefined, createCores());
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
  expect(createSecondOpinions(() => undefined, createCores())(of(), text, said(answer))).toBeUndefined();
});

const withReader = (file = 'tagger.bin'): ModelRecord => record(undefined, {}, file);

test('another reader is asked where the whole answer is given, and only then', () => {
  const opinion = createSecondOpinions(() => undefined, createCores());
  const whole = { intent: 'PlayMusic' };
  expect(opinion(withReader(), 'play a song', said('PlayMusic', whole))).toMatchObject({
    margin: 8,
    agreement: expect.any(Number) as number,
  });
  expect(opinion(withReader(), 'play a song', said('PlayMusic'))).toEqual({ margin: 8 });
  expect(opinion(record(), 'play a song', said('PlayMusic', whole))).toEqual({ margin: 8 });
});

test.each([
  ['words that are damaged', () => record('second/broken.bin')],
  ['words that are missing', () => record('second/missing.bin')],
  ['a reader that is damaged', () => withReader('second/broken.bin')],
  ['a reader that is missing', () => withReader('missing.bin')],
])('%s: told once, and nothing is thought', (_, of) => {
  const troubles: unknown[] = [];
  const opinion = createSecondOpinions((error) => troubles.push(error), createCores());
  for (let i = 0; i < 3; i++)
    expect(opinion(of(), 'play a song', said('PlayMusic', { intent: 'PlayMusic' }))).toBeUndefined();
  expect(troubles).toHaveLength(1);
});
