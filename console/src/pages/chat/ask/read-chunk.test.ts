import { expect, test } from 'vitest';
import { readChunk, routeFromHeaders } from './read-chunk.ts';

const route = {
  requestId: 'req_1',
  place: 'local',
  model: 'local/house',
  reason: 'confidence 0.91 is at or above 0.70',
  confidence: 0.91,
  threshold: 0.7,
  costUsd: 0,
} as const;

test('text, thinking, usage and route of a chunk', () => {
  const of = (value: unknown) => readChunk(JSON.stringify(value));
  expect(of({ choices: [{ delta: { content: 'Hi' } }] })).toEqual([{ type: 'text', text: 'Hi' }]);
  expect(of({ choices: [{ delta: { role: 'assistant', content: '' } }] })).toEqual([]);
  expect(of({ choices: [{ delta: { reasoning_content: 'hm' } }] })).toEqual([
    { type: 'reasoning', text: 'hm' },
  ]);
  expect(
    of({
      choices: [],
      usage: { completion_tokens: 9 },
      nearmost: { ...route, attempts: [], warnings: ['top_k'] },
    }),
  ).toEqual([
    { type: 'usage', outputTokens: 9 },
    { type: 'route', route },
  ]);
});

test('without a reason of its own, an answer says what spoke against what is nearer', () => {
  const nearmost = {
    ...route,
    place: 'cloud',
    model: 'acme/large',
    reason: '',
    rejected: [{ place: 'local', model: 'local/house', reason: 'it answers single everyday commands only' }],
  };
  expect(readChunk(JSON.stringify({ choices: [], nearmost }))).toMatchObject([
    { route: { reason: 'house: it answers single everyday commands only' } },
  ]);
});

test('the end, an error in the middle, and noise', () => {
  expect(readChunk('[DONE]')).toEqual([{ type: 'end' }]);
  expect(readChunk('{"error":{"message":"gone","code":"upstream_unavailable"}}')).toEqual([
    { type: 'problem', problem: { message: 'gone', code: 'upstream_unavailable' } },
  ]);
  expect(readChunk('not json')).toEqual([]);
});

test('headers tell the place before the first word', () => {
  const headers = new Headers({
    'x-nearmost-request-id': 'req_1',
    'x-nearmost-route': 'cloud',
    'x-nearmost-model': 'acme/large',
    'x-nearmost-reason': 'asked for',
  });
  expect(routeFromHeaders(headers)).toMatchObject({ place: 'cloud', model: 'acme/large', confidence: null });
  expect(routeFromHeaders(new Headers())).toBeUndefined();
});
