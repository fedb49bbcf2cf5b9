import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  NearmostError,
  type ChatPart,
  type ChatRequest,
  type RequestContext,
  type SettingsInput,
} from '../contract/index.ts';
import { sse, startFakeUpstream, type FakeAnswer, type FakeUpstream } from '../kit/testing/fake-upstream.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { withMixture } from '../mixture/mixture.ts';
import { createEgress } from '../privacy/egress.ts';
import { getProvider } from '../providers/registry.ts';
import { collect } from './answer/collect.ts';
import { noFigures, withSeen } from './market/figures.ts';
import { words, world, type Script, type World } from './testing/world.ts';

const CANARY = 'canary.bird@cage.example';
const DOCUMENT = `${`The tenant ${CANARY} pays the rent on the third of each month. `.repeat(90)}\n\n`;
const chunk = (delta: object, finish: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});

/** What a provider may do. `FAR` says who answered. */
const FAULTS: Record<string, (far: string, elsewhere: string) => FakeAnswer> = {
  answers: (far) => ({ chunks: sse(chunk({ content: far }), chunk({}, 'stop'), '[DONE]') }),
  'answers nothing': () => ({ chunks: sse(chunk({ content: '' }), chunk({}, 'stop'), '[DONE]') }),
  'is too busy, come at once': () => ({ status: 429, headers: { 'retry-after': '0' }, body: {} }),
  'is too busy for a year': () => ({ status: 429, headers: { 'retry-after': '31536000' }, body: {} }),
  fails: () => ({ status: 500, body: 'oops' }),
  'sends elsewhere': (_, elsewhere) => ({ status: 307, headers: { location: elsewhere }, body: '' }),
  'sends elsewhere with a body': (_, elsewhere) => ({
    status: 200,
    headers: { location: elsewhere, refresh: `0; url=${elsewhere}`, 'alt-svc': 'h2="elsewhere:443"' },
    body: { error: { message: 'moved', type: 'server_error' } },
  }),
  'does not know the model': () => ({
    status: 404,
    body: { error: { message: 'The model does not exist', code: 'model_not_found' } },
  }),
  refuses: () => ({ status: 400, body: { error: { message: 'no', type: 'invalid_request_error' } } }),
  'wants another key': () => ({ status: 401, body: {} }),
  'sends garbage': () => ({ chunks: ['data: <garbage>\n\n'] }),
  'breaks off after a word': (far) => ({ chunks: sse(chunk({ content: far })), fault: 'cut' }),
  'ends after half an event': (far) => ({ chunks: [...sse(chunk({ content: far })), 'data: {"choi'] }),
  'breaks the connection': () => ({ fault: 'reset' }),
  hangs: () => ({ fault: 'hang' }),
};
/** What a model of this device may do. */
const NEAR: Record<string, Script> = {
  sure: () => words('near', -0.01),
  unsure: () => words('near', -3),
  empty: () => [{ type: 'finish', choice: 0, reason: 'stop' }],
  crashes: () => [new NearmostError('engine_crashed', 'killed')],
  'has no room': () => [new NearmostError('context_too_long', 'too long')],
  // a note that quotes what it read
  quotes: () => words(`${CANARY} pays`, -0.01),
};

const faults = fc.array(fc.constantFrom(...Object.keys(FAULTS)), { minLength: 1, maxLength: 3 });
const policy = fc.record({
  label: fc.constantFrom('public', 'Public ', 'personal', 'secret', 'nonsense', undefined),
  appLabel: fc.constantFrom('public', 'personal', 'secret', undefined),
  route: fc.constantFrom('local' as const, 'cloud' as const, undefined, undefined, undefined),
  model: fc.constantFrom('auto', 'auto', 'auto', 'local/small', 'one/m', 'two/other', 'moa', 'gpt-9'),
  cloud: fc.constantFrom<string[]>(['one/m', 'two/m'], ['two/m'], []),
  offline: fc.constantFrom(true, false, false, false, false),
  keyless: fc.constantFrom('one', undefined, undefined),
  hedge: fc.boolean(),
  finishCut: fc.boolean(),
  split: fc.constantFrom(
    'off' as const,
    'public' as const,
    'pseudonymised' as const,
    'pseudonymised' as const,
  ),
  order: fc.constantFrom('auto' as const, 'market' as const),
  stream: fc.boolean(),
  embed: fc.constantFrom(true, false, false, false, false),
  near: fc.array(fc.constantFrom(...Object.keys(NEAR)), { maxLength: 2 }),
  faults: fc.tuple(faults, faults),
  requests: fc.integer({ min: 1, max: 3 }),
});
type Policy = (typeof policy)['generate'] extends (...args: never[]) => { value: infer P } ? P : never;

/** Who may hear of it, from the words of the request alone. */
function mayHear(one: Policy): string[] {
  const stated = one.label === undefined ? (one.appLabel ?? 'personal') : one.label.trim().toLowerCase();
  if (one.offline || one.route === 'local' || one.model.startsWith('local/') || one.model === 'moa')
    return [];
  const split =
    stated === 'personal' && one.split === 'pseudonymised' && /^auto$|^gpt/.test(one.model) && !one.embed;
  if (stated !== 'public' && !(split && one.route === undefined)) return [];
  const named = /^(one|two)\/(.+)$/.exec(one.model);
  const all = named ? [one.model] : one.cloud.length > 0 && !one.embed ? one.cloud : ['one/own', 'two/own'];
  const bare = one.model === 'gpt-9' ? ['one/gpt-9'] : [];
  return [...all, ...bare, ...(one.embed && !named ? ['one/vec', 'two/vec'] : [])].filter(
    (model) => !model.startsWith(`${one.keyless}/`),
  );
}

let ups: Record<string, FakeUpstream>;
const door = { offline: false, pseudonymised: false };
const way = createEgress({
  offline: () => door.offline,
  pseudonymised: () => door.pseudonymised,
  onCrossing: () => undefined,
});
beforeAll(async () => {
  ups = {
    one: await startFakeUpstream(),
    two: await startFakeUpstream(),
    elsewhere: await startFakeUpstream(),
  };
});
afterAll(async () => {
  await way.close();
  for (const up of Object.values(ups)) await up.close();
});

async function open(one: Policy): Promise<World> {
  const entries = Object.fromEntries(
    ['one', 'two'].map((id) => [id, { baseUrl: `${ups[id]?.url}/v1`, enabled: true, model: 'own' }]),
  );
  const handles = await Promise.all(
    Object.keys(entries).map(async (id) => {
      const provider = { ...(await getProvider(id, entries)), embeddingModel: 'vec' };
      const keyed = { ...provider, keyEnv: ['K'], ...(id === 'one' ? { bareNames: /^gpt-/ } : {}) };
      return { provider: keyed, baseUrl: `${ups[id]?.url}/v1`, key: one.keyless === id ? undefined : 'k' };
    }),
  );
  const settings: SettingsInput = {
    label: 'personal',
    ...(one.appLabel ? { apps: { mail: { label: one.appLabel } } } : {}),
    providers: entries,
    router: {
      timeoutMs: 150,
      cloud: one.cloud,
      offline: one.offline,
      hedge: one.hedge,
      finishCut: one.finishCut,
      split: one.split,
      splitSeconds: 3600,
      order: one.order,
    },
  };
  const quick = Array.from({ length: 30 }).reduce<ReturnType<typeof noFigures>>(
    (known) =>
      withSeen(known, { kind: 'answered', firstMs: 20, totalMs: 30, tokens: 2, streamed: true }, Date.now()),
    noFigures(Date.now()),
  );
  const known = Object.fromEntries(
    ['one/m', 'two/m', 'one/m whole', 'two/m whole'].map((model) => [model, quick]),
  );
  const [small, other] = one.near;
  const { card } = fakeRecord('small');
  const here = world({
    settings,
    handles,
    egress: way.egress,
    known,
    locals: {
      ...(small ? { small: NEAR[small] as Script } : {}),
      ...(other ? { other: NEAR[other] as Script } : {}),
    },
    records: { other: { card: { ...card, jobs: ['chat', 'embed'] } } },
  });
  const { locals } = here.deps;
  // the document fits in parts only
  here.deps.locals = () => locals().map((option) => ({ ...option, contextSize: 1500 }));
  return here;
}

/** One request to its end: what was read, or how it failed. */
async function run(one: Policy, here: World, context: RequestContext, text: string): Promise<string> {
  const router = withMixture(here.router, { ...here.deps, budgetBytes: 1e9 });
  const request: ChatRequest = { model: one.model, messages: [{ role: 'user', content: text }] };
  try {
    if (one.embed) {
      await router.embed({ model: one.model, input: [text] }, context);
      return 'vectors';
    }
    if (!one.stream) return (await router.whole({ task: 'chat', request }, context)).choices[0]?.text ?? '';
    const answer = await router.stream({ task: 'chat', request }, context, true);
    const parts: ChatPart[] = [];
    try {
      for await (const part of answer.parts) parts.push(part);
    } finally {
      await answer.done;
    }
    const told = (async function* () {
      yield* parts;
    })();
    return (await collect(told)).choices[0]?.text ?? '';
  } catch (error) {
    if (!NearmostError.isInstance(error)) throw error;
    if (error.code === 'internal') throw new Error(error.message, { cause: error });
    return error.code;
  }
}

test('property: whatever fails in whatever order, nobody hears of a request who may not, and each has one row', async () => {
  let number = 0;
  let heard = 0;
  let disguised = 0;
  await fc.assert(
    fc.asyncProperty(policy, async (one) => {
      number += 1;
      // what the case before left under way may still arrive
      const mark = `case ${number},`;
      one.faults.forEach((list, at) => {
        const id = ['one', 'two'][at] as string;
        const script = list.map((fault) =>
          FAULTS[fault]?.(`far ${id}`, `${ups['elsewhere']?.url}/v1/chat/completions`),
        );
        ups[id]?.play(script as FakeAnswer[]);
      });
      Object.assign(door, { offline: one.offline, pseudonymised: one.split === 'pseudonymised' });
      const here = await open(one);
      const context: RequestContext = {
        app: 'mail',
        ...(one.label === undefined ? {} : { label: one.label }),
        ...(one.route === undefined ? {} : { route: one.route }),
      };
      const told = await Promise.all(
        Array.from({ length: one.requests }, () =>
          run(one, here, context, `${DOCUMENT}In ${mark} who pays?`),
        ),
      );
      const allowed = mayHear(one);
      for (const [id, { requests }] of Object.entries(ups))
        for (const { json, text } of requests.filter((request) => request.text.includes(mark))) {
          heard += 1;
          expect(allowed).toContain(`${id}/${String(json['model'])}`);
          const stated =
            one.label === undefined ? (one.appLabel ?? 'personal') : one.label.trim().toLowerCase();
          if (stated !== 'public') {
            disguised += 1;
            expect(text).not.toContain('canary.bird');
          }
        }
      if (one.route === 'cloud') expect(here.heard).toHaveLength(0);
      expect(here.rows).toHaveLength(one.requests);
      expect(here.open()).toBe(0);
      for (const answer of told) expect(/far one.*far|far two.*far/.test(answer)).toBe(false);
      for (const row of here.rows)
        if (row.place === 'cloud' && row.status === 'ok') expect(allowed).toContain(row.model);
    }),
    { numRuns: 400, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
  );
  expect(heard).toBeGreaterThan(50);
  expect(disguised).toBeGreaterThan(0);
}, 90_000);
