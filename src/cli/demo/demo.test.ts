import { expect, test } from 'vitest';
import type { Attempt, Rejection } from '../../contract/index.ts';
import { createPaint } from '../paint.ts';
import { width } from '../text.ts';
import { adviceFor, sendingWords } from './advice.ts';
import { REQUESTS, type DemoRequest } from './requests.ts';
import { renderScore, scoreOf } from './scoreboard.ts';
import { turnHead, turnLine } from './turn-line.ts';
import { shortAnswer, shortWhy, type Turn } from './turn.ts';

const plain = createPaint(false);
const command: DemoRequest = { kind: 'command', text: 'wake me at 6:30 tomorrow' };
const turnOf = (change: Partial<Turn> = {}): Turn => ({
  request: command,
  outcome: 'here',
  answer: 'SetAlarm · time 6:30',
  why: 'sure enough',
  confidence: 0.97,
  threshold: 0.7,
  ms: 41,
  costUsd: 0,
  counterfactualUsd: 0.00002,
  egressBytes: 0,
  requestId: 'req_1',
  ...change,
});
const attempt = (change: Partial<Attempt>): Attempt => ({
  place: 'local',
  model: 'local/house',
  outcome: 'answered',
  detail: 'confidence 0.97 is at or above 0.70',
  confidence: 0.97,
  durationMs: 40,
  ...change,
});
const personal: Rejection = {
  place: 'cloud',
  model: 'openai/gpt-4o-mini',
  reason: 'label personal: the content stays on this device',
};

test('forty varied requests, each once', () => {
  expect(REQUESTS).toHaveLength(40);
  expect(new Set(REQUESTS.map(({ text }) => text)).size).toBe(40);
  const kinds = Object.groupBy(REQUESTS, ({ kind }) => kind);
  expect(kinds.command?.length).toBeGreaterThanOrEqual(25);
  expect(kinds.beyond?.length).toBe(8);
  expect(kinds.private?.every(({ label }) => label === 'personal' || label === 'secret')).toBe(true);
  expect([kinds['pin-local']?.length, kinds['pin-cloud']?.length]).toEqual([1, 1]);
});

test('an intent with slots is told in words, other answers as one line', () => {
  expect(shortAnswer('{"intent":"SetAlarm","slots":{"time":"6:30","date_range":"tomorrow"}}')).toBe(
    'SetAlarm · time 6:30 · date range tomorrow',
  );
  expect(shortAnswer('{"intent":"PlayMusic"}')).toBe('PlayMusic');
  expect(shortAnswer('Two\nlines')).toBe('Two lines');
  expect(shortAnswer('{"other":1}')).toBe('{"other":1}');
});

test.each<[string, Attempt[], Rejection[], Partial<DemoRequest>, string]>([
  ['sure', [attempt({})], [personal], {}, 'sure enough'],
  ['sure and private', [attempt({})], [personal], { label: 'secret' }, 'sure enough, secret'],
  ['pinned', [attempt({})], [], { pin: 'local' }, 'pinned by the request'],
  [
    'pinned and below the threshold',
    [attempt({ detail: 'confidence 0.00 is below 0.70', confidence: 0 })],
    [],
    { pin: 'local' },
    'unsure, pinned',
  ],
  [
    'pinned and declined',
    [attempt({ outcome: 'declined' })],
    [],
    { pin: 'local' },
    'not its job, pinned here',
  ],
  ['last resort', [attempt({ detail: 'confidence 0.31 is below 0.70' })], [], {}, 'unsure'],
  ['declined', [attempt({ outcome: 'declined' })], [personal], {}, 'not its job, personal'],
  ['no key', [], [{ ...personal, reason: 'no key (nearmost keys add openai)' }], { pin: 'cloud' }, 'no key'],
  ['no provider at all', [attempt({ outcome: 'declined' })], [], {}, 'not its job, no key'],
  [
    'handed over',
    [attempt({ outcome: 'low_confidence' }), attempt({ place: 'cloud', detail: 'answered' })],
    [],
    {},
    'here: unsure',
  ],
])('why, when %s', (_, attempts, rejected, request, words) => {
  expect(shortWhy({ attempts, rejected }, request)).toBe(words);
});

test.each([80, 104, 120, 200])('a turn is one line of at most %d columns, under its titles', (columns) => {
  const long = turnOf({
    request: {
      kind: 'private',
      text: 'remind me to ask Dr. Weber about my blood test results on Monday',
      label: 'personal',
    },
    answer: 'SetReminder · text ask Dr. Weber about my blood test results · date Monday',
  });
  for (const turn of [
    turnOf(),
    long,
    turnOf({
      outcome: 'stayed',
      why: 'not its job, personal',
      answer: 'not answered',
    }),
  ]) {
    const line = turnLine(turn, plain, columns);
    expect(line).not.toContain('\n');
    expect(width(line)).toBeLessThanOrEqual(columns);
    expect(width(line)).toBe(width(turnHead(plain, columns)));
  }
});

test('an answer below the threshold is marked, also where the request pinned it', () => {
  const attempts = [attempt({ detail: 'confidence 0.00 is below 0.70', confidence: 0 })];
  for (const request of [
    command,
    { ...command, pin: 'local' as const },
    { ...command, label: 'secret' as const },
  ]) {
    const turn = turnOf({ request, why: shortWhy({ attempts, rejected: [] }, request), confidence: 0 });
    expect(turnLine(turn, plain, 80)).toMatch(/^here\? /);
  }
});

test('the scoreboard counts what happened and says how each figure came about', () => {
  const turns = [
    turnOf({ ms: 10 }),
    turnOf({ ms: 20 }),
    turnOf({ ms: 300, why: 'unsure' }),
    turnOf({ outcome: 'cloud', costUsd: 0.0004, counterfactualUsd: 0.0004, egressBytes: 90 }),
    turnOf({
      outcome: 'stayed',
      counterfactualUsd: null,
      request: { kind: 'private', text: 'x', label: 'secret' },
    }),
  ];
  const score = scoreOf(turns);
  expect(score).toMatchObject({
    requests: 5,
    here: 3,
    unsure: 1,
    cloud: 1,
    stayed: 1,
    failed: 0,
    keptPrivate: 1,
    privateBytesLeft: 0,
    localShare: 0.6,
    p50Ms: 20,
    priced: 4,
  });
  expect(score.costUsd).toBeCloseTo(0.0004, 9);
  expect(score.cloudOnlyUsd).toBeCloseTo(0.00046, 9);
  const text = renderScore(score, 'nearmost keys add openai', 'openai/gpt-4o-mini', plain);
  const narrow = renderScore(score, 'nearmost keys add openai', 'openai/gpt-4o-mini', plain, 80);
  expect(narrow.split('\n').filter((line) => width(line) > 80)).toEqual([]);
  expect(narrow.replace(/\s+/g, ' ')).toBe(text.replace(/\s+/g, ' '));
  expect(text).toContain('3 of 5 (60 %)');
  expect(text).toContain('1 request labelled personal or secret, 0 bytes of them left');
  expect(text).toContain('(estimated from list prices)');
  expect(text).toContain('nearmost keys add openai');
});

test('no answers: no times, no prices, no division by nothing', () => {
  const score = scoreOf([]);
  expect(score).toMatchObject({ p50Ms: null, cloudOnlyUsd: null, localShare: 0, costUsd: 0 });
  expect(renderScore(score, '', 'x/y', plain)).toContain('no cloud price is known');
});

test('a key in the environment is no consent', () => {
  expect(sendingWords(['openai'], false)).toContain('nothing is sent without your consent');
  expect(sendingWords(['openai'], true)).toContain('may leave, to: openai');
  expect(adviceFor([], false)).toContain('nearmost keys add openai');
  expect(adviceFor(['openai'], false)).toContain('no consent');
});
