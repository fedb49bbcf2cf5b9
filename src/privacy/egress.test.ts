import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EgressRequest, Label } from '../contract/index.ts';
import { createEgress, type Crossing, type EgressDoor } from './egress.ts';

let server: Server;
let hits: string[];
let crossings: Crossing[];
let offline: boolean;
let door: EgressDoor;
let url: string;

beforeEach(async () => {
  [hits, crossings, offline] = [[], [], false];
  server = createServer((request, response) => {
    hits.push(request.url ?? '');
    if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (request.url === '/silent') return;
    else if (request.url === '/half') {
      response.writeHead(200, { 'content-length': 100 });
      response.write('ten bytes.');
      setTimeout(() => request.socket.destroy(), 10);
    } else request.pipe(response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  door = createEgress({ offline: () => offline, onCrossing: (crossing) => crossings.push(crossing) });
});
afterEach(async () => {
  await door.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const ask = (path: string, label: Label = 'public'): EgressRequest => ({
  purpose: { requestId: 'r1', provider: 'p', label, task: 'chat' },
  method: 'POST',
  url: url + path,
  headers: { 'content-type': 'text/plain' },
  body: 'grüezi',
});

test('a public request crosses and its bytes are counted', async () => {
  const answer = await door.egress(ask('/echo'));
  expect([answer.status, await answer.text()]).toEqual([200, 'grüezi']);
  expect(crossings).toEqual([{ requestId: 'r1', provider: 'p', host: new URL(url).host, bytes: 7 }]);
});

test.each(['personal', 'secret'] as const)('%s content opens no socket', async (label) => {
  await expect(door.egress(ask('/echo', label))).rejects.toMatchObject({ code: 'egress_refused' });
  expect([hits, crossings]).toEqual([[], []]);
});

test('offline mode opens no socket', async () => {
  offline = true;
  await expect(door.egress(ask('/echo'))).rejects.toMatchObject({ code: 'offline' });
  expect(hits).toEqual([]);
});

test('other schemes are refused', async () => {
  await expect(door.egress({ ...ask(''), url: 'file:///etc/passwd' })).rejects.toMatchObject({
    code: 'egress_refused',
  });
});

test('a redirect is answered as it is, not followed', async () => {
  expect((await door.egress(ask('/redirect'))).status).toBe(302);
  expect(hits).toEqual(['/redirect']);
});

test('a long answer is refused when it passes the limit', async () => {
  const answer = await door.egress(ask('/echo'));
  await expect(answer.text(3)).rejects.toMatchObject({ code: 'upstream_bad_answer' });
});

test('a silent host runs into the time limit', async () => {
  await expect(door.egress({ ...ask('/silent'), timeoutMs: 100 })).rejects.toMatchObject({
    name: 'HeadersTimeoutError',
  });
});

test('a reader who is slower than the socket gets all of it, and nothing is held beyond a little', async () => {
  const body = 'x'.repeat(5_000_000);
  const answer = await door.egress({ ...ask('/echo'), body });
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.byteLength;
    if (bytes < 500_000) await new Promise((next) => setTimeout(next, 1));
  }
  expect(bytes).toBe(5_000_000);
});

test('a reader who leaves, and a caller who cancels before, while and after the answer comes', async () => {
  const answer = await door.egress({ ...ask('/echo'), body: 'x'.repeat(5_000_000) });
  for await (const _ of answer.body) break;
  expect(await answer.body[Symbol.asyncIterator]().next()).toMatchObject({ done: true });

  const early = new AbortController();
  early.abort(new Error('before'));
  await expect(door.egress({ ...ask('/echo'), signal: early.signal })).rejects.toThrow('before');

  const during = new AbortController();
  const silent = door.egress({ ...ask('/silent'), signal: during.signal });
  await vi.waitFor(() => expect(hits).toContain('/silent'), 60_000);
  during.abort(new Error('while'));
  await expect(silent).rejects.toThrow('while');

  const late = new AbortController();
  const whole = await door.egress({ ...ask('/echo'), signal: late.signal });
  expect(await whole.text()).toBe('grüezi');
  late.abort(new Error('after'));
  expect((await door.egress(ask('/echo'))).status).toBe(200);
});

test('an upstream that dies in mid-answer fails the reader', async () => {
  const answer = await door.egress(ask('/half'));
  await expect(answer.text()).rejects.toThrow();
});

test.each([
  ['personal', true, 200],
  ['personal', false, 'egress_refused'],
  ['secret', true, 'egress_refused'],
] as const)('%s content in pseudonymised form, allowed %s: %s', async (label, allowed, outcome) => {
  const other = createEgress({
    offline: () => false,
    pseudonymised: () => allowed,
    onCrossing: () => undefined,
  });
  const request = ask('/echo', label);
  const sent = other.egress({ ...request, purpose: { ...request.purpose, form: 'pseudonymised' } });
  const result = await sent.then(
    ({ status }) => status,
    ({ code }: { code: string }) => code,
  );
  expect(result).toBe(outcome);
  // the owner's permission is for that form only
  await expect(other.egress(request)).rejects.toMatchObject({ code: 'egress_refused' });
  await other.close();
});
