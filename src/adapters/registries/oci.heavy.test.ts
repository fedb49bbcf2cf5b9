import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import type { Egress } from '../../contract/index.ts';
import { openRegistry } from '../open-registry.ts';
import { publishPackage } from '../publish.ts';
import { pullPackage } from '../pull.ts';
import { findDockerRegistry, startDockerRegistry } from '../testing/docker-registry.ts';
import { NOW, skillBench } from '../testing/skill-bench.ts';
import { testLine } from '../testing/test-line.ts';
import { twoAdapters } from '../testing/two-adapters.ts';

const NAME = 'acme.title';

function program(context: TestContext): string {
  const found = findDockerRegistry();
  if (found === undefined)
    context.skip('docker-registry is not installed (Debian package docker-registry; test/setup/system.sh)');
  return found ?? '';
}

test('the registry of the distribution: published, listed, pulled, updated by a delta, kept as it is', async (context) => {
  const host = await startDockerRegistry(program(context));
  const bench = await skillBench();
  const registry = openRegistry(`oci+http://${host}/skills/of-acme`, testLine());
  expect(await registry.versions(NAME)).toEqual([]);
  await expect(pullPackage(bench.deps, { registry, name: NAME, hosts: [] })).rejects.toMatchObject({
    code: 'not_found',
  });
  const [one, two] = [await bench.pack('1.0.0'), await bench.pack('1.10.0', { seed: 2 })];
  const weights = one.envelope.manifest.files[0]?.bytes ?? 0;
  expect(await publishPackage(registry, one, NOW)).toBeGreaterThan(weights);
  expect(await pullPackage(bench.deps, { registry, name: NAME, hosts: [] })).toMatchObject({
    version: '1.0.0',
    outcome: 'installed',
  });
  expect(bench.serving()).toBe(one.envelope.manifest.files[0]?.sha256);

  await publishPackage(registry, two, NOW);
  expect(await publishPackage(registry, two, NOW)).toBe(0);
  await publishPackage(registry, await bench.pack('1.9.0', { seed: 3 }), NOW);
  expect((await registry.versions(NAME)).toSorted()).toEqual(['1.0.0', '1.10.0', '1.9.0']);
  expect(await pullPackage(bench.deps, { registry, name: NAME, hosts: [] })).toMatchObject({
    version: '1.10.0',
    before: '1.0.0',
  });
  const { one: old, two: made } = twoAdapters(bench.folder, {}, 0.05, 'all over');
  await publishPackage(registry, await bench.pack('2.0.0', { weights: old }), NOW);
  await pullPackage(bench.deps, { registry, name: NAME, hosts: [] });
  await publishPackage(registry, await bench.pack('2.1.0', { weights: made }), NOW);
  const { moved } = await pullPackage(bench.deps, { registry, name: NAME, hosts: [] });
  expect(moved.bytes).toBeLessThan(0.15 * moved.whole);
  await expect(publishPackage(registry, await bench.pack('1.0.0', { seed: 4 }), NOW)).rejects.toThrow(
    /has another acme.title 1.0.0 already/,
  );
  await expect(registry.envelope({ name: NAME, version: '7.0.0' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

/** Tokens for those who know the word; counts how often it was asked. */
async function tokenServer(): Promise<{ realm: string; asked: URLSearchParams[] }> {
  const asked: URLSearchParams[] = [];
  const server = createServer(({ url = '/', headers }, response) => {
    asked.push(new URL(url, 'http://x').searchParams);
    const known = headers.authorization === `Basic ${Buffer.from('me:word').toString('base64')}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' }).end('{"token": "t0k3n"}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, asked };
}

test('the registry of the distribution: a token is fetched where it says, once the owner allowed that host', async (context) => {
  const path = program(context);
  const { realm, asked } = await tokenServer();
  const host = await startDockerRegistry(path, realm);
  const bench = await skillBench();
  const one = await bench.pack('1.0.0');
  const address = `oci+http://${host}/skills`;
  const me = { user: 'me', password: 'word' };
  await expect(openRegistry(address, testLine(), me).versions(NAME)).rejects.toThrow(
    /another host for tokens/,
  );
  const line = testLine([new URL(realm).host]);
  await expect(openRegistry(address, line).versions(NAME)).rejects.toMatchObject({
    code: 'package_refused',
    hint: expect.stringContaining('NEARMOST_REGISTRY_USER') as string,
  });
  await publishPackage(openRegistry(address, line, me), one, NOW);
  expect(asked.at(-1)?.get('service')).toBe('nearmost-test');
  expect(await openRegistry(address, line, me).versions(NAME)).toEqual(['1.0.0']);
});

test('the registry of the distribution: an upload whose line drops is brought to its end', async (context) => {
  const host = await startDockerRegistry(program(context));
  const bench = await skillBench();
  const one = await bench.pack('1.0.0');
  const { egress, ...line } = testLine();
  let patches = 0;
  const dropping: Egress = async (request) => {
    const answer = await egress(request);
    if (request.method !== 'PATCH' || patches++ > 0) return answer;
    await answer.text();
    throw new Error('the line dropped after the bytes were there');
  };
  const registry = openRegistry(`oci+http://${host}`, { ...line, egress: dropping });
  await publishPackage(registry, one, NOW);
  // The weights twice, for this registry forgets an upload whose answer was lost, then the envelope.
  expect(patches).toBe(3);
  expect(await pullPackage(bench.deps, { registry, name: NAME, hosts: [] })).toMatchObject({
    outcome: 'installed',
  });
});
