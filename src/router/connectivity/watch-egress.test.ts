import { createServer, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { EgressRequest } from '../../contract/index.ts';
import { systemClock } from '../../kit/clock.ts';
import { createEgress } from '../../privacy/egress.ts';
import { createMonitor } from './monitor.ts';
import { isNearHost } from './near-host.ts';
import { watchEgress } from './watch-egress.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const listen = async (server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<string> => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  closing.push(() => new Promise((done) => server.close(done)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
};
/** Real sockets that are broken off as soon as something comes. */
const dropping = (): Promise<string> =>
  listen(
    createTcp((socket) => socket.on('error', () => undefined).once('data', () => socket.destroy())) as never,
  );
const answering = (status: number, headers: Record<string, string> = {}): Promise<string> =>
  listen(createServer((_, reply) => reply.writeHead(status, headers).end('{}')));

function open(isNear: (host: string) => boolean = () => false) {
  const monitor = createMonitor(systemClock);
  const connects: number[] = [];
  const door = createEgress({
    offline: () => false,
    onCrossing: () => undefined,
    onConnect: (_, ms) => connects.push(ms),
  });
  closing.push(() => door.close()); // before the servers: they wait for their callers
  const egress = watchEgress(door.egress, monitor, isNear);
  const ask = async (url: string, signal?: AbortSignal): Promise<string> => {
    const purpose = { requestId: 'r', provider: 'p', label: 'public', task: 'chat' } as const;
    const request: EgressRequest = { purpose, method: 'POST', url, headers: {}, body: '{}' };
    return egress(signal ? { ...request, signal } : request).then(
      (reply) => reply.text(),
      () => 'failed',
    );
  };
  return { ask, state: () => monitor.status().state, connects };
}

test('sockets that drop: lost after three in a row; one answer, whatever it says: online', async () => {
  const { ask, state, connects } = open();
  const [one, other, well] = await Promise.all([dropping(), dropping(), answering(500)]);
  await ask(well);
  expect([state(), connects.length]).toEqual(['online', 1]);
  for (const url of [one, other]) expect(await ask(url)).toBe('failed');
  expect(state()).toBe('online');
  await ask(one);
  expect(state()).toBe('lost');
  expect([await ask(well), state()]).toEqual(['{}', 'online']);
});

test('a connection that is refused was answered by somebody: it says nothing of the link', async () => {
  const { ask, state } = open();
  const url = await answering(200);
  await closing.pop()?.();
  for (let i = 0; i < 4; i++) await ask(url);
  expect(state()).toBe('unknown');
});

test.each([
  ['status 511', 511, {}, 1],
  ['a redirect to another host', 302, { location: 'http://login.example/' }, 3],
  ['a web page', 200, { 'content-type': 'text/html; charset=utf-8' }, 3],
])('a captive network shows by %s', async (_, status, headers, times) => {
  const { ask, state } = open();
  const urls = await Promise.all([answering(status, headers), answering(status, headers)]);
  for (let i = 0; i < times; i++) {
    expect(state()).toBe('unknown');
    await ask(urls[i % 2] as string);
  }
  expect(state()).toBe('captive');
});

test('who stops waiting, and who is near, says nothing of the link', async () => {
  const { ask, state } = open();
  const url = await listen(createServer(() => undefined));
  for (let i = 0; i < 4; i++) await ask(url, AbortSignal.timeout(20));
  expect(state()).toBe('unknown');
  const near = open(isNearHost);
  const drop = await dropping();
  for (let i = 0; i < 4; i++) await near.ask(drop);
  expect(near.state()).toBe('unknown');
});

test.each([
  [
    true,
    [
      'localhost',
      '127.0.0.1',
      '[::1]',
      '10.1.2.3',
      '192.168.0.9',
      '172.20.1.1',
      'fe80::1',
      'fd00::1',
      'nas',
      'nas.local',
      'box.lan',
    ],
  ],
  [false, ['api.openai.com', '8.8.8.8', '172.32.0.1', '2001:db8::1', 'local.example.com', '10.example.com']],
])('near: %s', (near, hosts) => {
  expect(hosts.filter((host) => isNearHost(host) !== near)).toEqual([]);
});
