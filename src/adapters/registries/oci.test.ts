import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Egress, EgressRequest } from '../../contract/index.ts';
import { sha256 } from '../testing/sample-manifest.ts';
import { testLine } from '../testing/test-line.ts';
import { withCredentials } from './credentials.ts';
import { readOciAddress } from './oci-address.ts';
import { ociRegistry } from './oci.ts';
import { uploadBlob } from './oci-upload.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

async function fake(handler: Handler): Promise<{ url: string; address: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      seen.push(`${request.method} ${request.url}`);
      handler(request, response, Buffer.concat(pieces));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, address: `oci+http://${host}/acme`, seen };
}

const bytes = Buffer.from('0123456789'.repeat(1000));
const blob = {
  digest: `sha256:${sha256(bytes)}`,
  bytes: bytes.length,
  read: (from: number, length: number) => bytes.subarray(from, from + length),
};

test('an upload goes on with the byte after the last one that came', async () => {
  let stored: Uint8Array = Buffer.alloc(0);
  const { url } = await fake(({ method, headers }, response, body) => {
    if (method === 'HEAD') response.writeHead(404).end();
    else if (method === 'POST') response.writeHead(202, { location: '/v2/x/blobs/uploads/1' }).end();
    else if (method === 'GET') response.writeHead(204, { range: `0-${stored.length - 1}` }).end();
    else if (method === 'PUT') response.writeHead(sha256(stored) === sha256(bytes) ? 201 : 400).end();
    else if (stored.length === 0) {
      stored = body.subarray(0, 4000);
      response.destroy();
    } else {
      expect(headers['content-range']).toBe(`4000-${bytes.length - 1}`);
      stored = Buffer.concat([stored, body]);
      response.writeHead(202, { location: '/v2/x/blobs/uploads/1' }).end();
    }
  });
  expect(await uploadBlob(testLine(), `${url}/v2/x`, blob)).toBe(bytes.length);
});

const uploads: [string, Record<string, string>, number, RegExp][] = [
  [
    'sends the upload to another host',
    { location: 'http://localhost:1/steal' },
    202,
    /upload to go to another host/,
  ],
  ['does not say where', {}, 202, /does not say where/],
  ['lets nobody in', {}, 403, /does not let you in/],
];
test.each(uploads)('a registry that %s is left', async (_, headers, status, why) => {
  const { url, seen } = await fake(({ method }, response) =>
    method === 'HEAD' ? response.writeHead(404).end() : response.writeHead(status, headers).end(),
  );
  await expect(uploadBlob(testLine(), `${url}/v2/x`, blob)).rejects.toThrow(why);
  expect(seen).toHaveLength(2);
});

test('a registry that says it has more than was sent, or never takes the bytes, is left', async () => {
  let range = '0-99999999';
  const { url } = await fake(({ method }, response) => {
    if (method === 'HEAD') response.writeHead(404).end();
    else if (method === 'POST') response.writeHead(202, { location: '/up' }).end();
    else if (method === 'GET') response.writeHead(204, { range }).end();
    else response.writeHead(500).end();
  });
  await expect(uploadBlob(testLine(), `${url}/v2/x`, blob)).rejects.toThrow(/more bytes than were sent/);
  range = '';
  await expect(uploadBlob(testLine(), `${url}/v2/x`, blob)).rejects.toThrow(
    /took 0 of 10000 bytes, then no more/,
  );
});

const json = (response: ServerResponse, value: unknown, headers = {}): void =>
  void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const digest = `sha256:${'a'.repeat(64)}`;
const pulls: [string, Handler, RegExp][] = [
  [
    'lists for ever',
    (_, response) => json(response, { tags: ['1.0.0'] }, { link: '</v2/acme/x/tags/list?n=1>; rel="next"' }),
    /more than 50 pages/,
  ],
  ['lists no tags', (_, response) => json(response, { tags: 7 }), /not what an OCI registry gives/],
  [
    'is a web page',
    (_, response) => void response.writeHead(200).end('<html>'),
    /not what an OCI registry gives/,
  ],
  [
    'gives another kind of thing',
    ({ url = '' }, response) =>
      url.endsWith('list')
        ? json(response, { tags: ['1.0.0'] })
        : json(response, {
            config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest, size: 1 },
            layers: [],
          }),
    /is no skill but/,
  ],
  [
    'names a blob by a path',
    ({ url = '' }, response) =>
      url.endsWith('list')
        ? json(response, { tags: ['1.0.0'] })
        : json(response, { config: { mediaType: 'x', digest: 'sha256:../../x', size: 1 }, layers: [] }),
    /not what an OCI registry gives/,
  ],
  [
    'lost its blob',
    ({ url = '' }, response) =>
      url.endsWith('list')
        ? json(response, { tags: ['1.0.0'] })
        : url.includes('blobs')
          ? void response.writeHead(404).end()
          : json(response, {
              config: { mediaType: 'application/vnd.nearmost.skill.v1+json', digest, size: 1 },
              layers: [],
            }),
    /has no x 1.0.0/,
  ],
];
test.each(pulls)('a registry that %s is refused', async (_, handler, why) => {
  const { address } = await fake(handler);
  const registry = ociRegistry(address, testLine(), undefined);
  const read = async (): Promise<unknown> => {
    const [version = ''] = await registry.versions('x');
    return registry.envelope({ name: 'x', version });
  };
  await expect(read()).rejects.toThrow(why);
});

test('tags that are no versions are not versions, and a list is not followed to another host', async () => {
  const { address, seen } = await fake((_, response) =>
    json(
      response,
      { tags: ['latest', '1.0.0', 'sha256-x', '../1'] },
      { link: '<http://localhost:1/next>; rel="next"' },
    ),
  );
  expect(await ociRegistry(address, testLine(), undefined).versions('x')).toEqual(['1.0.0']);
  expect(seen).toEqual(['GET /v2/acme/x/tags/list']);
});

/** A way out that answers from a function and keeps what was sent. */
function scripted(
  answer: (request: EgressRequest) => { status: number; headers?: Record<string, string>; text?: string },
) {
  const sent: EgressRequest[] = [];
  const egress: Egress = async (request) => {
    sent.push(request);
    const { status, headers = {}, text = '' } = answer(request);
    return { status, headers, body: (async function* () {})(), text: () => Promise.resolve(text) };
  };
  return { sent, egress };
}
const get = (url: string): EgressRequest => ({
  purpose: { requestId: 'x', provider: 'x', label: 'public', task: 'pull' },
  method: 'GET',
  url,
  headers: {},
});
const credentials = { user: 'me', password: 'word' };
const closed = (challenge: string) => (request: EgressRequest) =>
  request.url.includes('/token')
    ? { status: 200, text: '{"access_token": "t0k3n"}' }
    : request.headers['authorization'] === undefined
      ? { status: 401, headers: { 'www-authenticate': challenge } }
      : { status: 200 };

test('a token is asked for once and told to the registry alone', async () => {
  const origin = 'https://r.example';
  const { egress, sent } = scripted(
    closed('Bearer realm="https://r.example/token",service="r",scope="repository:x:pull"'),
  );
  const way = withCredentials({ egress, origin, hosts: [], credentials });
  expect((await way(get(`${origin}/v2/`))).status).toBe(200);
  expect((await way(get(`${origin}/v2/again`))).status).toBe(200);
  await way(get('https://elsewhere.example/blob'));
  expect(sent.map(({ url, headers }) => [url, headers['authorization'] ?? ''])).toEqual([
    [`${origin}/v2/`, ''],
    [
      `${origin}/token?service=r&scope=repository%3Ax%3Apull`,
      `Basic ${Buffer.from('me:word').toString('base64')}`,
    ],
    [`${origin}/v2/`, 'Bearer t0k3n'],
    [`${origin}/v2/again`, 'Bearer t0k3n'],
    ['https://elsewhere.example/blob', ''],
  ]);
});

const lures: [string, string, string, RegExp][] = [
  [
    'sends for tokens elsewhere',
    'https://r.example',
    'Bearer realm="https://evil.example/token"',
    /another host for tokens, evil.example/,
  ],
  ['names no place for tokens', 'https://r.example', 'Bearer service="x"', /does not say where/],
  ['wants the password in the clear', 'http://r.example', 'Basic realm="x"', /not encrypted/],
  ['gives tokens in the clear', 'http://r.example', 'Bearer realm="http://r.example/token"', /not encrypted/],
];
test.each(lures)('no password for a registry that %s', async (_, origin, challenge, why) => {
  const { egress, sent } = scripted(closed(challenge));
  await expect(
    withCredentials({ egress, origin, hosts: [], credentials })(get(`${origin}/v2/`)),
  ).rejects.toThrow(why);
  expect(JSON.stringify(sent)).not.toContain('Basic');
});

test('a token that would break a header is none; a refusal is passed on', async () => {
  const origin = 'https://r.example';
  const { egress } = scripted(({ url }) =>
    url.includes('/token')
      ? { status: 200, text: '{"token": "a\\r\\nx: y"}' }
      : { status: 401, headers: { 'www-authenticate': `Bearer realm="${origin}/token"` } },
  );
  await expect(withCredentials({ egress, origin, hosts: [] })(get(`${origin}/v2/`))).rejects.toThrow(
    /gave no token/,
  );
  const shut = scripted(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }));
  expect(
    (await withCredentials({ egress: shut.egress, origin, hosts: [] })(get(`${origin}/v2/`))).status,
  ).toBe(401);
});

test.each([
  ['oci://GHCR.io/acme/skills/', { origin: 'https://ghcr.io', prefix: 'acme/skills' }],
  ['oci+http://127.0.0.1:5000', { origin: 'http://127.0.0.1:5000', prefix: '' }],
])('%s is an address', (address, parts) => {
  expect(readOciAddress(address)).toEqual(parts);
});

test.each([
  'oci://',
  'oci://host/../x',
  'oci://host/Upper',
  'oci://user@host/x',
  'oci://host/x?y',
  'oci://host//x',
])('%s is none', (address) => {
  expect(() => readOciAddress(address)).toThrow(/no address of an OCI registry/);
});
