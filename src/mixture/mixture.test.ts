import { expect, test } from 'vitest';
import {
  NearmostError,
  type ChatRequest,
  type ModelCard,
  type ModelRecord,
  type RequestContext,
} from '../contract/index.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { collect } from '../router/answer/collect.ts';
import { words, world, type Script, type World } from '../router/testing/world.ts';
import { withMixture } from './mixture.ts';

const SURE = -0.01;
const UNSURE = -2;
const house: ModelCard = {
  ...fakeRecord('house').card,
  jobs: ['command'],
  decline: { intent: 'none' },
  responseFormat: { type: 'json_object' },
  calibration: { feature: 'sequence_logprob', method: 'platt', a: 1, b: 4, n: 100, data: 'made up' },
};
const variant = (name: string): [string, Partial<ModelRecord>] => [
  `house+${name}`,
  { adapter: { base: 'house' }, path: `/${name}.gguf`, card: house },
];
const VARIANTS = Object.fromEntries([variant('a'), variant('b'), ['house', { card: house }]]);
const play = (artist: string): string => JSON.stringify({ intent: 'PlayMusic', slots: { artist } });
const NONE = '{"intent":"none","slots":{}}';

const ask = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'moa',
  messages: [{ role: 'user', content: 'play Norah Jones' }],
  ...more,
});

async function chat(here: World, request = ask(), context: RequestContext = {}, stream = false) {
  const router = withMixture(here.router, { ...here.deps, budgetBytes: 1e9 });
  if (!stream) {
    const result = await router.whole({ task: 'chat', request }, context);
    return { ...result, text: result.choices[0]?.text ?? '' };
  }
  const answer = await router.stream({ task: 'chat', request }, context, true);
  const result = await collect(answer.parts);
  return { ...result, text: result.choices[0]?.text ?? '', route: await answer.done };
}

/** The house and its variants `a` and `b` say these in turn; null: they are not asked. */
function trio(texts: (string | null)[], logprob = SURE): World {
  const said = [...texts];
  const script: Script = () => words(said.shift() ?? 'nobody should ask', logprob);
  return world({
    locals: { house: script, 'house+a': () => [], 'house+b': () => [] },
    records: VARIANTS,
  });
}

test('two that agree and are sure end it: the third is not asked, and the row says so', async () => {
  const here = trio([play('Norah Jones'), play('Norah Jones')]);
  const { text, route, usage } = await chat(here);
  expect(JSON.parse(text)).toEqual(JSON.parse(play('Norah Jones')));
  expect(here.heard.map(({ adapter }) => adapter)).toEqual([undefined, '/a.gguf']);
  expect(route).toMatchObject({ place: 'local', model: 'moa', costUsd: 0, calibrated: false });
  expect(route.reason).toMatch(
    /^mixture: two of two agree and are sure \(0\.98 and 0\.98\), one more not asked$/,
  );
  expect(route.attempts.map(({ model, outcome }) => [model, outcome])).toEqual([
    ['local/house', 'proposed'],
    ['local/house+a', 'proposed'],
    ['moa', 'answered'],
  ]);
  expect(usage).toMatchObject({ inputTokens: 6, outputTokens: 4 });
  // a cloud would have been paid for one answer
  const row = { status: 'ok', model: 'moa', requestedModel: 'moa', outputTokens: 4, counterfactualUsd: 1 };
  expect(here.rows).toMatchObject([row]);
  expect(here.open()).toBe(0);
});

test('three that differ are voted on', async () => {
  const here = trio([play('Norah'), play('Jones'), play('Norah')], 2 * UNSURE);
  const { text, route } = await chat(here, ask(), {}, true);
  expect(JSON.parse(text)).toEqual(JSON.parse(play('Norah')));
  expect(route.reason).toContain('three proposals, two for this answer, weighed by confidence');
  expect(here.heard).toHaveLength(3);
});

test('one that fails is passed by; when all fail, the error is theirs and the row is stored', async () => {
  let asked = 0;
  const first: Script = () =>
    asked++ === 0 ? [new NearmostError('engine_crashed', 'gone')] : words(play('Norah Jones'), SURE);
  const here = world({
    locals: { house: first, 'house+a': () => [], 'house+b': () => [] },
    records: VARIANTS,
  });
  const { route } = await chat(here);
  expect(route.attempts.map(({ outcome }) => outcome)).toEqual([
    'failed',
    'proposed',
    'proposed',
    'answered',
  ]);
  const dead = world({
    locals: { house: () => [new NearmostError('engine_crashed', 'gone')] },
    records: VARIANTS,
  });
  await expect(chat(dead)).rejects.toMatchObject({ code: 'engine_crashed' });
  expect(dead.rows).toMatchObject([{ status: 'error', error: 'engine_crashed', requestedModel: 'moa' }]);
  expect([here.open(), dead.open()]).toEqual([0, 0]);
});

test('specialists that decline leave it to models for all; without one their word stands', async () => {
  const big: Script = () => words('A poem about the sea', SURE);
  const here = world({
    locals: { house: () => words(NONE, SURE), 'house+a': () => [], big },
    records: VARIANTS,
  });
  const { text, route } = await chat(here);
  expect(text).toBe('A poem about the sea');
  expect(route.attempts.map(({ model }) => model)).toEqual([
    'local/house',
    'local/house+a',
    'local/big',
    'local/big#2',
    'moa',
  ]);
  expect((await chat(trio([NONE, NONE]))).text).toBe(NONE);
});

/** The house and two variants of another kind, which say these. */
const kinds = (first: string, second: string, base: string, logprob = SURE): World =>
  world({
    locals: {
      house: () => words(base, logprob),
      'house+x': () => words(first, SURE),
      'house+y': () => words(second, SURE),
    },
    records: {
      house: { card: house },
      'house+x': { variantOf: 'house', card: house },
      'house+y': { variantOf: 'house', card: house },
    },
    loading: ['house'],
  });

test('variants of another kind are asked first: where they agree and are sure, their base is not even loaded', async () => {
  const here = kinds(play('Norah'), play('Norah'), play('Jones'));
  expect(JSON.parse((await chat(here)).text)).toEqual(JSON.parse(play('Norah')));
  expect(here.asked).toEqual(['local/house+x', 'local/house+y']);
});

test('where they differ the base decides, and each is a voice of its own', async () => {
  const here = kinds(play('Norah'), play('Jones'), play('Jones'), 2 * UNSURE);
  const { text, route } = await chat(here);
  expect(JSON.parse(text)).toEqual(JSON.parse(play('Jones')));
  expect(route.reason).toContain('two for this answer');
  expect(here.asked.at(-1)).toBe('local/house');
});

test.each([0.7, 0])(
  'variants that find nothing abstain, also at threshold %d: their base answers',
  async (threshold) => {
    const here = kinds(NONE, NONE, play('Norah'));
    here.deps.settings.router.threshold = threshold;
    const { text, route } = await chat(here);
    expect(JSON.parse(text)).toEqual(JSON.parse(play('Norah')));
    expect(route.confidence).toBeGreaterThan(0.9);
    expect(route.attempts.map(({ detail }) => detail).slice(0, 2)).toEqual([
      'it says the request is none of its business',
      'it says the request is none of its business',
    ]);
    expect((await chat(kinds(NONE, NONE, NONE))).text).toBe(NONE);
  },
);

test('one model alone is the base, not a variant of another kind', async () => {
  const { route } = await chat(kinds(play('a'), play('b'), play('c')), ask({ logprobs: 1 }));
  expect(route.model).toBe('local/house');
});

test('prose that differs is put together by the largest, streamed, and all tokens are counted', async () => {
  const records = { big: { info: { ...fakeRecord('big').info, parameters: 9 } } };
  const scripts: Record<string, Script> = {
    big: ({ messages }) =>
      words(JSON.stringify(messages.at(-1)).includes('Draft 1:') ? 'It is Oslo, in Norway' : 'Oslo', SURE),
    small: () => words('I think Bergen', SURE),
    other: () => words('No idea at all', SURE),
  };
  const here = world({ locals: scripts, records });
  const { text, route, usage } = await chat(here, ask({ messages: [{ role: 'user', content: 'Capital?' }] }));
  expect(text).toBe('It is Oslo, in Norway');
  expect(route.reason).toContain('that differ, local/big wrote the answer from them');
  expect(usage.outputTokens).toBe(1 + 3 + 4 + 5);
  expect(here.asked.at(-1)).toBe('local/big');
  expect(here.heard.at(-1)?.request.messages.at(-1)?.content).toMatch(/^Capital\?\n/);
});

test('drafts that do not fit into the context: the one that the others come nearest to is served', async () => {
  const long = 'word '.repeat(400);
  const here = world({
    locals: {
      a: () => words(`${long} alpha`, UNSURE),
      b: () => words('quite another', UNSURE),
      c: () => words(`${long} beta gamma`, UNSURE),
    },
  });
  const { text } = await chat(here, ask({ messages: [{ role: 'user', content: 'Go' }] }));
  expect(text.startsWith('word word')).toBe(true);
  expect(here.heard).toHaveLength(3);
});

test('an aggregating model that fails leaves the draft that the others come nearest to', async () => {
  const records = { big: { info: { ...fakeRecord('big').info, parameters: 9 } } };
  const big: Script = ({ messages }) =>
    messages.length === 1 && !JSON.stringify(messages).includes('Draft 1:')
      ? words('it is Oslo', SURE)
      : [new NearmostError('engine_crashed', 'gone')];
  const small: Script = () => words('Oslo it may be', SURE);
  const here = world({ locals: { big, small, other: () => words('no idea', SURE) }, records });
  const { text, route } = await chat(here, ask({ messages: [{ role: 'user', content: 'Capital?' }] }));
  expect(['it is Oslo', 'Oslo it may be']).toContain(text);
  expect(route.reason).toBe('mixture: three proposals');
  expect(here.open()).toBe(0);
});

test.each<[string, Partial<ChatRequest>]>([
  ['tool calls', { tools: [{ name: 'look' }] }],
  ['several choices', { n: 2 }],
  ['log-probabilities', { logprobs: 1 }],
])('%s cannot be put together: one model answers and the answer says so', async (what, more) => {
  const here = world({ locals: { a: () => words('yes', SURE), b: () => words('no', SURE) } });
  const { text, warnings, route } = await chat(here, ask(more));
  expect(text).toBe('yes');
  expect(warnings).toEqual([`A mixture cannot put ${what} together: local/a answered alone.`]);
  expect(route.model).toBe('local/a');
  expect(here.heard).toHaveLength(1);
});

test('nothing leaves the device, whatever the label and the keys', async () => {
  const clouds = { openai: () => words('no', 0) };
  const none = world({ clouds });
  await expect(chat(none)).rejects.toMatchObject({ code: 'no_candidate' });
  const failing = world({ clouds, locals: { a: () => [new NearmostError('engine_crashed', 'gone')] } });
  await expect(chat(failing)).rejects.toMatchObject({ code: 'engine_crashed' });
  await expect(
    chat(world({ clouds, locals: { a: () => words('x', 0) } }), ask(), { route: 'cloud' }),
  ).rejects.toMatchObject({
    code: 'no_candidate',
  });
  expect([...none.calls, ...failing.calls]).toEqual([]);
});

test('a caller who leaves ends it: no further model is asked, no lease is left', async () => {
  const controller = new AbortController();
  const here = trio([play('a'), play('b'), play('c')]);
  const going = chat(here, ask(), { signal: controller.signal });
  controller.abort();
  await expect(going).rejects.toMatchObject({ code: 'cancelled' });
  expect(here.heard.length).toBeLessThan(3);
  expect(here.open()).toBe(0);
  expect(here.rows).toMatchObject([{ status: 'cancelled' }]);
});

test('other names go their way', async () => {
  const here = world({ locals: { a: () => words('yes', SURE) } });
  expect((await chat(here, ask({ model: 'auto' }))).route.model).toBe('local/a');
  await expect(chat(here, ask({ model: 'moas' }))).rejects.toMatchObject({ code: 'unknown_model' });
});
