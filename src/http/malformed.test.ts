import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFake, TOKEN, type Served } from './testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake();
});
afterAll(() => served.server.close());

/** Everything that comes back for these bytes until the server ends the connection. */
const raw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(served.server.port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => (answer += data));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });

const AUTH = `authorization: Bearer ${TOKEN}\r\n`;

test.each([
  ['no HTTP at all', 'nonsense\r\n\r\n', 400, 'invalid_request'],
  ['a strange method', 'GIVE /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n', 400, 'invalid_request'],
  [
    'two lengths',
    `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n${AUTH}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'invalid_request',
  ],
  [
    'headers without end',
    `GET /v1/models HTTP/1.1\r\nhost: localhost\r\nx-pad: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'payload_too_large',
  ],
  ['no host', `GET /v1/models HTTP/1.1\r\n${AUTH}connection: close\r\n\r\n`, 403, 'forbidden_host'],
  ['no host in HTTP/1.0', `GET /v1/models HTTP/1.0\r\n${AUTH}\r\n`, 403, 'forbidden_host'],
  [
    'an expectation',
    `POST /v1/models HTTP/1.1\r\nhost: localhost\r\n${AUTH}expect: wonders\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    417,
    'unsupported',
  ],
])('%s gets an error that can be read', async (_name, bytes, status, code) => {
  const answer = await raw(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  expect(JSON.parse(body)).toMatchObject({
    error: { code, type: expect.any(String) as string, message: expect.stringMatching(/\S \S/) as string },
  });
  expect((await served.call({ path: '/health' })).status).toBe(200);
});
