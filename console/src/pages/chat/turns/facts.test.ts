import { expect, test } from 'vitest';
import type { AnswerTurn } from '../tree/turn.ts';
import { factsOf } from './facts.ts';

const answer: AnswerTurn = {
  id: 'x',
  conversation: 'c',
  parent: null,
  at: 0,
  role: 'assistant',
  text: 'a',
  state: 'done',
  asked: { model: 'auto' },
  figures: { firstMs: 420, durationMs: 900, tokensPerSecond: 30.6 },
  route: {
    requestId: 'r',
    place: 'cloud',
    model: 'acme/large',
    reason: '',
    confidence: null,
    threshold: 0.7,
    costUsd: 0.00042,
  },
};

test('each figure stands under its method', () => {
  expect(factsOf(answer)).toEqual({
    measured: ['first word after 420 ms', '31 tokens (pieces of words) a second'],
    estimated: ['cost $0.00042'],
    unavailable: ['how sure it is'],
  });
});

test('on this device it costs nothing, and its confidence is an estimate', () => {
  const { route } = answer;
  const local = { ...answer, route: { ...route!, place: 'local' as const, confidence: 0.91, costUsd: 0 } };
  expect(factsOf({ ...local, figures: { firstMs: 12, durationMs: 14, tokensPerSecond: null } })).toEqual({
    measured: ['first word after 12 ms', 'cost $0'],
    estimated: ['91 % sure to be right, 70 % needed'],
    unavailable: ['speed: too short to tell'],
  });
});

test('of an answer that never came nothing is said', () => {
  const { route: _route, ...none } = answer;
  expect(factsOf(none)).toEqual({ measured: [], estimated: [], unavailable: [] });
});
