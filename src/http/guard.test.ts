import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isLoopback } from './guard.ts';
import { ROUTES } from './routes.ts';
import { errorCode, errorOf, serveFake, TOKEN, type Served } from './testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake({
    server: {
      allowedHosts: ['My.Box:8080', 'fd00::7'],
      allowedOrigins: ['https://app.example', '*', 'null'],
    },
  });
});
afterAll(() => served.server.close());

const codeOf = async (
  headers: Record<string, string | string[] | null>,
  path = '/v1/models',
): Promise<string> => {
  const reply = await served.call({ path, headers });
  if (reply.status === 200) return 'ok';
  return `${reply.status} ${errorOf(reply).code}`;
};

describe('every route', () => {
  const samples = ROUTES.flatMap(({ method, path, public: open }) => ({
    method,
    open: open === true,
    path: path.replace(/:\w+(\{.*\})?/, 'some/thing'.slice(0, path.includes('{') ? undefined : 4)),
  }));

  test.each(samples.filter(({ open }) => !open))(
    '$method $path wants the token and books nothing',
    async ({ method, path }) => {
      const before = served.runtime.calls.length;
      for (const headers of [
        { authorization: null },
        { authorization: 'Bearer wrong' },
        { authorization: `Basic ${TOKEN}` },
      ]) {
        const reply = await served.call({
          method,
          path,
          headers,
          ...(method === 'POST'
            ? { body: { model: 'auto', messages: [{ role: 'user', content: 'x' }], prompt: 'x', input: 'x' } }
            : {}),
        });
        expect(reply.status).toBe(401);
        expect(reply.headers['www-authenticate']).toBe('Bearer');
        expect(reply.headers['x-request-id']).toMatch(/^req_/);
        expect(errorCode(reply)).toBe('unauthorized');
      }
      expect(served.runtime.calls.length).toBe(before);
      expect(served.runtime.rows).toEqual([]);
    },
  );

  test('only health and the pairing of a browser are open, and health tells nothing', async () => {
    expect(samples.filter(({ open }) => open).map(({ path }) => path)).toEqual(['/health', '/console/pair']);
    const reply = await served.call({ path: '/health', headers: { authorization: null } });
    expect(reply.json()).toEqual({ status: 'ok', server: 'nearmost' });
  });

  test('what is not there is not told without a token either', async () => {
    expect(await codeOf({ authorization: null }, '/admin/secret')).toBe('401 unauthorized');
    expect(await codeOf({ authorization: null }, '/health/../v1/models')).toBe('401 unauthorized');
    expect(await codeOf({ authorization: null }, '//health')).toBe('401 unauthorized');
  });
});

test.each([
  ['a plain loopback name', {}, 'ok'],
  ['localhost with any port', { host: 'localhost:1' }, 'ok'],
  ['IPv6 loopback', { host: '[::1]:9595' }, 'ok'],
  ['an allowed name, in any case', { host: 'MY.box:80' }, 'ok'],
  ['an allowed IPv6 address', { host: '[fd00::7]:9595' }, 'ok'],
  ['a foreign name', { host: 'evil.example' }, '403 forbidden_host'],
  ['a foreign name that begins like ours', { host: 'localhost.evil.example' }, '403 forbidden_host'],
  ['a foreign name behind a user', { host: 'localhost@evil.example' }, '403 forbidden_host'],
  ['an address of the network', { host: '192.168.1.2:9595' }, '403 forbidden_host'],
  ['an unspecified address', { host: '0.0.0.0:9595' }, '403 forbidden_host'],
  ['a decimal address', { host: '2130706433' }, '403 forbidden_host'],
  ['two names in one', { host: 'localhost, evil.example' }, '403 forbidden_host'],
  ['an allowed origin', { origin: 'https://app.example' }, 'ok'],
  [
    'an allowed origin from another site',
    { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' },
    'ok',
  ],
  ['the server\u2019s own pages', { host: '127.0.0.1:7', origin: 'http://127.0.0.1:7' }, 'ok'],
  [
    'another port of this machine',
    { host: '127.0.0.1:7', origin: 'http://127.0.0.1:8' },
    '403 forbidden_origin',
  ],
  ['a foreign origin', { origin: 'https://evil.example' }, '403 forbidden_origin'],
  ['an origin that ends like an allowed one', { origin: 'https://evil.app.example' }, '403 forbidden_origin'],
  ['the null origin, even when listed', { origin: 'null' }, '403 forbidden_origin'],
  ['a star, even when listed', { origin: '*' }, '403 forbidden_origin'],
  ['a page of another site without an origin', { 'sec-fetch-site': 'cross-site' }, '403 forbidden_origin'],
  ['a page of the same origin', { 'sec-fetch-site': 'same-origin' }, 'ok'],
  [
    'a rebound name with its own origin',
    { host: 'evil.example', origin: 'http://evil.example' },
    '403 forbidden_host',
  ],
  ['the token as x-api-key', { authorization: null, 'x-api-key': TOKEN }, 'ok'],
  ['a wrong x-api-key', { authorization: null, 'x-api-key': 'x' }, '401 unauthorized'],
  [
    'a wrong bearer beside a right x-api-key',
    { authorization: 'Bearer x', 'x-api-key': TOKEN },
    '401 unauthorized',
  ],
  ['bearer in lower case', { authorization: `bearer ${TOKEN}` }, 'ok'],
  ['a token with a tail', { authorization: `Bearer ${TOKEN}x` }, '401 unauthorized'],
  ['the beginning of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, '401 unauthorized'],
  ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }, '401 unauthorized'],
  ['two hosts', { host: ['localhost', 'evil.example'] }, '400 invalid_request'],
  ['two origins', { origin: ['https://app.example', 'https://evil.example'] }, '400 invalid_request'],
] as [string, Record<string, string | string[] | null>, string][])('%s', async (_name, headers, expected) => {
  expect(await codeOf(headers)).toBe(expected);
});

test('an absolute address names a second host and is refused', async () => {
  expect(await codeOf({}, 'http://evil.example/v1/models')).toBe('400 invalid_request');
});

test('an allowed origin is named, exactly; others get no CORS header', async () => {
  const allowed = await served.call({ path: '/v1/models', headers: { origin: 'https://app.example' } });
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': 'https://app.example',
    vary: 'origin',
  });
  for (const headers of [{}, { origin: 'https://evil.example' }]) {
    const reply = await served.call({ path: '/v1/models', headers });
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('errors can be read by an allowed page too', async () => {
  const headers = { origin: 'https://app.example', authorization: null };
  const reply = await served.call({ path: '/v1/models', headers });
  expect(reply.status).toBe(401);
  expect(reply.headers['access-control-allow-origin']).toBe('https://app.example');
});

test('the preflight of an allowed page is answered, that of a foreign one refused', async () => {
  const headers = {
    authorization: null,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,x-stainless-lang',
  };
  const call = { method: 'OPTIONS', path: '/v1/chat/completions' };
  const yes = await served.call({ ...call, headers: { ...headers, origin: 'https://app.example' } });
  expect(yes.status).toBe(204);
  expect(yes.headers).toMatchObject({
    'access-control-allow-origin': 'https://app.example',
    'access-control-allow-headers': 'authorization,content-type,x-stainless-lang',
    'access-control-allow-methods': 'GET, POST',
  });
  expect(
    (await served.call({ ...call, headers: { ...headers, origin: 'https://evil.example' } })).status,
  ).toBe(403);
  expect((await served.call({ ...call, headers })).status).toBe(401);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['LOCALHOST', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.evil.example', false],
  ['192.168.0.1', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
