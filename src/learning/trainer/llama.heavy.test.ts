import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LlamaModel } from 'node-llama-cpp';
import { createTokenizer } from '../../kit/spm/encode.ts';
import { tokenizerEntries } from '../../kit/spm/gguf-entries.ts';
import type { Piece } from '../../kit/spm/vocabulary.ts';
import { bytePieces } from '../../kit/spm/vocabulary.ts';
import { llamaGguf } from './llama-gguf.ts';
import { logitsGraph } from './model-graph.ts';
import { openGraph } from './ort.ts';
import { buildBatch, packRows } from './pack.ts';
import { createRandom, pick } from '../../kit/random.ts';
import { batchFeeds, weightFeeds } from './stepper.ts';
import { loadInLlamaCpp, nextTokenProbabilities } from './testing/llama-cpp.ts';
import { TINY } from './testing/tiny.ts';
import { freshWeights } from './weights.ts';

const normal = (text: string, i: number): Piece => ({ text, score: -i, type: 'normal' });
const PIECES: Piece[] = [
  { text: '<unk>', score: 0, type: 'unknown' },
  { text: '<|end|>', score: 0, type: 'control' },
  ...bytePieces(),
  ...['{"a":"', '"}}', '}}'].map((text): Piece => ({ text, score: 0, type: 'userDefined' })),
  ...['\u2581', 'th', 'the', 'in', 'ing', 'er', 'he', 'é', 'pla', 'play', 'pl', 'ay', 'y', 'e', 'h', 't'].map(
    normal,
  ),
];
while (PIECES.length < TINY.vocabulary)
  PIECES.push({ text: `<unused${PIECES.length}>`, score: 0, type: 'unused' });

const folder = mkdtempSync(join(tmpdir(), 'nearmost-llama-'));
const weights = freshWeights(TINY, 11);
let model: LlamaModel;

beforeAll(async () => {
  // Small random weights give nearly even probabilities; larger ones make a comparison worth something.
  for (const { value, decays } of weights.values())
    if (decays) for (let i = 0; i < value.length; i++) value[i] = (value[i] as number) * 3;
  const path = join(folder, 'tiny.gguf');
  writeFileSync(
    path,
    llamaGguf(TINY, weights, tokenizerEntries(PIECES, { unknown: 0, end: 1, template: '' }), 'F32'),
  );
  model = await loadInLlamaCpp(path);
});

afterAll(async () => {
  await model.dispose();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

test('next-token probabilities are those of llama.cpp', async () => {
  const random = createRandom(4);
  const tokens = Array.from({ length: 24 }, () => Math.floor(random() * TINY.vocabulary));
  const theirs = await nextTokenProbabilities(model, tokens);

  const size = { batch: 1, time: 32 };
  const examples = [{ tokens: [...tokens, 0], weights: Array<number>(tokens.length + 1).fill(1) }];
  const session = await openGraph(logitsGraph(TINY, size), 1);
  const feeds = batchFeeds(buildBatch(examples, packRows(examples, size.time), 1, size.time), size);
  feeds.delete('targets');
  feeds.delete('weights');
  const logits = (await session.run(new Map([...weightFeeds(TINY, weights), ...feeds]))).get('logits');
  await session.close();
  const row =
    logits?.slice((tokens.length - 1) * TINY.vocabulary, tokens.length * TINY.vocabulary) ??
    new Float32Array();
  const total = row.reduce((sum, x) => sum + Math.exp(x), 0);

  expect(theirs.size).toBeGreaterThan(100);
  expect(Math.max(...theirs.values())).toBeGreaterThan(0.01);
  for (const [id, probability] of theirs)
    expect(Math.abs(Math.exp(row[id] as number) / total - probability)).toBeLessThan(1e-3);
});

test('our tokenizer gives the ids of llama.cpp, and the text comes back', () => {
  const random = createRandom(9);
  const tokenizer = createTokenizer(PIECES);
  const bits = [
    'the',
    'there',
    'playing',
    ' ',
    '  ',
    'é',
    'ü',
    '"',
    '"}}',
    '}',
    '{"a":"',
    '7',
    '日',
    '🙂',
    '\n',
    '.',
    'then he',
    '<|end|>',
    '<0x41>',
    '\u2581',
  ];
  for (let i = 0; i < 2000; i++) {
    const text = Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(random, bits)).join('');
    const ids = tokenizer.encode(text);
    expect([text, ids]).toEqual([text, [...model.tokenize(text, false, 'trimLeadingSpace')]]);
    expect(tokenizer.encode(text, { special: true })).toEqual([
      ...model.tokenize(text, true, 'trimLeadingSpace'),
    ]);
    expect(tokenizer.decode(ids)).toBe(text.replaceAll('\u2581', ' '));
  }
});
