import { expect, test } from 'vitest';
import {
  NearmostError,
  type ChatPart,
  type ChatRequest,
  type ModelCard,
  type ModelRecord,
} from '../../contract/index.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { words, world, type Script, type World } from '../testing/world.ts';
import { collect } from './collect.ts';

const [SURE, UNSURE, LESS] = [-0.1, -3.6, -3.9];
const card: ModelCard = {
  ...fakeRecord('house').card,
  jobs: ['command'],
  decline: { intent: 'none' },
  responseFormat: { type: 'json_object' },
  calibration: { feature: 'sequence_logprob', method: 'platt', a: 1, b: 4, n: 100, data: 'made up' },
};
const play = '{"intent":"PlayMusic"}';
const wake = '{"intent":"SetAlarm"}';
const none = '{"intent":"none"}';

/** A whole answer in one part, as a tagger gives it. */
const says =
  (text: string, logprob: number, tokens = 5): Script =>
  (): ChatPart[] => [
    { type: 'text', choice: 0, text, score: { logprob, tokens } },
    { type: 'finish', choice: 0, reason: 'stop' },
    { type: 'usage', usage: { inputTokens: 3, outputTokens: tokens } },
  ];

function place(
  tags: Script,
  house: Script,
  more: Parameters<typeof world>[0] & { variant?: Partial<ModelRecord> } = {},
): World {
  const { variant, ...options } = more;
  const record = { variantOf: 'house', card: { ...card, id: 'house+tags', ahead: true }, ...variant };
  return world({
    locals: { house, 'house+tags': tags },
    records: { house: { card }, 'house+tags': record },
    ...options,
  });
}

const ask = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'auto',
  messages: [{ role: 'user', content: 'play Norah Jones' }],
  ...more,
});
async function chat({ router }: World, request = ask(), stream = false) {
  if (!stream) {
    const { choices, usage, route } = await router.whole({ task: 'chat', request }, {});
    return { text: choices[0]?.text, usage, route };
  }
  const answer = await router.stream({ task: 'chat', request }, {}, true);
  const { choices, usage } = await collect(answer.parts);
  return { text: choices[0]?.text, usage, route: await answer.done };
}
const tries = (route: { attempts: { model: string; outcome: string }[] }): string[] =>
  route.attempts.map(({ model, outcome }) => `${model} ${outcome}`);

test.each([false, true])(
  'a variant that is sure answers, and nobody else is asked (stream: %s)',
  async (stream) => {
    const here = place(says(play, SURE), says(wake, SURE), { clouds: { openai: () => words('no', 0) } });
    const { text, usage, route } = await chat(here, ask(), stream);
    expect([text, here.asked]).toEqual([play, ['local/house+tags']]);
    expect(usage).toEqual({ inputTokens: 3, outputTokens: 5 });
    expect(route).toMatchObject({ place: 'local', model: 'local/house+tags', calibrated: true, costUsd: 0 });
    expect(route.confidence).toBeCloseTo(0.98, 2);
    expect(route.reason).toBe(
      'a word tagger answered, so local/house was not asked: confidence 0.98 is at or above 0.70',
    );
    expect(tries(route)).toEqual(['local/house+tags answered']);
    expect(here.rows).toMatchObject([{ status: 'ok', model: 'local/house+tags', outputTokens: 5 }]);
    expect(here.open()).toBe(0);
  },
);

test.each([
  ['leaves the request alone', says(none, SURE)],
  ['is nearly sure to be wrong', says(play, -6)],
  ['says nothing', says('', SURE)],
  ['says what was not asked for', says('no JSON', SURE)],
  ['finds nothing that it can answer', () => [new NearmostError('unsupported', 'nothing here')]],
] as [string, Script][])('one that %s leaves no trace', async (_, tags) => {
  const here = place(tags, says(wake, SURE));
  const { text, route } = await chat(here, ask({ responseFormat: { type: 'json_object' } }));
  expect([text, route.model]).toEqual([wake, 'local/house']);
  expect(tries(route)).toEqual(['local/house answered']);
  expect(here.open()).toBe(0);
});

test('one that fails is noted, and the request goes on without it', async () => {
  const here = place(() => [new NearmostError('invalid_model_file', 'damaged')], says(wake, SURE));
  const { text, route } = await chat(here);
  expect([text, ...tries(route)]).toEqual([wake, 'local/house+tags failed', 'local/house answered']);
  expect(route.attempts[0]).toMatchObject({ error: 'invalid_model_file', detail: 'damaged' });
});

test('one that is not sure enough leaves the answer to its base, where that is', async () => {
  const here = place(says(play, UNSURE), says(wake, SURE));
  const { text, route } = await chat(here);
  expect([text, ...tries(route)]).toEqual([wake, 'local/house+tags low_confidence', 'local/house answered']);
  expect(route.reason).toBe(
    'local/house+tags: confidence 0.60 is below 0.70; confidence 0.98 is at or above 0.70',
  );
});

test('of two answers below the threshold the surer one is kept', async () => {
  const kept = await chat(place(says(play, UNSURE), says(wake, LESS)));
  expect([kept.text, kept.route.model]).toEqual([play, 'local/house+tags']);
  expect(tries(kept.route)).toEqual(['local/house+tags answered', 'local/house low_confidence']);
  expect(kept.route.reason).toBe(
    'kept although confidence 0.60 is below 0.70; local/house: confidence 0.52 is below 0.70',
  );
  const base = await chat(place(says(play, LESS), says(wake, UNSURE)));
  expect([base.text, base.route.model]).toEqual([wake, 'local/house']);
  expect(tries(base.route)).toEqual(['local/house+tags low_confidence', 'local/house answered']);
  // where both say the same, the base has the last word
  const same = await chat(place(says(play, UNSURE), says(play, LESS)));
  expect([same.text, same.route.model]).toEqual([play, 'local/house']);
});

test('when nobody here is sure the cloud is asked, and when it fails the surer answer is served', async () => {
  const cloud = { openai: () => words('fine', 0) };
  const handed = place(says(play, UNSURE), says(wake, LESS), { clouds: cloud });
  const { text, route } = await chat(handed);
  expect(text).toBe('fine');
  expect(tries(route)).toEqual([
    'local/house+tags low_confidence',
    'local/house low_confidence',
    'openai/big answered',
  ]);
  expect(handed.open()).toBe(0);
  const gone = { openai: () => [new NearmostError('upstream_rate_limited', 'slow down')] };
  const back = await chat(place(says(play, UNSURE), says(wake, LESS), { clouds: gone }));
  expect([back.text, back.route.model]).toEqual([play, 'local/house+tags']);
});

test('what the base calls none of its business is not answered by a variant that is not sure', async () => {
  const here = place(says(play, UNSURE), says(none, SURE));
  await expect(chat(here)).rejects.toMatchObject({ code: 'no_candidate' });
  expect(here.open()).toBe(0);
});

test('a base that fails leaves the answer to the variant', async () => {
  const { text, route } = await chat(
    place(says(play, UNSURE), () => [new NearmostError('engine_crashed', 'gone')]),
  );
  expect([text, route.model]).toEqual([play, 'local/house+tags']);
});

const user = { role: 'user', content: 'play Norah Jones' } as const;
test.each([
  ['a model that is named', { model: 'local/house' }],
  ['log-probabilities', { logprobs: 0 }],
  ['an end of its own', { stop: ['}'] }],
  ['fewer tokens than it has', { maxTokens: 4 }],
] as [string, Partial<ChatRequest>][])('%s: the model itself answers, as before', async (_, more) => {
  const here = place(says(play, SURE), says(wake, SURE, 4));
  const { text, route } = await chat(here, ask(more));
  expect([text, ...tries(route)]).toEqual([wake, 'local/house answered']);
});

test.each([
  ['tools', { tools: [{ name: 'play' }] }],
  ['a conversation', { messages: [user, { role: 'assistant', content: 'yes' }, user] }],
  ['a system text', { messages: [{ role: 'system', content: 'Be brief.' }, user] }],
  ['a schema of its own', { responseFormat: { type: 'json_schema', schema: { type: 'object' } } }],
  ['several choices', { n: 2 }],
] as [string, Partial<ChatRequest>][])('%s: no everyday command, so neither is asked', async (_, more) => {
  const here = place(says(play, SURE), says(wake, SURE), { clouds: { openai: () => words('{}', 0) } });
  await chat(here, ask(more));
  expect(here.asked).toEqual(['openai/big']);
});

test.each([
  ['its card does not say so', { card: { ...card, id: 'house+tags' } }],
  ['it is a variant of another model', { variantOf: 'other' }],
])('it is not asked ahead where %s', async (_, variant) => {
  const here = place(says(play, SURE), says(wake, SURE), { variant });
  expect((await chat(here)).text).toBe(wake);
  expect(here.asked).toEqual(['local/house']);
});

test('room for all of its tokens is enough', async () => {
  const here = place(says(play, SURE), says(wake, SURE));
  expect((await chat(here, ask({ maxTokens: 5 }))).text).toBe(play);
});
