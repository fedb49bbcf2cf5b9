import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { NearmostError, type ChatPart, type ChatRequest } from '../../contract/index.ts';
import { sse, startFakeUpstream, type FakeUpstream } from '../../kit/testing/fake-upstream.ts';
import { testEgress } from '../../kit/testing/test-egress.ts';
import { customProvider } from '../../providers/custom.ts';
import { words, world, type World } from '../testing/world.ts';

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream.close());

const delta = (content: string): object => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'big',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
const unsure = { a: () => words('well I guess', -3) };
/** A local model that is not sure of an answer, and goes on with one of another. */
const helper = {
  a: (request: ChatRequest) =>
    request.messages.at(-2)?.role === 'assistant' ? words('and the end.', -0.1) : unsure.a(),
};

function open(finishCut: boolean, locals: Parameters<typeof world>[0]['locals'] = helper): World {
  const way = testEgress();
  onTestFinished(() => way.close());
  const provider = customProvider('acme', { baseUrl: `${upstream.url}/v1` });
  return world({
    settings: { router: { finishCut, cloud: ['acme/big'] } },
    locals,
    handles: [{ provider, baseUrl: `${upstream.url}/v1`, key: 'k' }],
    egress: way.egress,
  });
}

async function read(
  here: World,
  more: Partial<ChatRequest> = {},
): Promise<{ text: string; parts: ChatPart[]; error: NearmostError | undefined }> {
  const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'tell me' }], ...more };
  const { parts, done } = await here.router.stream({ task: 'chat', request }, {}, true);
  const seen: ChatPart[] = [];
  let error: NearmostError | undefined;
  try {
    for await (const part of parts) seen.push(part);
  } catch (thrown) {
    error = NearmostError.from(thrown);
  }
  await done;
  return { text: seen.map((part) => (part.type === 'text' ? part.text : '')).join(''), parts: seen, error };
}
const cut = (...texts: string[]): void =>
  upstream.play({
    headers: { 'content-type': 'text/event-stream' },
    chunks: sse(...texts.map(delta)),
    betweenMs: 5,
    fault: 'cut',
  });

test('a stream whose socket drops ends with a typed error; what was shown stays', async () => {
  cut('Once upon ', 'a time ');
  const here = open(false);
  const { text, error } = await read(here);
  expect(text).toBe('Once upon a time ');
  expect(error).toMatchObject({ code: 'upstream_unavailable', retryable: true });
  expect(here.rows).toMatchObject([{ status: 'error', error: 'upstream_unavailable', model: 'acme/big' }]);
  expect(here.open()).toBe(0);
});

test('router.finishCut: a model of this device goes on, says so, and the row tells of both', async () => {
  cut('Once upon ', 'a time ');
  const here = open(true);
  const { text, parts, error } = await read(here);
  expect([text, error]).toEqual(['Once upon a time and the end.', undefined]);
  expect(parts.find(({ type }) => type === 'warning')).toMatchObject({
    message: 'acme/big broke off (upstream_unavailable); local/a on this device went on from there',
  });
  expect(parts.at(-2)).toMatchObject({ type: 'finish', reason: 'stop' });
  expect(here.heard.at(-1)?.request.messages.at(-2)).toEqual({
    role: 'assistant',
    content: 'Once upon a time ',
  });
  const [row] = here.rows;
  expect(row).toMatchObject({ status: 'ok', place: 'cloud', model: 'acme/big' });
  expect(row?.reason).toContain('local/a went on from there');
  expect(row?.attempts.slice(-2)).toMatchObject([
    { model: 'acme/big', outcome: 'failed', error: 'upstream_unavailable' },
    { model: 'local/a', outcome: 'answered' },
  ]);
  expect(row?.costUsd).toBeGreaterThan(0);
  expect(here.open()).toBe(0);
});

test.each([
  ['half a JSON', { responseFormat: { type: 'json_object' as const } }],
  ['an answer with tools', { tools: [{ name: 't' }] }],
  ['a named model', { model: 'acme/big' }],
])('%s is not taken over', async (_, more) => {
  cut('{"a', '": ');
  expect((await read(open(true), more)).error?.code).toBe('upstream_unavailable');
});

test('when the second breaks too, the first failure is told', async () => {
  cut('Once ');
  const broken = (request: ChatRequest) =>
    request.messages.length > 1 ? [new NearmostError('engine_crashed', 'gone')] : unsure.a();
  const here = open(true, { a: broken });
  expect((await read(here)).error?.code).toBe('upstream_unavailable');
  expect([here.rows[0]?.status, here.open()]).toEqual(['error', 0]);
});

test('who leaves while another goes on leaves nothing running', async () => {
  cut('Once ');
  const here = open(true);
  const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'tell me' }] };
  const { parts, done } = await here.router.stream({ task: 'chat', request }, {}, true);
  for await (const part of parts) if (part.type === 'warning') break;
  await done;
  expect([here.rows[0]?.status, here.open()]).toEqual(['cancelled', 0]);
});
