import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { NearmostError, RouteInfo, SettingsInput } from '../../contract/index.ts';
import { sse, startFakeUpstream, type FakeUpstream } from '../../kit/testing/fake-upstream.ts';
import { testEgress } from '../../kit/testing/test-egress.ts';
import { getProvider } from '../../providers/registry.ts';
import { collect } from '../answer/collect.ts';
import { noFigures, withSeen, type Figures } from '../market/figures.ts';
import { words, world, type Script, type World } from '../testing/world.ts';

// Seconds apart: on a busy machine everything here is late, and which of two comes first must not change.
const TIMEOUT_MS = 5000;
const chunk = (delta: object, finish: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const good = { chunks: sse(chunk({ content: 'fine' }), chunk({}, 'stop'), '[DONE]') };
let one: FakeUpstream;
let two: FakeUpstream;
const way = testEgress();

beforeAll(async () => {
  one = await startFakeUpstream();
  two = await startFakeUpstream();
});
afterEach(() => {
  one.requests.length = 0;
  two.requests.length = 0;
});
afterAll(async () => {
  await way.close();
  await one.close();
  await two.close();
});

/** A router over two providers on real sockets. */
async function twoClouds(settings: SettingsInput = {}, known: Record<string, Figures> = {}): Promise<World> {
  const entries = { one: { baseUrl: `${one.url}/v1` }, two: { baseUrl: `${two.url}/v1` } };
  const handles = await Promise.all(
    Object.entries(entries).map(async ([id, { baseUrl }]) => ({
      provider: await getProvider(id, {
        one: { ...entries.one, enabled: true },
        two: { ...entries.two, enabled: true },
      }),
      baseUrl,
      key: 'k',
    })),
  );
  const router = { timeoutMs: TIMEOUT_MS, cloud: ['one/m', 'two/m'], ...settings.router };
  return world({ settings: { ...settings, router }, handles, egress: way.egress, known });
}

async function ask(
  { router }: World,
  model = 'auto',
): Promise<{ text: string; route: RouteInfo; ms: number }> {
  const began = performance.now();
  const request = { model, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const answer = await router.stream({ task: 'chat', request }, {}, true);
  const result = await collect(answer.parts);
  return {
    text: result.choices[0]?.text ?? '',
    route: await answer.done,
    ms: performance.now() - began,
  };
}

test('of 40 requests at once and 10 after them, one pays the time-out of a provider that hangs', async () => {
  one.play({ fault: 'hang' });
  two.play(good);
  // with a known pace, 40 answers that come late together are not taken for silence
  const here = await twoClouds({}, { 'two/m': usual(4500) });
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(here)));
  for (let i = 0; i < 10; i += 1) answers.push(await ask(here));
  expect(answers.every(({ text }) => text === 'fine')).toBe(true);
  const paid = answers.filter(({ route }) => route.attempts.some(({ error }) => error === 'timeout'));
  expect(paid).toHaveLength(1);
  expect(one.requests.length).toBeLessThanOrEqual(40);
  expect(answers.at(-1)?.route.rejected[0]?.reason).toMatch(/^resting for \d+ s after timeout$/);
  const left = answers.filter(({ route }) => route.attempts[0]?.outcome === 'cancelled');
  expect(left).toHaveLength(39);
});

test('a rate limit is believed: the provider rests as long as it asks', async () => {
  one.play({ status: 429, headers: { 'retry-after': '77' }, body: {} });
  two.play(good);
  const here = await twoClouds();
  expect((await ask(here)).route.model).toBe('two/m');
  expect((await ask(here)).route.rejected[0]?.reason).toMatch(
    /^resting for 7\d s after upstream_rate_limited$/,
  );
  expect(one.requests).toHaveLength(1);
});

test('a model that was withdrawn is answered elsewhere, and is not asked for again', async () => {
  const gone = { error: { message: 'The model `m` does not exist', code: 'model_not_found' } };
  one.play({ status: 404, body: gone });
  two.play(good);
  const here = await twoClouds();
  expect((await ask(here)).route.attempts.map(({ error }) => error)).toEqual([
    'upstream_rejected',
    undefined,
  ]);
  expect((await ask(here)).route.rejected[0]?.reason).toBe('the provider does not know this model');
  await expect(ask(here, 'one/m')).rejects.toMatchObject({ code: 'upstream_rejected', param: 'model' });
});

test('after the first byte nobody else is asked: a typed error ends the stream', async () => {
  one.play({ chunks: sse(chunk({ content: 'half' })), fault: 'cut' });
  two.play(good);
  const here = await twoClouds();
  await expect(ask(here)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  expect([two.requests.length, here.rows[0]?.status]).toEqual([0, 'error']);
  expect((await ask(here)).route.model).toBe('two/m');
});

test.each([
  ['garbage', { chunks: ['data: <garbage>\n\n'] }, 'upstream_bad_answer'],
  ['half an event', { chunks: ['data: {"choi'] }, 'upstream_bad_answer'],
  ['a 200 with an error', { body: { error: { message: 'Overloaded' } } }, 'upstream_unavailable'],
])('%s before the first byte: the next provider answers', async (_, script, code) => {
  one.play(script);
  two.play(good);
  const { text, route } = await ask(await twoClouds());
  expect([text, route.attempts[0]?.error, route.model]).toEqual(['fine', code, 'two/m']);
});

/** A model whose answers nearly always begin within about so many milliseconds. */
function usual(firstMs: number): Figures {
  let figures = noFigures(Date.now());
  for (let i = 0; i < 40; i += 1)
    figures = withSeen(
      figures,
      { kind: 'answered', firstMs, totalMs: firstMs, tokens: 3, streamed: true },
      Date.now(),
    );
  return figures;
}
const known = { 'one/m': usual(300), 'two/m': usual(300) };
const late = { ...good, delayMs: 2000 };

test('a provider slower than usual gets a rival, where the owner allows it; its cost is counted', async () => {
  one.play(late);
  two.play(good);
  const without = await ask(await twoClouds({}, known));
  expect([without.route.model, without.route.attempts.length]).toEqual(['one/m', 1]);
  const here = await twoClouds({ router: { hedge: true } }, known);
  const { text, route } = await ask(here);
  expect([text, route.model]).toEqual(['fine', 'two/m']);
  expect(route.attempts).toMatchObject([
    { model: 'one/m', outcome: 'cancelled', detail: 'slower than usual: two/m answered first' },
    { model: 'two/m', outcome: 'answered' },
  ]);
  const [lost] = route.attempts;
  expect(lost?.costUsd).toBeDefined();
  expect(route.costUsd).toBeGreaterThanOrEqual(lost?.costUsd ?? Number.POSITIVE_INFINITY);
});

test('a rival that is slower still is broken off, and one that fails is no harm', async () => {
  one.play(late);
  two.play({ fault: 'hang' });
  const slow = await ask(await twoClouds({ router: { hedge: true } }, known));
  expect(slow.route.model).toBe('one/m');
  expect(slow.route.attempts[0]).toMatchObject({
    model: 'two/m',
    outcome: 'cancelled',
    detail: 'one/m answered first',
  });
  const [rival, first] = slow.route.attempts;
  expect(first?.startMs).toBeLessThan(rival?.startMs ?? 0);
  expect((first?.startMs ?? 0) + (first?.durationMs ?? 0)).toBeGreaterThan(rival?.startMs ?? Infinity);
  two.play({ status: 500, body: {} });
  const failed = await ask(await twoClouds({ router: { hedge: true } }, known));
  expect(failed.route.model).toBe('one/m');
  expect(failed.route.attempts[0]).toMatchObject({ model: 'two/m', error: 'upstream_unavailable' });
});

test('with rivals nobody pays the time-out: two that were outrun in silence open the breaker', async () => {
  one.play({ fault: 'hang' });
  two.play(good);
  const here = await twoClouds({ router: { hedge: true } }, known);
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (let i = 0; i < 5; i += 1) answers.push(await ask(here));
  const errors = answers.flatMap(({ route }) => route.attempts.map(({ error }) => error));
  expect(errors.filter((error) => error === 'timeout').length).toBeLessThanOrEqual(1);
  expect(answers.at(-1)?.route.rejected[0]?.reason).toMatch(/^resting for \d+ s after timeout$/);
});

test('a model that was named gets no rival', async () => {
  one.play(late);
  two.play(good);
  const { route } = await ask(await twoClouds({ router: { hedge: true } }, known), 'one/m');
  expect([route.model, two.requests.length]).toEqual(['one/m', 0]);
});

test.each([
  ['no usage', {}],
  ['wrong usage', { usage: { prompt_tokens: 1e15, completion_tokens: -4 } }],
  ['usage beyond belief', { usage: { prompt_tokens: 3, completion_tokens: 9e12 } }],
])('%s: the ledger holds a guess', async (_name, usage) => {
  one.play({
    chunks: sse(chunk({ content: 'fine, thank you' }), { ...chunk({}, 'stop'), ...usage }, '[DONE]'),
  });
  const here = await twoClouds();
  expect((await ask(here)).text).toBe('fine, thank you');
  const [row] = here.rows;
  expect(row?.outputTokens).toBe(5);
  expect(row?.inputTokens).toBeLessThan(40);
});

test('whole answers that take long but have begun are waited for', async () => {
  one.play({ chunks: good.chunks, betweenMs: 1000 });
  two.play(good);
  const here = await twoClouds({ router: { timeoutMs: 2500 } }, { 'one/m whole': usual(300) });
  const whole = async (): Promise<string> => {
    // long enough that it is streamed from the provider
    const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }], maxTokens: 2000 };
    const answer = await here.router.stream({ task: 'chat', request }, {}, false);
    await collect(answer.parts);
    return (await answer.done).model;
  };
  expect(await Promise.all([whole(), whole(), whole()])).toEqual(['one/m', 'one/m', 'one/m']);
});

test.each([
  [{ status: 429, headers: { 'retry-after': '20' }, body: {} }, 'upstream_rate_limited', 20],
  [{ status: 500, body: {} }, 'upstream_unavailable', 5],
])('while all rest, the error says when to ask again', async (script, code, seconds) => {
  one.play(script);
  two.play(script);
  const here = await twoClouds();
  await expect(ask(here)).rejects.toMatchObject({ code });
  const error: unknown = await ask(here).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, retryable: true });
  expect((error as NearmostError).retryAfter).toBeGreaterThan(seconds - 5);
  expect((error as NearmostError).retryAfter).toBeLessThanOrEqual(seconds);
  expect([one.requests.length, two.requests.length]).toEqual([1, 1]);
});

/** A provider whose first answer has taken a minute and goes on until it is let go; the next ones come at once. */
async function slowOnce(more: Parameters<typeof world>[0] = {}) {
  let now = 1000;
  const held = new AbortController();
  let asked = 0;
  const slow: Script = function* () {
    asked += 1;
    if (asked === 1) while (!held.signal.aborted) yield { type: 'warning', message: 'at work' };
    yield* words('fine', 0);
  };
  const clouds = { slow, ...more.clouds };
  const here = world({ clock: { now: Date.now, monotonic: () => now }, ...more, clouds });
  const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }] };
  const whole = async (): Promise<RouteInfo> =>
    (await here.router.whole({ task: 'chat', request }, {})).route;
  const first = whole();
  await vi.waitFor(() => expect(asked).toBe(1));
  now += 60_000;
  expect(here.deps.health.silence('slow')).toMatch(/^silent for 60 s/);
  const end = async (): Promise<string> => {
    held.abort();
    return (await first).model;
  };
  return { whole, end };
}

test('a provider that is merely slow with one answer is asked by others too, where nobody else is', async () => {
  const { whole, end } = await slowOnce();
  expect((await whole()).model).toBe('slow/big');
  expect(await end()).toBe('slow/big');
});

test('a provider that is silent stands behind all others, and behind an answer that there is', async () => {
  const two = await slowOnce({ clouds: { other: () => words('fine', 0) } });
  expect((await two.whole()).model).toBe('other/big');
  const unsure = await slowOnce({ locals: { small: () => words('hm', -5) } });
  const { model, attempts } = await unsure.whole();
  expect([model, ...attempts.map((one) => `${one.model} ${one.outcome}`)]).toEqual([
    'local/small',
    'local/small answered',
    'slow/big failed',
  ]);
  await Promise.all([two.end(), unsure.end()]);
});
