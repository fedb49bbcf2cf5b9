import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendHostile } from '../testing/hostile.ts';
import { serveFake, type Served } from '../testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake();
});
afterAll(() => served.server.close());

const messages = [{ role: 'user', content: 'hello' }];
const BODIES: Record<string, object> = {
  '/api/chat': { model: 'auto', messages },
  '/api/generate': { model: 'auto', prompt: 'hello' },
  '/api/embed': { model: 'auto', input: 'hello' },
  '/api/embeddings': { model: 'auto', prompt: 'hello' },
  '/api/show': { model: 'auto' },
};
const said = (message: object): object => ({ messages: [message] });
const tool = { type: 'function', function: { name: 'look' } };
let deep: object = {};
for (let level = 0; level < 80; level++) deep = { properties: { a: deep } };

test('the body of a curl without a type is read, a compressed one is not', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const [path, body] of Object.entries(BODIES).slice(0, 2))
    expect((await served.call({ path, body, headers: form })).status).toBe(200);
  const packed = await served.call({
    path: '/api/chat',
    body: BODIES['/api/chat'],
    headers: { ...form, 'content-encoding': 'gzip' },
  });
  expect(packed.json()).toMatchObject({ code: 'unsupported' });
  served.runtime.calls.length = 0;
});

test.each([
  ...Object.keys(BODIES).map((path) => [path, { model: 7 }, '"model"', '1 to 256 characters']),
  ['/api/chat', { messages: 'hello' }, '"messages"', 'an array of messages'],
  ['/api/chat', said({ role: 'wizard', content: 'x' }), '"messages[0].role"', 'system, user'],
  ['/api/chat', said({ role: 'user', content: 5 }), '"messages[0].content"', 'a string'],
  ['/api/chat', said({ role: 'user', content: 'x', images: 'x' }), '"messages[0].images"', 'base64'],
  [
    '/api/chat',
    said({ role: 'assistant', tool_calls: [{ function: { name: 'a', arguments: 5 } }] }),
    '"messages[0].tool_calls[0].function.arguments"',
    'an object',
  ],
  ['/api/chat', { stream: 'no' }, '"stream"', 'true or false'],
  ['/api/chat', { format: 'xml' }, '"format"', '"json" or a JSON Schema'],
  ['/api/chat', { format: deep }, '"format"', 'deeper than 64'],
  ['/api/chat', { think: 'hard' }, '"think"', 'low, medium or high'],
  ['/api/chat', { keep_alive: {} }, '"keep_alive"', 'seconds'],
  ['/api/chat', { options: [] }, '"options"', 'must be an object'],
  ['/api/chat', { options: { num_predict: 1.5 } }, '"options.num_predict"', 'whole number from -2'],
  ['/api/chat', { options: { temperature: -1 } }, '"options.temperature"', 'from 0 to 2'],
  ['/api/chat', { options: { stop: [5] } }, '"options.stop[0]"', 'up to 16 strings'],
  ['/api/chat', { tools: [{ type: 'web' }] }, '"tools[0].type"', '"function"'],
  ['/api/chat', { tools: [tool, tool] }, 'Two tools', '"look"'],
  ['/api/generate', { prompt: ['x'] }, '"prompt"', 'a string'],
  ['/api/embed', { input: [] }, '"input"', '1 to 2048'],
  ['/api/embed', { input: [1] }, '"input', '1 to 2048'],
  ['/api/embed', { dimensions: 0 }, '"dimensions"', 'from 1 to 65536'],
  ['/api/embeddings', { prompt: '' }, '"prompt"', 'not be empty'],
] as [string, object, string, string][])('%s %j is refused in words', async (path, wrong, field, words) => {
  const reply = await served.call({ path, body: { ...BODIES[path], ...wrong } });
  expect(reply.status).toBe(400);
  const { error } = reply.json() as { error: string };
  expect(error).toContain(field);
  expect(error).toContain(words);
  expect(served.runtime.calls).toEqual([]);
});

test('errors before any handler speak the dialect too, and unknown models are told in its words', async () => {
  const told = async (call: Parameters<Served['call']>[0]): Promise<unknown[]> => {
    const reply = await served.call(call);
    const { error, code } = reply.json() as { error: string; code: string };
    expect(error).toMatch(/\S \S/);
    return [reply.status, code];
  };
  expect(await told({ path: '/api/tags', headers: { authorization: null } })).toEqual([401, 'unauthorized']);
  expect(await told({ path: '/api/tags', headers: { host: 'evil.example' } })).toEqual([
    403,
    'forbidden_host',
  ]);
  expect(await told({ path: '/api/chat' })).toEqual([405, 'method_not_allowed']);
  expect(await told({ path: '/api/pull', body: { model: 'x' } })).toEqual([404, 'not_found']);
  expect(await told({ path: '/api/chat', body: '{' })).toEqual([400, 'invalid_json']);
  const reply = await served.call({
    path: '/api/chat',
    body: { ...BODIES['/api/chat'], model: 'nope:latest' },
  });
  expect(reply.json()).toMatchObject({ error: expect.stringMatching(/^model 'nope' not found\./) as string });
});

test.each(Object.keys(BODIES))('%s: whatever JSON comes, the answer is JSON', async (path) => {
  const fields = [
    'model',
    'messages',
    'prompt',
    'input',
    'tools',
    'options',
    'format',
    'raw',
    'think',
    'suffix',
  ];
  const sound = ['auto', 'local/fake', messages, [tool], { seed: 1 }, 'json', true];
  await sendHostile(served, path, [...fields, 'stream', 'keep_alive', 'images', 'name'], sound);
});
