import { expect, test } from 'vitest';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { isDecline, readConfidence } from './confidence.ts';

const { card } = fakeRecord('a');
const calibration = { feature: 'sequence_logprob', method: 'platt', a: 2, b: 3, n: 10, data: 'x' } as const;

test('without a calibration: the geometric mean of the token probabilities, and it says so', () => {
  const read = readConfidence({ logprob: Math.log(0.25), tokens: 2 }, 'hi', card);
  expect(read.value).toBeCloseTo(0.5, 12);
  expect([read.calibrated, read.declined]).toEqual([false, false]);
});

test('with one: Platt scaling of the sum or the mean', () => {
  expect(readConfidence({ logprob: -1.5, tokens: 3 }, 'hi', { ...card, calibration })).toEqual({
    value: 0.5,
    calibrated: true,
    declined: false,
  });
  const mean = readConfidence({ logprob: -4.5, tokens: 3 }, 'hi', {
    ...card,
    calibration: { ...calibration, feature: 'mean_logprob' },
  });
  expect(mean.value).toBe(0.5);
});

test('a surely declined request has a low value, a doubtful one a higher', () => {
  const house = { ...card, calibration, decline: { intent: 'none' } };
  const text = '{"intent":"none","slots":{}}';
  expect(readConfidence({ logprob: Math.log(0.9), tokens: 2 }, text, house)).toMatchObject({
    declined: true,
    value: expect.closeTo(0.1, 10) as number,
  });
  expect(readConfidence({ logprob: Math.log(0.3), tokens: 2 }, text, house).value).toBeCloseTo(0.7);
});

test('no tokens, no confidence', () => {
  expect(readConfidence({ logprob: 0, tokens: 0 }, '', card).value).toBe(0);
  expect(readConfidence({ logprob: Number.NaN, tokens: 1 }, '', card).value).toBe(0);
});

test.each([
  ['{"intent":"none"}', true],
  ['{"intent":"none","slots":{"a":1}}', true],
  ['{"intent":"PlayMusic"}', false],
  ['none', false],
  ['null', false],
  ['[1]', false],
])('%s declines: %s', (text, declines) => {
  expect(isDecline(text, { intent: 'none' })).toBe(declines);
  expect(isDecline(text, undefined)).toBe(false);
});
