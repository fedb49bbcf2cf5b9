import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHome, type Home } from '../store/home.ts';
import { createApi } from './api.ts';
import { errorOf } from '../client/error-of.ts';
import { findServer, readServerRecord, removeServerRecord, writeServerRecord } from './api-find.ts';

let home: Home;
let url: string;
let stop: () => void;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  home = openHome(mkdtempSync(join(tmpdir(), 'nearmost-api-')));
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => {
  stop();
  rmSync(home.dir, { recursive: true, force: true, maxRetries: 8 });
});

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

test('sends the token and gives bodies back', async () => {
  answer = (request, response) =>
    json(response, 200, { server: 'nearmost', auth: request.headers.authorization });
  const api = createApi({ url, token: 'nm-secret' });
  expect(await api.get('/admin/x')).toMatchObject({ auth: 'Bearer nm-secret' });
  expect(await api.healthy()).toBe(true);
});

test('errors of the server keep their code and hint', async () => {
  answer = (_, response) =>
    json(response, 404, {
      error: { code: 'unknown_model', message: 'There is no model "x".', hint: 'Look: nearmost ls' },
    });
  const api = createApi({ url, token: 't' });
  await expect(api.get('/v1/models/x')).rejects.toMatchObject({
    code: 'unknown_model',
    message: 'There is no model "x".',
    hint: 'Look: nearmost ls',
  });
  expect((await api.ask('GET', '/v1/models/x')).status).toBe(404);
  expect(errorOf('<html>', 500).message).toBe('The server answered with status 500 and no message.');
});

test('a stream gives its events, wherever the chunks break', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-nearmost-route': 'local' });
    response.write('data: {"a":1}\n\ndata: {"a"');
    response.write(':2}\r\n\r\n: comment\n\n');
    response.end('data: [DONE]\n\n');
  };
  const { headers, data } = await createApi({ url, token: 't' }).stream({});
  const seen: unknown[] = [];
  for await (const event of data) seen.push(event);
  expect(headers.get('x-nearmost-route')).toBe('local');
  expect(seen).toEqual([{ a: 1 }, { a: 2 }]);
});

test('a server that is gone is "not_running", a stop is "cancelled"', async () => {
  stop();
  await expect(createApi({ url, token: 't' }).get('/x')).rejects.toMatchObject({ code: 'not_running' });
  const aborted = AbortSignal.abort();
  await expect(createApi({ url, token: 't', signal: aborted }).get('/x')).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('a server on a busy machine is found, though it takes its time', async () => {
  answer = (_, response) => void setTimeout(() => json(response, 200, { server: 'nearmost' }), 1500);
  writeServerRecord(home, { url, pid: process.pid });
  expect(await findServer(home)).toMatchObject({ url });
});

test('the record of a running server is found, a stale one is not', async () => {
  answer = (_, response) => json(response, 200, { status: 'ok', server: 'nearmost' });
  expect(await findServer(home)).toBeUndefined();
  writeServerRecord(home, { url, pid: process.pid });
  expect(await findServer(home)).toMatchObject({ url, pid: process.pid });
  answer = (_, response) => json(response, 200, { status: 'ok' }); // another program took the port
  expect(await findServer(home)).toBeUndefined();
  removeServerRecord(home, process.pid + 1);
  expect(readServerRecord(home)?.pid).toBe(process.pid);
  writeServerRecord(home, { url, pid: 2 ** 22 + 1 });
  expect(await findServer(home)).toBeUndefined();
  writeServerRecord(home, { url, pid: process.pid });
  stop();
  expect(await findServer(home)).toBeUndefined();
});

test.each(['', 'null', '{"url":1}', '{"url":"file:///etc/passwd","pid":1}', '{"url":"no","pid":1}'])(
  'a damaged record %j counts as none',
  (text) => {
    writeFileSync(join(home.dir, 'server.json'), text);
    expect(readServerRecord(home)).toBeUndefined();
  },
);
