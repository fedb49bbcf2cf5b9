import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { NearmostError, settingsSchema, type ChatPart, type SettingsInput } from '../contract/index.ts';
import { startServer } from './server.ts';
import { createFakeRuntime } from './testing/fake-runtime.ts';
import { errorOf, serveFake, TOKEN, until } from './testing/serve.ts';

const say = (content: string, more: object = {}): { path: string; body: object } => ({
  path: '/v1/chat/completions',
  body: { model: 'auto', messages: [{ role: 'user', content }], ...more },
});

async function refusal(server: SettingsInput['server'], token = TOKEN): Promise<NearmostError> {
  const runtime = createFakeRuntime();
  const settings = settingsSchema.parse({ server });
  return startServer({ runtime, settings, token }).then(
    (running) => running.close().then(() => Promise.reject(new Error('it started'))),
    (error: unknown) => error as NearmostError,
  );
}

test.each([
  ['127.0.0.1', ''],
  ['0.0.0.0', ''],
  ['::', 'short'],
  ['0.0.0.0', 'with a space in the middle'],
])('does not start on %s with the token "%s"', async (host, token) => {
  const error = await refusal({ host, port: 0 }, token);
  expect(error).toMatchObject({ code: 'config_invalid', param: 'token' });
  expect(error.hint).toContain('nearmost up');
});

test('a port in use is named, with the command for another one', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  const port = await new Promise<number>((resolve) =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as AddressInfo).port)),
  );
  const error = await refusal({ port });
  expect(error).toMatchObject({ code: 'port_in_use', param: 'server.port' });
  expect(error.message).toContain(String(port));
  expect(error.hint).toContain('nearmost up --port');
});

test('an address that is not here is an error of the settings', async () => {
  expect(await refusal({ host: '203.0.113.7', port: 0 })).toMatchObject({
    code: 'config_invalid',
    param: 'server.host',
  });
});

test('every reply carries the id of its request, errors too', async () => {
  const { server, runtime, call } = await serveFake();
  const good = await call(say('hello'));
  expect(good.headers['x-request-id']).toBe(good.headers['x-nearmost-request-id']);
  expect(runtime.rows[0]?.requestId).toBe(good.headers['x-request-id']);
  const bad = await call({ path: '/nothing' });
  expect(bad.headers['x-request-id']).toMatch(/^req_\w+$/);
  expect(bad.headers['x-request-id']).not.toBe(good.headers['x-request-id']);
  await server.close();
});

test('headers say who asks and under which rules', async () => {
  const { server, runtime, call } = await serveFake();
  await call({
    ...say('hello'),
    headers: { 'x-nearmost-app': 'Mail 2.0', 'x-nearmost-label': 'public', 'x-nearmost-route': 'cloud' },
  });
  expect(runtime.calls[0]?.context).toMatchObject({ app: 'Mail 2.0', label: 'public', route: 'cloud' });
  await call({
    ...say('hello'),
    headers: { 'x-nearmost-label': ['public', 'secret'], 'x-nearmost-route': 'auto' },
  });
  // Two labels are one unknown word, which the runtime takes for `secret`.
  expect(runtime.calls[1]?.context.label).toBe('public, secret');
  expect(runtime.calls[1]?.context).not.toHaveProperty('route');
  expect(runtime.calls[1]?.context).not.toHaveProperty('app');
  await server.close();
});

test('retry-after goes with 503, in whole seconds', async () => {
  const { server, call } = await serveFake();
  const reply = await call(say('OVERLOAD'));
  expect([reply.status, reply.headers['retry-after'], reply.headers['x-should-retry']]).toEqual([
    503,
    '7',
    'true',
  ]);
  expect(errorOf(reply).code).toBe('overloaded');
  await server.close();
});

test('closing lets a running request end', async () => {
  let letGo = (): void => undefined;
  let begun = false;
  let seen = false;
  const wait = new Promise<void>((resolve) => (letGo = resolve));
  const { server, call } = await serveFake(
    {},
    { graceMs: 5000, runtime: { loaded: () => ((begun = true), wait.then(() => [])) } },
  );
  const running = call({ path: '/admin/ps' }).then((reply) => ((seen = true), reply));
  await until(() => begun, 'the request is under way');
  const closing = server.close();
  await expect(call({ path: '/health' })).rejects.toThrow();
  expect(seen).toBe(false);
  letGo();
  expect((await running).status).toBe(200);
  await closing;
});

test('an error inside is told as such, without its stack', async () => {
  const { server, call } = await serveFake(
    {},
    { runtime: { metrics: () => Promise.reject(new TypeError('x is not y')) } },
  );
  const reply = await call({ path: '/metrics' });
  expect([reply.status, errorOf(reply).code]).toEqual([500, 'internal']);
  expect(reply.text).not.toContain('.ts:');
  await server.close();
});

test('a reader that does not read is not written to without end', async () => {
  let made = 0;
  let ended = false;
  async function* endless(): AsyncGenerator<ChatPart> {
    try {
      for (;;) {
        made += 1;
        yield { type: 'text', choice: 0, text: 'x'.repeat(1000) };
      }
    } finally {
      ended = true;
    }
  }
  const { server, runtime } = await serveFake({}, { graceMs: 20 });
  const plain = runtime.stream;
  runtime.stream = async (request, context) => ({ ...(await plain(request, context)), parts: endless() });
  const socket = connect(server.port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  const body = JSON.stringify(say('hello', { stream: true }).body);
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  let before = -1;
  await until(() => {
    const still = made > 0 && made === before;
    before = made;
    return still;
  }, 'the source waits for the reader');
  expect(made).toBeLessThan(50_000);
  socket.destroy();
  await until(() => ended, 'the source is broken off');
  await server.close();
});

test('closing does not wait for listeners to events', async () => {
  const { server, runtime, call } = await serveFake({}, { graceMs: 60_000 });
  let heard = false;
  const plain = runtime.on;
  runtime.on = (listener) => {
    heard = true;
    return plain(listener);
  };
  const listening = call({ path: '/admin/events' });
  await until(() => heard, 'someone listens');
  await server.close();
  expect((await listening).text).toContain(': listening');
});

test.each(['GET', 'HEAD'])('%s works for models', async (method) => {
  const { server, call } = await serveFake();
  const reply = await call({ method, path: '/v1/models' });
  expect([reply.status, reply.text === '']).toEqual([200, method === 'HEAD']);
  await server.close();
});
