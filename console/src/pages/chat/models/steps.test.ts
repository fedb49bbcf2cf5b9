import { expect, test } from 'vitest';
import type { AnswerTurn } from '../tree/turn.ts';
import { ladderOf, type Ladder } from './ladder.ts';
import { further, nearer } from './steps.ts';

const ladder: Ladder = {
  local: [
    { id: 'local/house', name: 'House' },
    { id: 'local/qwen', name: 'Qwen' },
  ],
  cloudObstacle: undefined,
};
const answer = (model: string, more: Partial<AnswerTurn> = {}): AnswerTurn => ({
  id: 'x',
  conversation: 'c',
  parent: null,
  at: 0,
  role: 'assistant',
  text: 'a',
  state: 'done',
  asked: { model: 'auto' },
  route: {
    requestId: 'r',
    place: model.startsWith('local/') ? 'local' : 'cloud',
    model,
    reason: '',
    confidence: null,
    threshold: null,
    costUsd: 0,
  },
  ...more,
});

test('from the cloud it goes back to this device', () => {
  expect(nearer(answer('acme/large'), ladder)).toMatchObject({ asked: { model: 'auto', route: 'local' } });
  expect(further(answer('acme/large'), ladder, 'public')).toHaveProperty('why');
});

test('on this device it goes to the next smaller or larger model, a skill stands where its base stands', () => {
  expect(nearer(answer('local/qwen'), ladder)).toMatchObject({ asked: { model: 'local/house' } });
  expect(nearer(answer('local/house+title'), ladder)).toHaveProperty('why');
  expect(further(answer('local/house'), ladder, 'secret')).toMatchObject({ asked: { model: 'local/qwen' } });
  expect(further(answer('local/qwen'), ladder, 'public')).toMatchObject({ asked: { route: 'cloud' } });
});

test('the label and missing keys are reasons in words', () => {
  expect(further(answer('local/qwen'), ladder, 'personal')).toMatchObject({
    why: expect.stringMatching(/personal/),
  });
  const closed = { ...ladder, cloudObstacle: 'no provider has a key yet' };
  expect(further(answer('local/qwen'), closed, 'public')).toMatchObject({
    why: expect.stringMatching(/no provider/),
  });
});

test('what nobody answered was offered to all models here', () => {
  const { route: _route, ...refused } = answer('local/house', {
    problem: { message: 'no', code: 'no_candidate' },
  });
  expect(further(refused, ladder, 'public')).toMatchObject({ asked: { route: 'cloud' } });
});

test('the ladder holds what talks, the smallest first; providers without a key are no way out', () => {
  const record = (bytes: number, more = {}) => ({
    bytes,
    source: 's',
    info: { embeddingOnly: false },
    card: { name: `n${bytes}` },
    ...more,
  });
  const made = ladderOf(
    [
      { id: 'auto', place: 'auto' },
      { id: 'local/b', place: 'local', record: record(20) },
      { id: 'local/a', place: 'local', record: record(10) },
      { id: 'local/a+s', place: 'local', record: record(1, { adapter: { base: 'a' } }) },
      { id: 'local/a+t', place: 'local', record: record(3, { variantOf: 'a' }) },
      { id: 'local/e', place: 'local', record: record(2, { info: { embeddingOnly: true } }) },
    ],
    { providers: [] },
  );
  expect(made.local.map(({ id }) => id)).toEqual(['local/a', 'local/b']);
  expect(made.cloudObstacle).toMatch(/no provider/);
});
