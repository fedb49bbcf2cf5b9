import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answerer } from './answerer.ts';
import { confidenceOf, readCard } from './card.ts';
import type { Card } from './card.ts';
import { createGenerator } from './generate.ts';
import { generateBeyond } from './beyond.ts';
import { readGguf } from '../../src/kit/gguf/read.ts';
import { piecesFromMetadata } from '../../src/kit/spm/from-metadata.ts';
import { createRandom } from '../../src/kit/random.ts';
import { loadInLlamaCpp } from '../../src/learning/trainer/testing/llama-cpp.ts';
import { textOf } from './command.ts';
import { openModel } from './measure.ts';
import { CHAT_TEMPLATE, createHouseTokenizer } from './tokenizer.ts';

const MODEL = join(import.meta.dirname, 'house.gguf');
const there = existsSync(MODEL) && existsSync(join(import.meta.dirname, 'card.json'));
const withModel = test.skipIf(!there);
if (!there) console.warn('skipped: models/house/house.gguf is not there; make it with npm run house:train');

let card: Card;
let answerer: Answerer | undefined;
beforeAll(async () => {
  if (!there) return;
  card = readCard();
  answerer = await openModel(MODEL, card, 1);
});
afterAll(() => answerer?.close());

withModel('the card speaks of this file, which is small enough', () => {
  expect(statSync(MODEL).size).toBeLessThanOrEqual(8_000_000);
  expect(card.sha256).toBe(createHash('sha256').update(readFileSync(MODEL)).digest('hex'));
});

withModel('the card has every field that the runtime reads', () => {
  expect(Object.keys(card)).toEqual([
    'id',
    'name',
    'version',
    'licence',
    'jobs',
    'decline',
    'calibration',
    'secondOpinion',
    'responseFormat',
    'training',
    'eval',
    'attribution',
    'sha256',
  ]);
  expect(card.jobs).toEqual(['command']);
  expect(card.responseFormat.schema.properties.intent.enum).toContain(card.decline.intent);
  expect(card.calibration.a).toBeGreaterThan(0);
  expect(card.calibration.n).toBeGreaterThan(500);
  expect(card.attribution.join(' ')).toContain('CLINC150');
});

withModel('it serves the commands it is for, and declines what is none of its business', async () => {
  const texts = [
    'play Norah Jones',
    'wake me at 6:30 tomorrow',
    'set a timer for ten minutes',
    'Why did the old empire fall apart after the war?',
  ];
  const replies = (await answerer?.answerAll(texts)) ?? [];
  expect(replies[0]?.answer).toEqual({ intent: 'PlayMusic', slots: { artist: 'Norah Jones' } });
  expect(replies[1]?.answer).toEqual({ intent: 'SetAlarm', slots: { time: '6:30', date: 'tomorrow' } });
  expect(replies[2]?.answer).toEqual({ intent: 'SetTimer', slots: { duration: 'ten minutes' } });
  expect(replies[3]?.answer).toEqual({ intent: 'none', slots: {} });
  const confidences = replies.map((reply) => confidenceOf(reply, card.calibration));
  expect(Math.min(...confidences.slice(0, 3))).toBeGreaterThan(0.5);
  expect(confidences[3]).toBeLessThan(0.5);
});

withModel(
  'our tokenizer gives the ids of llama.cpp on thousands of commands, and answers decode to JSON',
  async () => {
    const { metadata } = await readGguf(MODEL);
    expect(metadata.get('tokenizer.chat_template')?.value).toBe(CHAT_TEMPLATE);
    const tokenizer = createHouseTokenizer(piecesFromMetadata(metadata));
    const model = await loadInLlamaCpp(MODEL);
    const random = createRandom(5);
    const generate = createGenerator({ first: ['Zoë', 'D’Arcy'], last: ['O’Neil-Łuk'] }, new Map(), []);
    for (let i = 0; i < 3000; i++) {
      const text = textOf(i % 3 === 0 ? generateBeyond(random) : generate(random));
      const ids = tokenizer.encode(text);
      expect([text, ids]).toEqual([text, [...model.tokenize(text, false, 'trimLeadingSpace')]]);
      if (i % 10 === 0) expect(model.detokenize(ids as never)).toBe(text);
    }
    for (const slots of [{}, { note: 'a "b" \\ c' }, { time: '6:30', date: 'tomorrow' }]) {
      const answer = { intent: 'SetAlarm', slots };
      expect(model.detokenize(tokenizer.answer(answer) as never)).toBe(JSON.stringify(answer));
    }
    await model.dispose();
  },
);
