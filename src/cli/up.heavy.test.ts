import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli, startUp, type CliPlace, type UpServer } from './testing/run-cli.ts';

let place: CliPlace;
let server: UpServer | undefined;
beforeEach(() => {
  place = { home: mkdtempSync(join(tmpdir(), 'nearmost-up-')) };
});
afterEach(async () => {
  await server?.end('SIGKILL');
  server = undefined;
  rmSync(place.home, { recursive: true, force: true, maxRetries: 8 });
});

const record = (): string => join(place.home, 'server.json');

test('up says where it is, serves, is found by the others, and ends cleanly', async () => {
  server = await startUp(place);
  expect(server.token).toBe(readFileSync(join(place.home, 'token'), 'utf8').trim());
  expect(statSync(join(place.home, 'token')).mode & 0o077).toBe(0);
  expect(JSON.parse(readFileSync(record(), 'utf8'))).toEqual({ url: server.url, pid: server.pid });
  const models = await fetch(`${server.url}/v1/models`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect(models.status).toBe(200);
  expect((await fetch(`${server.url}/v1/models`)).status).toBe(401);

  const ps = await runCli(place, ['ps', '--json']);
  expect(JSON.parse(ps.stdout)).toMatchObject({ running: true, url: server.url, pid: server.pid });
  expect((await runCli(place, ['doctor'])).stdout).toContain(`runs at ${server.url}`);
  const second = await runCli(place, ['up', '--port', '0', '--json']);
  expect(second.code).toBe(1);
  expect(JSON.parse(second.stderr)).toMatchObject({
    error: { code: 'port_in_use', message: expect.stringContaining(server.url) },
  });

  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(existsSync(record())).toBe(false);
});

test('a killed server leaves a record that nobody believes, and the next one starts', async () => {
  server = await startUp(place);
  await server.end('SIGKILL');
  expect(existsSync(record())).toBe(true);
  expect(JSON.parse((await runCli(place, ['ps', '--json'])).stdout)).toEqual({ running: false, models: [] });
  server = await startUp(place);
  expect(JSON.parse((await runCli(place, ['ps', '--json'])).stdout)).toMatchObject({ running: true });
  expect(await server.end('SIGINT')).toEqual({ code: 0, signal: null });
});

test('a port in use and an address that is not ours are clear errors', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  try {
    const taken = await runCli(place, ['up', '--port', String(port), '--json']);
    expect([taken.code, taken.stdout]).toEqual([1, '']);
    expect(JSON.parse(taken.stderr)).toMatchObject({
      error: { code: 'port_in_use', hint: expect.stringContaining('--port') },
    });
    const foreign = await runCli(place, ['up', '--host', '203.0.113.7', '--port', '0', '--json']);
    expect(foreign.code).toBe(1);
    expect(JSON.parse(foreign.stderr)).toMatchObject({ error: { code: 'config_invalid' } });
    expect(existsSync(record())).toBe(false);
  } finally {
    other.close();
  }
});

test('a request that no model may answer is explained by why, alike with and without a server', async () => {
  for (const running of [false, true]) {
    if (running) server = await startUp(place);
    const asked = await runCli(place, ['run', '--route', 'cloud', '--json', 'translate this']);
    expect([asked.code, asked.stdout]).toEqual([1, '']);
    const { error } = JSON.parse(asked.stderr) as { error: { code: string; message: string } };
    expect(error.code).toBe('no_candidate');
    const why = await runCli(place, ['why', '--json']);
    expect(JSON.parse(why.stdout)).toMatchObject({
      app: 'cli',
      status: 'error',
      error: 'no_candidate',
      label: 'personal',
      egressBytes: 0,
    });
    const words = await runCli(place, ['why']);
    expect(words.stdout).toContain('Not answered');
    expect(words.stdout).toContain('nothing left this device');
  }
  const report = await runCli(place, ['report', '--app', 'cli', '--json']);
  expect(JSON.parse(report.stdout)).toMatchObject({
    requests: { value: 2 },
    errorsByCode: { no_candidate: 2 },
  });
  expect((await runCli(place, ['report'])).stdout).toContain('no candidate 2');
});

test('an unknown model is an error with the next step, in both ways', async () => {
  for (const running of [false, true]) {
    if (running) server = await startUp(place);
    const asked = await runCli(place, ['run', 'local/none-such-9b', 'hello', '--json']);
    expect(asked.code).toBe(1);
    expect(JSON.parse(asked.stderr)).toMatchObject({ error: { code: 'unknown_model' } });
    expect(asked.stderr).toContain('nearmost');
  }
});

test.each([[['run']], [['run', ' ']]])('nothing to ask is a usage error: %j', async (args) => {
  const { code, stderr } = await runCli(place, [...args, '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'usage' } });
});

test('a broken record is no server', async () => {
  writeFileSync(record(), '{"url": "http://127.0.0.1:1", "pid": ');
  expect(JSON.parse((await runCli(place, ['ps', '--json'])).stdout)).toMatchObject({ running: false });
});
