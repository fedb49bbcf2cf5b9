import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answerer } from './answerer.ts';
import { confidenceOf, readCard } from './card.ts';
import type { Card } from './card.ts';
import { openModel } from './measure.ts';

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
