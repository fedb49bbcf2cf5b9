import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorOf, serveFake, TOKEN, until, type Served } from '../testing/serve.ts';

let served: Served;
let stops = 0;
beforeAll(async () => {
  served = await serveFake(
    {
      providers: {
        acme: {
          key: 'sk-very-secret-key',
          baseUrl: 'https://user:pass@acme.example/v1?key=hidden',
          model: 'large',
        },
      },
    },
    { control: { shutdown: () => void (stops += 1), status: () => ({ embedded: true }) } },
  );
  for (const [app, content] of [
    ['one', 'a'],
    ['two', 'b'],
    ['one', 'c'],
  ] as const)
    await served.call({
      path: '/v1/chat/completions',
      headers: { 'x-nearmost-app': app },
      body: { model: 'auto', messages: [{ role: 'user', content }] },
    });
});
afterAll(() => served.server.close());

const get = async (path: string): Promise<Record<string, unknown>> =>
  (await served.call({ path })).json() as Record<string, unknown>;
const ids = async (query: string): Promise<string[]> =>
  ((await get(`/admin/requests${query}`))['requests'] as { requestId: string }[]).map(
    ({ requestId }) => requestId,
  );

test('status tells version, address and settings, and no secret', async () => {
  const reply = await served.call({ path: '/admin/status' });
  expect(reply.json()).toMatchObject({
    server: 'nearmost',
    version: '9.9.9',
    pid: process.pid,
    url: served.server.url,
    stopping: false,
    more: { embedded: true },
    settings: {
      label: 'personal',
      providers: {
        acme: { enabled: true, hasKey: true, baseUrl: 'https://acme.example/v1', model: 'large' },
      },
    },
  });
  for (const secret of ['very-secret', 'pass', 'hidden', TOKEN]) expect(reply.text).not.toContain(secret);
});

test('models are loaded and unloaded by name', async () => {
  const load = await served.call({ path: '/admin/load', body: { model: 'local/fake' } });
  expect(load.json()).toEqual({ model: 'local/fake', loaded: true });
  expect(await get('/admin/ps')).toMatchObject({ models: [{ model: 'local/fake', state: 'ready' }] });
  await served.call({ path: '/admin/unload', body: { model: 'local/fake' } });
  expect(await get('/admin/ps')).toEqual({ models: [] });
  expect(errorOf(await served.call({ path: '/admin/load', body: { model: 'nope' } })).code).toBe(
    'unknown_model',
  );
  expect(errorOf(await served.call({ path: '/admin/load', body: {} })).param).toBe('model');
});

test('an intent is passed on, and a wrong one is refused', async () => {
  const path = '/admin/prewarm';
  const noted = await served.call({ path, body: { model: 'local/fake', app: 'mail', inMs: 5000 } });
  expect(noted.json()).toEqual({ model: 'local/fake', state: 'noted' });
  expect(served.runtime.intents).toEqual([{ model: 'local/fake', app: 'mail', inMs: 5000 }]);
  for (const [param, body] of [
    ['model', {}],
    ['app', { model: 'local/fake', app: '\n' }],
    ['inMs', { model: 'local/fake', inMs: -1 }],
    ['inMs', { model: 'local/fake', inMs: 1e12 }],
  ] as const)
    expect(errorOf(await served.call({ path, body })).param).toBe(param);
  expect(errorOf(await served.call({ path, body: { model: 'nope' } })).code).toBe('unknown_model');
  expect((await served.call({ path, body: {}, headers: { authorization: null } })).status).toBe(401);
});

test('requests come newest first, in pages, of one app', async () => {
  const all = await ids('');
  expect(all).toEqual(served.runtime.rows.map(({ requestId }) => requestId).toReversed());
  expect(await ids('?limit=2')).toEqual(all.slice(0, 2));
  expect(await ids(`?limit=2&before=${all[1]}`)).toEqual(all.slice(2));
  expect(await ids('?app=two')).toEqual([all[1]]);
  for (const limit of ['0', '-1', '1001', '1.5', 'x', '1e2'])
    expect(errorOf(await served.call({ path: `/admin/requests?limit=${limit}` }))).toMatchObject({
      param: 'limit',
    });
});

test('requests of one place; a page tells the clock of the server; a wrong filter is named', async () => {
  const all = await ids('');
  expect(await ids('?place=local&outcome=answered')).toEqual(all);
  expect(await ids('?place=cloud')).toEqual([]);
  expect(await get('/admin/requests')).toMatchObject({ now: expect.any(Number) });
  for (const [param, query] of [
    ['place', 'place=here'],
    ['outcome', 'outcome=good'],
  ] as const)
    expect(errorOf(await served.call({ path: `/admin/requests?${query}` }))).toMatchObject({ param });
});

test('what nearness brings is asked of the owner’s side, for so many days', async () => {
  const none = await served.call({ path: '/admin/share' });
  expect([none.status, errorOf(none).code]).toEqual([400, 'unsupported']);
  for (const days of ['0', '367', 'x'])
    expect(errorOf(await served.call({ path: `/admin/share?days=${days}` }))).toMatchObject({
      param: 'days',
    });
});

test('one request is found by its id', async () => {
  const [newest] = await ids('');
  expect(await get(`/admin/requests/${newest}`)).toMatchObject({
    requestId: newest,
    app: 'one',
    task: 'chat',
  });
  const none = await served.call({ path: '/admin/requests/req_none' });
  expect([none.status, errorOf(none).code]).toEqual([404, 'not_found']);
});

test('models are listed without their paths', async () => {
  const before = served.runtime.models;
  const record = {
    id: 'm',
    path: '/home/someone/m.gguf',
    info: { chatTemplate: '{{x}}', layers: 2 },
    card: {},
  };
  Object.assign(served.runtime, {
    models: () => [{ id: 'local/m', place: 'local', ownedBy: 'local', created: 1, record }],
  });
  const reply = await served.call({ path: '/admin/models' });
  Object.assign(served.runtime, { models: before });
  expect(reply.json()).toMatchObject({
    models: [{ id: 'local/m', record: { info: { layers: 2, hasChatTemplate: true } } }],
  });
  expect(reply.text).not.toContain('someone');
});

test('metrics are text', async () => {
  const reply = await served.call({ path: '/metrics' });
  expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(reply.text).toContain('nearmost_requests_total 3');
});

test('events are heard while one listens', async () => {
  let text = '';
  let closed = false;
  const call = request(
    {
      port: served.server.port,
      host: '127.0.0.1',
      path: '/admin/events',
      headers: { authorization: `Bearer ${TOKEN}` },
    },
    (reply) => {
      reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      reply.on('close', () => (closed = true));
      reply.on('error', () => undefined);
    },
  );
  call.on('error', () => undefined).end();
  await until(() => text.includes(': listening'), 'the stream opens');
  served.runtime.emit({ type: 'model-load', model: 'local/fake', at: 5 });
  await until(
    () => text.includes('data: {"type":"model-load","model":"local/fake","at":5}\n\n'),
    'the event arrives',
  );
  call.destroy();
  await until(() => closed, 'the stream ends');
  served.runtime.emit({ type: 'model-load', model: 'local/fake', at: 6 }); // nobody listens: nothing breaks
});

test('shutdown answers first and then stops, once', async () => {
  const reply = await served.call({ method: 'POST', path: '/admin/shutdown' });
  expect([reply.status, reply.json()]).toEqual([202, { stopping: true }]);
  await until(() => stops === 1, 'the owner is asked to stop');
});

test('shutdown without an owner closes the server', async () => {
  const alone = await serveFake();
  await alone.call({ method: 'POST', path: '/admin/shutdown' });
  await expect
    .poll(() =>
      alone.call({ path: '/health' }).then(
        () => 'up',
        () => 'down',
      ),
    )
    .toBe('down');
});
