import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomLlama } from '../kit/gguf/testing/random-llama.ts';
import { runCli, startUp, type CliPlace } from './testing/run-cli.ts';

let place: CliPlace;
let host: Server;
let url: string;
let asked = 0;
beforeAll(async () => {
  place = { home: mkdtempSync(join(tmpdir(), 'nearmost-pull-')) };
  const file = Buffer.from(randomLlama());
  host = createServer((request, response) => {
    asked += 1;
    if (request.url === '/tiny.gguf') response.writeHead(200, { 'content-length': file.length }).end(file);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
});
afterAll(() => {
  host.close();
  rmSync(place.home, { recursive: true, force: true, maxRetries: 8 });
});

test('a model is pulled, listed, served, unloaded and removed', async () => {
  const pulled = await runCli(place, ['pull', `${url}/tiny.gguf`]);
  expect(pulled).toMatchObject({ code: 0, stdout: expect.stringContaining('tiny is here') });
  expect(pulled.stderr).toMatch(/100 % .* of /);
  const listed = JSON.parse((await runCli(place, ['ls', '--json'])).stdout) as {
    models: { id: string; path: string }[];
  };
  const tiny = listed.models.find(({ id }) => id === 'tiny');
  expect(
    readFileSync(tiny?.path ?? '')
      .subarray(0, 4)
      .toString(),
  ).toBe('GGUF');

  const server = await startUp(place);
  try {
    const asked = await runCli(place, ['run', 'tiny', 'hello', '--json']);
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    expect(JSON.parse(asked.stdout)).toMatchObject({ route: { model: 'local/tiny', place: 'local' } });
    const removed = await runCli(place, ['rm', 'tiny', '--json']);
    expect(JSON.parse(removed.stdout)).toMatchObject({
      removed: [{ id: 'tiny', freedBytes: expect.any(Number) }],
    });
    expect(JSON.parse((await runCli(place, ['ps', '--json'])).stdout)).toMatchObject({ models: [] });
  } finally {
    await server.end('SIGTERM');
  }
  expect((await runCli(place, ['ls'])).stdout).not.toContain('tiny');
});

test('on a metered link nothing is fetched without consent', async () => {
  const before = asked;
  const env = { NEARMOST_NETWORK_METERED: 'yes' };
  const refused = await runCli({ ...place, env }, ['pull', `${url}/tiny.gguf`]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/metered.*\n.*--metered-ok/) });
  expect(asked).toBe(before);
  const allowed = await runCli({ ...place, env }, ['pull', `${url}/tiny.gguf`, '--metered-ok']);
  expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('tiny is here') });
});

test('an address without a model is a clear error', async () => {
  const { code, stderr } = await runCli(place, ['pull', `${url}/absent.gguf`, '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({
    error: { hint: expect.any(String), message: expect.stringContaining('404') },
  });
});
