import { expect, test } from 'vitest';
import { NearmostError, type ChatPart, type ChatRequest, type ModelCard } from '../contract/index.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { collect } from './answer/collect.ts';
import { words, world, type Script, type World } from './testing/world.ts';

const SURE = -0.01;
const UNSURE = -2;
const house: ModelCard = {
  ...fakeRecord('house').card,
  jobs: ['command'],
  decline: { intent: 'none' },
  calibration: { feature: 'sequence_logprob', method: 'platt', a: 1, b: 4, n: 100, data: 'made up' },
};
const ask = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'auto',
  messages: [{ role: 'user', content: 'play Norah Jones' }],
  ...more,
});
const fails =
  (...args: ConstructorParameters<typeof NearmostError>): Script =>
  () => [new NearmostError(...args)];

async function chat(
  { router }: World,
  request = ask(),
  context = {},
  stream = false,
): Promise<{ text: string; route: Awaited<ReturnType<typeof done>> }> {
  if (!stream) {
    const { choices, route } = await router.whole({ task: 'chat', request }, context);
    return { text: choices[0]?.text ?? '', route };
  }
  const answer = await router.stream({ task: 'chat', request }, context, true);
  const result = await collect(answer.parts);
  return { text: result.choices[0]?.text ?? '', route: await answer.done };
}
const done = (answer: { done: Promise<import('../contract/index.ts').RouteInfo> }) => answer.done;

test('a sure local answer is served, with its confidence, and its row is stored', async () => {
  const here = world({
    locals: { a: () => words('yes it is', SURE) },
    clouds: { openai: () => words('no', 0) },
  });
  const { text, route } = await chat(here);
  expect(text).toBe('yes it is');
  expect(route).toMatchObject({
    place: 'local',
    model: 'local/a',
    costUsd: 0,
    calibrated: false,
    threshold: 0.7,
  });
  expect(route.reason).toContain('at or above 0.70');
  expect(here.rows).toMatchObject([
    { status: 'ok', outputTokens: 3, counterfactualUsd: 1.5, egressBytes: 7, model: 'local/a' },
  ]);
  expect(here.asked).toEqual(['local/a']);
  expect(here.open()).toBe(0);
});

test('a named skill answers on its base, in the words and the shape it was trained with', async () => {
  const responseFormat = { type: 'json_schema', schema: { type: 'object' } } as const;
  const skill = {
    ...fakeRecord('house+title').card,
    jobs: ['skill' as const],
    system: 'title',
    responseFormat,
  };
  const here = world({
    locals: { house: () => words('{"title":"Lunch"}', SURE), 'house+title': () => [] },
    records: { 'house+title': { adapter: { base: 'house' }, path: '/a.gguf', card: skill } },
  });
  const { text, route } = await chat(here, ask({ model: 'local/house+title' }));
  expect(text).toBe('{"title":"Lunch"}');
  expect(route.model).toBe('local/house+title');
  expect(here.asked).toEqual(['local/house']);
  expect(here.heard).toMatchObject([{ adapter: '/a.gguf', request: { temperature: 0, responseFormat } }]);
  expect(here.heard[0]?.request.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  await chat(here, ask({ model: 'local/house' }));
  expect(here.heard[1]?.adapter).toBeUndefined();
  const alone = world({
    locals: { 'house+title': () => [] },
    records: { 'house+title': { adapter: { base: 'house' } } },
  });
  await expect(chat(alone, ask({ model: 'local/house+title' }))).rejects.toMatchObject({
    code: 'load_failed',
  });
});

test.each([false, true])('an unsure local answer is handed over (stream: %s)', async (stream) => {
  const here = world({
    locals: { a: () => words('well maybe it could be', UNSURE) },
    clouds: { openai: () => words('certainly', 0) },
  });
  const { text, route } = await chat(here, ask(), {}, stream);
  expect([text, route.place, route.model]).toEqual(['certainly', 'cloud', 'openai/big']);
  expect(route.attempts.map(({ outcome }) => outcome)).toEqual(['low_confidence', 'answered']);
  const [first, second] = route.attempts;
  expect(Number.isInteger(second?.startMs)).toBe(true);
  expect(second?.startMs).toBeGreaterThanOrEqual(
    Math.round((first?.startMs ?? 0) + (first?.durationMs ?? 0)) - 1,
  );
  expect(route.reason).toMatch(/local\/a: confidence 0.14 \(not calibrated yet\) is below 0.70/);
  expect(here.open()).toBe(0);
});

test('the label keeps an unsure answer here, and says so', async () => {
  const here = world({
    locals: { a: () => words('well maybe', UNSURE) },
    clouds: { openai: () => words('x', 0) },
  });
  const { text, route } = await chat(here, ask(), { label: 'personal' });
  expect([text, here.asked]).toEqual(['well maybe', ['local/a']]);
  expect(route.rejected).toContainEqual({
    place: 'cloud',
    model: 'openai/big',
    reason: 'label personal: the content stays on this device',
  });
});

test('an unsure answer is served after all when the cloud fails', async () => {
  const here = world({
    locals: { a: () => words('well maybe', UNSURE) },
    clouds: {
      openai: fails('upstream_rate_limited', 'slow down', { retryAfter: 9 }),
      groq: fails('timeout', 'too slow'),
    },
  });
  const { text, route } = await chat(here);
  expect([text, here.asked]).toEqual(['well maybe', ['local/a', 'openai/big', 'groq/big']]);
  expect(route.reason).toMatch(/^kept although confidence .* openai\/big: slow down; groq\/big: too slow/);
  expect(route.attempts.map(({ outcome }) => outcome)).toEqual(['answered', 'failed', 'failed']);
  expect(here.open()).toBe(0);
});

test('the provider that failed rests: the next request does not pay for it again', async () => {
  const here = world({ clouds: { openai: fails('timeout', 'hangs'), groq: () => words('fine', 0) } });
  await chat(here);
  const { route } = await chat(here);
  expect(here.asked).toEqual(['openai/big', 'groq/big', 'groq/big']);
  expect(route.rejected[0]?.reason).toMatch(/resting for \d+ s after timeout$/);
});

test.each([
  'upstream_rate_limited',
  'upstream_quota',
  'upstream_auth',
  'upstream_unavailable',
  'timeout',
  'upstream_bad_answer',
] as const)('fails over on %s', async (code) => {
  const here = world({ clouds: { openai: fails(code, 'x'), groq: () => words('fine', 0) } });
  expect((await chat(here)).text).toBe('fine');
});

test('a request that the provider finds wrong is not tried elsewhere', async () => {
  const here = world({
    clouds: { openai: fails('upstream_rejected', 'bad schema'), groq: () => words('fine', 0) },
  });
  await expect(chat(here)).rejects.toMatchObject({ code: 'upstream_rejected' });
  expect(here.rows).toMatchObject([{ status: 'error', error: 'upstream_rejected', model: 'openai/big' }]);
});

test('a local child that dies before its first part is replaced by the cloud, after it not', async () => {
  const crash = new NearmostError('engine_crashed', 'killed');
  const early = world({ locals: { a: () => [crash] }, clouds: { openai: () => words('fine', 0) } });
  expect((await chat(early)).text).toBe('fine');
  const late = world({
    locals: { a: () => [...[...words('one two three', SURE)].slice(0, 2), crash] },
    clouds: { openai: () => words('fine', 0) },
    settings: { router: { holdTokens: 1 } },
  });
  await expect(chat(late, ask(), {}, true)).rejects.toMatchObject({ code: 'engine_crashed' });
  expect([late.asked, late.rows[0]?.status, late.open()]).toEqual([['local/a'], 'error', 0]);
});

test('a pin is never crossed, not even by a failure or by doubt', async () => {
  const here = world({
    locals: { a: fails('engine_crashed', 'x'), b: () => words('unsure', UNSURE) },
    clouds: { openai: fails('timeout', 'x'), groq: () => words('fine', 0) },
  });
  await expect(chat(here, ask({ model: 'local/a' }))).rejects.toMatchObject({ code: 'engine_crashed' });
  await expect(chat(here, ask({ model: 'openai/gpt' }))).rejects.toMatchObject({ code: 'timeout' });
  expect((await chat(here, ask({ model: 'local/b' }))).text).toBe('unsure');
  expect(here.asked).toEqual(['local/a', 'openai/gpt', 'local/b']);
});

test('a declined command goes on; when nobody else may, the error names the next command', async () => {
  const decline = '{"intent":"none","slots":{}}';
  const locals = { house: () => words(decline, SURE) };
  const records = { house: { card: house } };
  const here = world({ locals, records, clouds: { openai: () => words('a poem', 0) } });
  expect((await chat(here)).text).toBe('a poem');
  await expect(chat(here, ask(), { label: 'secret' })).rejects.toMatchObject({
    code: 'no_candidate',
    message: expect.stringContaining('none of its business'),
    hint: expect.stringContaining('x-nearmost-label: public') as string,
  });
  const lonely = world({ locals, records });
  await expect(chat(lonely)).rejects.toMatchObject({
    code: 'no_candidate',
    hint: expect.stringContaining('nearmost keys add') as string,
  });
  expect((await chat(here, ask({ model: 'local/house' }))).text).toBe(decline);
});

test('a bare provider model name means auto with that model as the cloud candidate', async () => {
  const here = world({ clouds: { openai: () => words('fine', 0), groq: () => words('x', 0) } });
  await chat(here, ask({ model: 'groq-llama' }));
  expect(here.asked).toEqual(['groq/groq-llama']);
});

test('a name that nobody knows is an error', async () => {
  await expect(chat(world({}), ask({ model: 'qwen9' }))).rejects.toMatchObject({
    code: 'unknown_model',
    param: 'model',
  });
});

test('a caller that stops reading stops the work; the row says cancelled', async () => {
  const here = world({ locals: { a: () => words('one two three four', SURE) } });
  const answer = await here.router.stream({ task: 'chat', request: ask() }, {}, true);
  for await (const _ of answer.parts) break;
  expect((await answer.done).attempts[0]?.outcome).toBe('cancelled');
  const unread = await here.router.stream({ task: 'chat', request: ask() }, {}, true);
  await unread.parts[Symbol.asyncIterator]().return?.();
  expect(here.rows.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  expect(here.open()).toBe(0);
});

test('usage comes last and only after the row is stored', async () => {
  const here = world({ locals: { a: () => words('hi', SURE) } });
  const answer = await here.router.stream(
    { task: 'chat', request: ask() },
    { requestId: 'r1', app: 'mail' },
    true,
  );
  const types: string[] = [];
  for await (const part of answer.parts)
    types.push(part.type === 'usage' ? `usage after ${here.rows.length} row` : part.type);
  expect(types).toEqual(['text', 'finish', 'usage after 1 row']);
  expect(here.rows[0]).toMatchObject({ requestId: 'r1', app: 'mail', task: 'chat', requestedModel: 'auto' });
});

test('embeddings come from one place only', async () => {
  const here = world({
    locals: { bert: () => [] },
    records: { bert: { card: { ...fakeRecord('bert').card, jobs: ['embed'] } } },
  });
  const { vectors, route } = await here.router.embed({ model: 'auto', input: ['a', 'b'] }, {});
  expect([vectors.length, route.model, here.open(), here.rows[0]?.task]).toEqual([
    2,
    'local/bert',
    0,
    'embed',
  ]);
  await expect(
    world({ locals: { a: () => [] } }).router.embed({ model: 'auto', input: ['a'] }, {}),
  ).rejects.toMatchObject({ code: 'no_candidate' });
});

test('a provider that breaks off in the middle rests too; a caller who waits for the whole gets another', async () => {
  const broken = (): Iterable<ChatPart | NearmostError> => [
    ...[...words('half an', 0)].slice(0, 1),
    new NearmostError('upstream_bad_answer', 'cut'),
  ];
  const here = world({ clouds: { openai: broken, groq: () => words('fine', 0) } });
  expect((await chat(here)).text).toBe('fine');
  const streamed = world({ clouds: { openai: broken, groq: () => words('fine', 0) } });
  await expect(chat(streamed, ask(), {}, true)).rejects.toMatchObject({ code: 'upstream_bad_answer' });
  expect((await chat(streamed, ask(), {}, true)).text).toBe('fine');
  expect(streamed.asked).toEqual(['openai/big', 'groq/big']);
});

test('a place pin only narrows the choice: a specialist that declines is followed by the next model here', async () => {
  const here = world({
    locals: { house: () => words('{"intent":"none"}', SURE), a: () => words('an essay', SURE) },
    records: { house: { card: house } },
    clouds: { openai: () => words('x', 0) },
  });
  expect((await chat(here, ask(), { route: 'local' })).text).toBe('an essay');
  await expect(
    chat(world({ clouds: { openai: () => words('x', 0) } }), ask(), { route: 'local' }),
  ).rejects.toMatchObject({
    code: 'no_candidate',
    hint: expect.stringContaining('Leave out the header') as string,
  });
});

test('a specialist that is nearly sure to be wrong counts as declining', async () => {
  const locals = { house: () => words('{"intent":"AddToPlaylist"}', -9) };
  const here = world({ locals, records: { house: { card: house } } });
  await expect(chat(here)).rejects.toMatchObject({ code: 'no_candidate' });
  expect((await chat(here, ask({ model: 'local/house' }))).text).toContain('AddToPlaylist');
});

test('what a provider says of a refused request may quote it, and is not stored', async () => {
  const here = world({ clouds: { openai: fails('upstream_rejected', 'bad: "my secret prompt"') } });
  await expect(chat(here)).rejects.toMatchObject({
    message: expect.stringContaining('my secret prompt') as string,
  });
  expect(JSON.stringify(here.rows)).not.toContain('my secret prompt');
});

test('nor is what it says of a request that it failed at; what it says of the account is', async () => {
  const words = 'OpenAI answered with status 500.';
  const here = world({
    clouds: { openai: fails('upstream_unavailable', `${words} It says: no "my secret"`) },
  });
  await expect(chat(here)).rejects.toMatchObject({ message: expect.stringContaining('my secret') as string });
  expect(JSON.stringify(here.rows)).not.toContain('my secret');
  expect(here.rows[0]?.attempts[0]?.detail).toBe(words);
  const poor = world({ clouds: { openai: fails('upstream_quota', 'Status 402. It says: pay first') } });
  await expect(chat(poor)).rejects.toMatchObject({ code: 'upstream_quota' });
  expect(poor.rows[0]?.attempts[0]?.detail).toContain('pay first');
});

test('nothing is sent while rows cannot be stored', async () => {
  const here = world({ clouds: { openai: () => words('x', 0) }, sealed: 'the ledger cannot be written' });
  await expect(chat(here)).rejects.toMatchObject({
    message: expect.stringContaining('the ledger cannot be written') as string,
  });
  expect(here.asked).toEqual([]);
});

test('a model whose file is gone says so, a request that is too long too', async () => {
  await expect(chat(world({}), ask({ model: 'local/gone' }))).rejects.toMatchObject({
    code: 'unknown_model',
    message: expect.stringContaining('its file is missing') as string,
  });
  const long = ask({ messages: [{ role: 'user', content: 'x'.repeat(20_000) }] });
  await expect(chat(world({ locals: { a: () => [] } }), long)).rejects.toMatchObject({
    code: 'context_too_long',
  });
});
