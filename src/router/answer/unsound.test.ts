import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatPart, ChatRequest, FinishReason } from '../../contract/index.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { world, words, type Script, type World } from '../testing/world.ts';

const SURE = -0.001;
const json = (text: string, reason: FinishReason): Script =>
  function* () {
    yield { type: 'text', choice: 0, text, score: { logprob: SURE, tokens: 8 } };
    yield { type: 'finish', choice: 0, reason };
    yield { type: 'usage', usage: { inputTokens: 3, outputTokens: 8 } };
  };
/** The model stops at once; what it thought of that is not told. */
const nothing: Script = () => [
  { type: 'finish', choice: 0, reason: 'stop' },
  { type: 'usage', usage: { inputTokens: 3, outputTokens: 1 } },
];
const thoughts: Script = () => [
  { type: 'reasoning', choice: 0, text: 'Hm.', score: { logprob: SURE, tokens: 2 } },
  ...nothing({} as ChatRequest),
];
const called: Script = () => [
  {
    type: 'tool-call',
    choice: 0,
    index: 0,
    id: 'c',
    name: 'play',
    arguments: '{}',
    score: { logprob: SURE, tokens: 4 },
  },
  { type: 'finish', choice: 0, reason: 'tool_calls' },
  { type: 'usage', usage: { inputTokens: 3, outputTokens: 4 } },
];
const SCHEMA = {
  type: 'json_schema',
  schema: { type: 'object', required: ['a'], properties: { a: { type: 'number' } } },
} as const;

async function ask({ router }: World, more: Partial<ChatRequest> = {}, stream = false, context = {}) {
  const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'Hi' }], ...more };
  if (!stream) {
    const { choices, route } = await router.whole({ task: 'chat', request }, context);
    return { text: choices[0]?.text ?? '', route };
  }
  const answer = await router.stream({ task: 'chat', request }, context, true);
  let text = '';
  for await (const part of answer.parts) if (part.type === 'text') text += part.text;
  return { text, route: await answer.done };
}
const cloud: Script = () => words('from far', 0);
const both = (small: Script): World => world({ locals: { small }, clouds: { openai: cloud } });

test.each([false, true])('an empty answer is no answer: it is handed over (stream: %s)', async (stream) => {
  for (const small of [nothing, thoughts, json(' \n', 'stop')]) {
    const { text, route } = await ask(both(small), {}, stream);
    expect([text, route.place]).toEqual(['from far', 'cloud']);
    expect(route.attempts[0]).toMatchObject({ outcome: 'low_confidence', confidence: 0 });
    expect(route.reason).toContain('local/small: it is empty');
  }
});

test.each([false, true])('an answer that ran out of room is handed over (stream: %s)', async (stream) => {
  const { text, route } = await ask(both(json('The first of', 'length')), {}, stream);
  expect([text, route.place]).toEqual(['from far', 'cloud']);
  expect(route.reason).toContain('it was cut off');
});

test('what its caller wants short is short, and no fault of the answer', async () => {
  const { text, route } = await ask(both(json('The first of', 'length')), { maxTokens: 8 });
  expect([text, route.place]).toEqual(['The first of', 'local']);
});

test('half a JSON is handed over, whoever set the limit; so is what is none', async () => {
  for (const [text, reason] of [
    ['{"a": 1', 'length'],
    ['no JSON', 'stop'],
  ] as const) {
    const { route } = await ask(both(json(text, reason)), { maxTokens: 8, responseFormat: SCHEMA });
    expect([route.place, route.reason]).toEqual(['cloud', expect.stringContaining('is not the JSON')]);
  }
  const sound = await ask(both(json('{"a": 1}', 'stop')), { responseFormat: SCHEMA });
  expect(sound.route.place).toBe('local');
  const call = await ask(both(called), { responseFormat: SCHEMA, tools: [{ name: 'play', parameters: {} }] });
  expect(call.route.place).toBe('local');
});

test('with nobody else it is served all the same, and the row says what is wrong with it', async () => {
  const alone = world({ locals: { small: nothing } });
  const { text, route } = await ask(alone);
  expect([text, route.place, route.confidence]).toEqual(['', 'local', 0]);
  expect(route.reason).toContain('it is empty');
  const kept = await ask(both(json('The first of', 'length')), {}, false, { label: 'personal' });
  expect([kept.text, kept.route.place]).toEqual(['The first of', 'local']);
  expect(kept.route.rejected[0]?.reason).toMatch(/^label personal/);
});

test('a specialist whose command is cut off has not answered', async () => {
  const command = { jobs: ['command' as const], decline: { intent: 'none' }, responseFormat: SCHEMA };
  const card = { ...fakeRecord('house').card, ...command };
  const locals = { house: json('{"intent":"Pl', 'length') };
  const here = world({ locals, records: { house: { card } } });
  for (const more of [{}, { maxTokens: 8 }])
    await expect(ask(here, more)).rejects.toMatchObject({ code: 'no_candidate' });
});

test('a model that was named answers as it does', async () => {
  const { text, route } = await ask(both(nothing), { model: 'local/small' });
  expect([text, route.place]).toEqual(['', 'local']);
});

const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 1e-300));

test('property: whatever the scores say, a confidence is a probability and the request has one answer', async () => {
  const piece = fc.record({
    text: fc.constantFrom('a ', '', '{"intent":"none"}'),
    logprob: number,
    tokens: number,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 4 }), fc.boolean(), async (pieces, stream) => {
      const small: Script = () => [
        ...pieces.map(({ text, ...score }): ChatPart => ({ type: 'text', choice: 0, text, score })),
        ...nothing({} as ChatRequest),
      ];
      const card = { ...fakeRecord('small').card, decline: { intent: 'none' } };
      const here = world({ locals: { small }, records: { small: { card } }, clouds: { openai: cloud } });
      const { route } = await ask(here, {}, stream);
      for (const confidence of [route.confidence, ...route.attempts.map((one) => one.confidence)])
        expect(confidence === null || (confidence >= 0 && confidence <= 1)).toBe(true);
      expect(here.rows).toHaveLength(1);
      expect(here.open()).toBe(0);
    }),
    { numRuns: 300 },
  );
});
