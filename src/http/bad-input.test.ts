import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorOf, serveFake, TOKEN, type Served, type Wire } from './testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake({ server: { maxBodyMb: 0.5 } });
});
afterAll(() => served.server.close());

const messages = [{ role: 'user', content: 'hello' }];
const BODIES = {
  '/v1/chat/completions': { model: 'auto', messages, logprobs: true },
  '/v1/completions': { model: 'auto', prompt: 'hello' },
  '/v1/embeddings': { model: 'auto', input: 'hello' },
} as const;
type Path = keyof typeof BODIES;
const post = (path: Path, fields: object): Promise<Wire> =>
  served.call({ path, body: { ...BODIES[path], ...fields } });

const sampling: [string, string][] = [
  ['temperature', 'a number from 0 to 2'],
  ['top_p', 'a number from 0 to 1'],
  ['min_p', 'a number from 0 to 1'],
  ['frequency_penalty', 'a number from -2 to 2'],
  ['presence_penalty', 'a number from -2 to 2'],
  ['max_tokens', 'a whole number from 1 to 1048576'],
  ['top_k', 'a whole number from 0 to 1000000'],
  ['seed', 'a whole number from 0 to 2147483647'],
  ['n', 'a whole number from 1 to 64'],
];
const fields: [Path, string, string][] = [
  ...sampling.map(([field, range]): [Path, string, string] => ['/v1/chat/completions', field, range]),
  ...sampling.map(([field, range]): [Path, string, string] => ['/v1/completions', field, range]),
  ['/v1/chat/completions', 'max_completion_tokens', 'a whole number from 1 to 1048576'],
  ['/v1/chat/completions', 'top_logprobs', 'a whole number from 0 to 20'],
  ['/v1/completions', 'logprobs', 'a whole number from 0 to 5'],
  ['/v1/embeddings', 'dimensions', 'a whole number from 1 to 65536'],
];

describe.each(fields)('%s %s', (path, field, range) => {
  const whole = range.startsWith('a whole') ? ['0.5'] : [];
  test.each(['-3', '1e999', '-1e999', '9007199254740992', '"1"', 'true', '[]', '{}', ...whole])(
    '%s',
    async (text) => {
      const before = served.runtime.calls.length;
      const body = JSON.stringify(BODIES[path]).replace(/\}$/, `,${JSON.stringify(field)}:${text}}`);
      const reply = await served.call({ path, body });
      expect(reply.status).toBe(400);
      expect(errorOf(reply)).toMatchObject({
        type: 'invalid_request_error',
        param: field,
        code: 'invalid_request',
      });
      expect(errorOf(reply).message).toContain(`must be ${range}`);
      expect(served.runtime.calls.length).toBe(before);
    },
  );

  test('NaN is no JSON, null is absent', async () => {
    const body = JSON.stringify(BODIES[path]).replace(/\}$/, `,${JSON.stringify(field)}:NaN}`);
    expect(errorOf(await served.call({ path, body })).code).toBe('invalid_json');
    expect((await post(path, { [field]: null })).status).toBe(200);
  });
});

const tool = { type: 'function', function: { name: 'look' } };
let deep: object = {};
for (let level = 0; level < 80; level++) deep = { properties: { a: deep } };

test.each([
  ['/v1/chat/completions', { model: undefined }, 'model', 'is missing'],
  ['/v1/chat/completions', { model: '' }, 'model', '1 to 256 characters'],
  ['/v1/chat/completions', { model: 'x'.repeat(257) }, 'model', '1 to 256 characters'],
  ['/v1/chat/completions', { messages: undefined }, 'messages', 'is missing'],
  ['/v1/chat/completions', { messages: [] }, 'messages', 'at least one'],
  ['/v1/chat/completions', { messages: 'hello' }, 'messages', 'not a string'],
  [
    '/v1/chat/completions',
    { messages: [{ role: 'wizard', content: 'x' }] },
    'messages[0].role',
    'system, developer, user',
  ],
  ['/v1/chat/completions', { messages: [{ role: 'user' }] }, 'messages[0].content', 'is missing'],
  [
    '/v1/chat/completions',
    { messages: [{ role: 'user', content: 5 }] },
    'messages[0].content',
    'must be a string',
  ],
  [
    '/v1/chat/completions',
    { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
    'messages[0].content[0].text',
    'missing',
  ],
  [
    '/v1/chat/completions',
    { messages: [{ role: 'user', content: [{ type: 'video' }] }] },
    'messages[0].content[0].type',
    'image_url',
  ],
  [
    '/v1/chat/completions',
    { messages: [{ role: 'assistant', content: null }] },
    'messages[0].content',
    'neither content nor tool calls',
  ],
  [
    '/v1/chat/completions',
    { messages: [{ role: 'tool', content: 'x' }] },
    'messages[0].tool_call_id',
    'is missing',
  ],
  ['/v1/chat/completions', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'up to 4'],
  ['/v1/chat/completions', { stop: [''] }, 'stop[0]', 'none empty'],
  ['/v1/chat/completions', { stream: 'yes' }, 'stream', 'true or false'],
  ['/v1/chat/completions', { tools: [{ type: 'web' }] }, 'tools[0].type', '"function"'],
  [
    '/v1/chat/completions',
    { tools: [{ ...tool, function: { name: 'a b' } }] },
    'tools[0].function.name',
    '1 to 64 letters',
  ],
  ['/v1/chat/completions', { tools: [tool, tool] }, 'tools', 'Two tools'],
  ['/v1/chat/completions', { tool_choice: 'required' }, 'tool_choice', 'does not have'],
  [
    '/v1/chat/completions',
    { tools: [tool], tool_choice: { type: 'function', function: { name: 'b' } } },
    'tool_choice',
    'does not have',
  ],
  [
    '/v1/chat/completions',
    { tools: [tool], tool_choice: 'sometimes' },
    'tool_choice',
    'auto, none, required',
  ],
  ['/v1/chat/completions', { response_format: { type: 'xml' } }, 'response_format.type', 'json_schema'],
  [
    '/v1/chat/completions',
    { response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
    'response_format.json_schema.schema',
    'missing',
  ],
  [
    '/v1/chat/completions',
    { response_format: { type: 'json_schema', json_schema: { schema: deep } } },
    'response_format.json_schema.schema',
    'deeper than 64',
  ],
  [
    '/v1/chat/completions',
    { tools: [{ type: 'function', function: { name: 'a', parameters: [] } }] },
    'tools[0].function.parameters',
    'JSON Schema object',
  ],
  ['/v1/chat/completions', { logprobs: false, top_logprobs: 2 }, 'top_logprobs', '"logprobs": true'],
  ['/v1/chat/completions', { reasoning_effort: 'huge' }, 'reasoning_effort', 'minimal'],
  ['/v1/chat/completions', { functions: [] }, 'functions', 'Use tools'],
  ['/v1/completions', { prompt: undefined }, 'prompt', 'is missing'],
  ['/v1/completions', { prompt: [1, 2, 3] }, 'prompt', 'token numbers'],
  ['/v1/completions', { prompt: [[1, 2]] }, 'prompt', 'token numbers'],
  ['/v1/completions', { prompt: Array(33).fill('a') }, 'prompt', '1 to 32'],
  ['/v1/embeddings', { input: '' }, 'input', 'none empty'],
  ['/v1/embeddings', { input: [] }, 'input', '1 to 2048'],
  ['/v1/embeddings', { input: [1, 2] }, 'input', 'token numbers'],
  ['/v1/embeddings', { encoding_format: 'hex' }, 'encoding_format', 'float or base64'],
] as [Path, object, string, string][])('%s %j is refused at %s', async (path, wrong, param, words) => {
  const before = served.runtime.calls.length;
  const reply = await post(path, wrong);
  expect(reply.status).toBe(400);
  expect(errorOf(reply)).toMatchObject({ param });
  expect(errorOf(reply).message).toContain(words);
  expect(served.runtime.calls.length).toBe(before);
});

test.each([
  ['no JSON', { body: '{"model": "auto",' }, 400, 'invalid_json'],
  ['broken UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }, 400, 'invalid_json'],
  ['an empty body', { body: '' }, 400, 'invalid_request'],
  ['an array', { body: '[]' }, 400, 'invalid_request'],
  ['null', { body: 'null' }, 400, 'invalid_request'],
  [
    'a form',
    { body: '{}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    400,
    'invalid_request',
  ],
  ['no content type', { body: '{}', headers: { 'content-type': null } }, 400, 'invalid_request'],
  [
    'another alphabet',
    { body: '{}', headers: { 'content-type': 'application/json; charset=latin1' } },
    400,
    'invalid_request',
  ],
  ['a compressed body', { body: '{}', headers: { 'content-encoding': 'gzip' } }, 400, 'unsupported'],
  [
    'two content types',
    { body: '{}', headers: { 'content-type': ['application/json', 'text/plain'] } },
    400,
    'invalid_request',
  ],
  [
    'an unknown place',
    { body: BODIES['/v1/chat/completions'], headers: { 'x-nearmost-route': 'moon' } },
    400,
    'invalid_request',
  ],
  [
    'a strange app',
    { body: BODIES['/v1/chat/completions'], headers: { 'x-nearmost-app': '../x"' } },
    400,
    'invalid_request',
  ],
  ['a large body', { body: { pad: 'x'.repeat(600_000) } }, 413, 'payload_too_large'],
  ['an unknown model', { body: { model: 'nope', messages } }, 404, 'unknown_model'],
] as const)('%s', async (_name, call, status, code) => {
  const reply = await served.call({ path: '/v1/chat/completions', ...call } as Parameters<Served['call']>[0]);
  expect(reply.status).toBe(status);
  expect(errorOf(reply).code).toBe(code);
});

test('charset=utf-8 is what everyone means', async () => {
  const headers = { 'content-type': 'application/json; charset="UTF-8"' };
  expect(
    (await served.call({ path: '/v1/chat/completions', headers, body: BODIES['/v1/chat/completions'] }))
      .status,
  ).toBe(200);
});

test('a body without end is refused while it comes, and the answer arrives', async () => {
  const socket = connect(served.server.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  const piece = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  const more = setInterval(() => !socket.destroyed && socket.write(piece), 1);
  await closed;
  clearInterval(more);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('"payload_too_large"');
});

test('405 names the methods, 404 the page', async () => {
  const wrong = await served.call({ path: '/v1/chat/completions' });
  expect([wrong.status, wrong.headers['allow'], errorOf(wrong).code]).toEqual([
    405,
    'POST',
    'method_not_allowed',
  ]);
  const none = await served.call({ path: '/v2/chat' });
  expect([none.status, errorOf(none).code]).toEqual([404, 'not_found']);
  expect((await served.call({ method: 'DELETE', path: '/v1/models/auto' })).headers['allow']).toBe('GET');
});

test('fields that are unknown are told, not refused', async () => {
  const reply = await post('/v1/chat/completions', {
    verbosity: 'low',
    'b\u00e4d\r\nname': 1,
    user: 'me',
    store: false,
  });
  expect(reply.status).toBe(200);
  expect(reply.headers['x-nearmost-warnings']).toBe('ignored: verbosity, b?d name');
  expect(reply.json()).toMatchObject({ nearmost: { warnings: ['ignored: verbosity, b\u00e4d\r\nname'] } });
});

test('whatever JSON comes, the answer is JSON and the server lives', async () => {
  const value = fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom('auto', messages, 'text', {}, []),
  );
  const body = fc.dictionary(
    fc.constantFrom(
      'model',
      'messages',
      'tools',
      'stop',
      'n',
      'stream',
      'response_format',
      'tool_choice',
      '__proto__',
      'logprobs',
    ),
    value,
  );
  await fc.assert(
    fc.asyncProperty(body, async (fields) => {
      const reply = await served.call({ path: '/v1/chat/completions', body: JSON.stringify(fields) });
      if (reply.status === 200) return;
      expect([400, 404]).toContain(reply.status);
      expect(errorOf(reply).message.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
  expect((await served.call({ path: '/health' })).status).toBe(200);
});
