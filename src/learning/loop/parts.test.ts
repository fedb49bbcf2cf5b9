import { expect, test } from 'vitest';
import { createRandom } from '../../kit/random.ts';
import { decide } from './decide.ts';
import { entryOf, expectedAt, expectedOf, judgedOf, withEntry, withFresh, withTraffic } from './evidence.ts';
import { DEFAULT_POLICY, type LoopPolicy } from './policy.ts';
import { chooseShadow, type ShadowCase } from './shadow.ts';
import { newKind, newState, readState, type KindState } from './state.ts';
import { alarm, NO_ALARM, suspicious, watch, type WatchState } from './watch.ts';

const FLOOR = 0.95;

/** Answers until an alarm; undefined: none among `n`. */
function untilAlarm(
  n: number,
  seed: number,
  rate: number,
  expected: number,
  random = false,
): number | undefined {
  const draw = createRandom(seed);
  let state: WatchState = NO_ALARM;
  for (let i = 1; i <= n; i++) {
    state = watch(state, { example: i, error: draw() < rate ? 1 : 0, expected, random }, FLOOR);
    if (alarm(state, DEFAULT_POLICY.falseAlarm)) return i;
  }
  return undefined;
}

test('false alarms are as rare as stated: one in 2,000 answers on average, at most', () => {
  let [answers, alarms] = [0, 0];
  for (const expected of [0.03, 0.2, 0.5])
    for (let seed = 0; seed < 20; seed++) {
      const found = untilAlarm(1000, seed, expected, expected);
      answers += found ?? 1000;
      alarms += found === undefined ? 0 : 1;
    }
  expect(alarms).toBeLessThanOrEqual(answers / DEFAULT_POLICY.falseAlarm);
});

test('fewer random shadows wrong than the floor allows raise no alarm', () => {
  for (let seed = 0; seed < 20; seed++) expect(untilAlarm(500, seed, 0.035, 0.5, true)).toBeUndefined();
});

test.each([
  ['all wrong where mistakes are rare', 1, 0.03, false, 4],
  ['all wrong where mistakes are common', 1, 0.5, false, 30],
  ['half wrong', 0.5, 0.05, false, 40],
  ['twice the allowed mistakes, at random', 0.3, 0.5, true, 120],
])('alarm: %s', (_, rate, expected, random, within) => {
  for (let seed = 0; seed < 10; seed++)
    expect(untilAlarm(within, seed, rate, expected, random)).toBeDefined();
});

test('remembers when the evidence began to rise', () => {
  let state: WatchState = NO_ALARM;
  for (let i = 1; i <= 50; i++)
    state = watch(state, { example: i, error: 0, expected: 0.05, random: false }, FLOOR);
  expect(suspicious(state)).toBe(false);
  for (let i = 51; i <= 53; i++)
    state = watch(state, { example: i, error: 1, expected: 0.05, random: false }, FLOOR);
  expect(state.calm).toBe(50);
  expect(suspicious(state)).toBe(true);
  const fresh = watch(NO_ALARM, { example: 900, error: 1, expected: 0.05, random: false }, FLOOR);
  expect(fresh.calm).toBe(899);
});

const CASE: ShadowCase = { expected: 0.01, isNew: false, suspicious: false, canary: false, chosen: 0 };

function shadows(one: Partial<ShadowCase>, policy: LoopPolicy = DEFAULT_POLICY): Map<unknown, number> {
  const random = createRandom(1);
  const counts = new Map<unknown, number>();
  for (let i = 0; i < 5000; i++) {
    const shadow = chooseShadow({ ...CASE, ...one }, policy, random);
    counts.set(shadow, (counts.get(shadow) ?? 0) + 1 / 5000);
  }
  return counts;
}

test('the random part is the same for every answer', () => {
  for (const one of [
    {},
    { isNew: true },
    { suspicious: true },
    { canary: true },
    { expected: 0.3 },
    { chosen: 1 },
  ])
    expect(shadows(one).get('random')).toBeCloseTo(0.02, 2);
});

test('more checks where they teach most, within their share', () => {
  const share = (kind: string, one: Partial<ShadowCase>): number => shadows(one).get(kind) ?? 0;
  expect(share('uncertain', { expected: 0.1 })).toBeGreaterThan(share('uncertain', {}) * 3);
  expect(share('new', { isNew: true })).toBeGreaterThan(0.1);
  expect(share('canary', { canary: true })).toBeGreaterThan(0.05);
  expect(share('drift', { suspicious: true, chosen: 1 })).toBeGreaterThan(0.4);
  expect(
    new Set(shadows({ expected: 0.5, isNew: true, canary: true, chosen: DEFAULT_POLICY.chosenShare }).keys()),
  ).toEqual(new Set([false, 'random']));
});

/** A kind with evidence: right when its confidence is above a value. */
function evidenceOf(n: number, rightFrom: number, version: number): KindState {
  const random = createRandom(version);
  const evidence = Array.from({ length: n }, (_, i) => {
    const confidence = random();
    return entryOf(i + 1, confidence, confidence > rightFrom ? 1 : 0);
  });
  return { ...newKind(0), latest: version, evidence };
}

test('evidence: the newest are kept, fresh judgements replace older ones', () => {
  let kind = newKind(10);
  for (let i = 1; i <= 6100; i++) kind = withEntry(kind, entryOf(i, 0.5, 1));
  expect([kind.evidence.length, kind.evidence[0]?.[0]]).toEqual([6000, 101]);
  const fresh = withFresh(kind, [entryOf(6100, 0.9, 0), entryOf(6101, 0.9, 1)]);
  expect(fresh.evidence.slice(-2)).toEqual([
    [6100, 0.9, 0],
    [6101, 0.9, 1],
  ]);
});

test('mistakes to be expected fall with confidence', () => {
  const expected = expectedOf(evidenceOf(500, 0.4, 1));
  expect(expectedAt(expected, 0.1)).toBeGreaterThan(0.8);
  expect(expectedAt(expected, 0.95)).toBeLessThan(0.05);
  expect(expectedAt([], 0.9)).toBe(0.5);
});

test('traffic is counted by confidence and fades', () => {
  let kind = newKind(0);
  for (let i = 0; i < 700; i++) kind = withTraffic(kind, 0.2);
  for (let i = 0; i < 700; i++) kind = withTraffic(kind, 1);
  expect((kind.traffic[99] ?? 0) / (kind.traffic[20] ?? 0)).toBeCloseTo(2, 1);
  expect(judgedOf(evidenceOf(100, 0, 1), true)).toHaveLength(100);
});

test('serves the smallest that does about as much as the best', () => {
  const decided = (probe: number, extract: number): string | undefined => {
    const kinds = { probe: evidenceOf(900, probe, 1), extract: evidenceOf(900, extract, 2) };
    return decide({ ...newState(), kept: 900, kinds }, DEFAULT_POLICY, new Set()).main?.kind;
  };
  expect(decided(0.3, 0.3)).toBe('probe');
  expect(decided(0.35, 0.3)).toBe('probe');
  expect(decided(0.7, 0.3)).toBe('extract');
  expect(decided(1.1, 1.1)).toBeUndefined();
});

test('a young student is judged on a window as long as what was seen', () => {
  const state = { ...newState(), kept: 400, kinds: { probe: evidenceOf(400, 0.4, 1) } };
  const coverage = (window: number): number | undefined =>
    decide(state, { ...DEFAULT_POLICY, window }, new Set()).main?.accepts?.coverage;
  expect(coverage(3000)).toBe(coverage(400));
  expect(coverage(400)).toBeGreaterThan(coverage(100) ?? 0);
});

test('a version that was rolled back is not shipped again; a memo stands beside the main student', () => {
  const kinds = { memo: evidenceOf(300, 0, 1), probe: evidenceOf(900, 0.3, 2) };
  const state = { ...newState(), kept: 900, kinds };
  expect(decide(state, DEFAULT_POLICY, new Set())).toMatchObject({
    memo: { version: 1 },
    main: { version: 2 },
  });
  expect(decide(state, DEFAULT_POLICY, new Set([2])).main).toBeUndefined();
  const { verdicts } = decide(
    { ...state, kinds: { probe: evidenceOf(30, 0, 3) } },
    DEFAULT_POLICY,
    new Set(),
  );
  expect(verdicts[0]).toMatchObject({ accepts: undefined });
  expect(verdicts[0]?.words).toMatch(/ 30 test answers .* sure of 95 %: about \d+ like these are needed$/);
});

test.each([
  undefined,
  null,
  7,
  'x',
  [],
  {},
  { ...newState(), format: 2 },
  { ...newState(), kinds: 7 },
  { ...newState(), expected: {} },
])('no state: %j', (saved) => {
  expect(readState(saved)).toBeUndefined();
});

test('a state survives as JSON', () => {
  const state = { ...newState(), kinds: { probe: evidenceOf(50, 0.5, 1) } };
  expect(readState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});
