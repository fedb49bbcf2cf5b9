import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPlaces } from '../../adapters/places.ts';
import { writeState } from '../../adapters/state.ts';
import { openHome } from '../../store/home.ts';
import { runCli, type CliPlace } from '../testing/run-cli.ts';

const TITLE = resolve(import.meta.dirname, '../../../models/house/skills/title');
let folder: string;
let publisher: CliPlace;
let device: CliPlace;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-skill-'));
  publisher = { home: join(folder, 'publisher') };
  device = { home: join(folder, 'device') };
  for (const { home } of [publisher, device]) mkdirSync(home);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 8 }));

async function json(place: CliPlace, args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await runCli(place, [...args, '--json']);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}
async function failure(
  place: CliPlace,
  args: string[],
  code = 1,
): Promise<{ code: string; message: string; hint: string }> {
  const ran = await runCli(place, [...args, '--json']);
  expect([ran.code, ran.stdout], args.join(' ')).toEqual([code, '']);
  return (JSON.parse(ran.stderr) as { error: { code: string; message: string; hint: string } }).error;
}
const pack = async (version: string): Promise<string> => {
  const out = join(folder, `package-${version}`);
  await json(publisher, ['skill', 'pack', TITLE, '--as', `acme.title@${version}`, '--out', out]);
  return out;
};

test('from the publisher to the device: packed, signed, published, trusted, pulled, updated, rolled back, removed', async () => {
  const registry = join(folder, 'registry');
  const one = await pack('1.0.0');
  expect(await failure(publisher, ['skill', 'verify', one])).toMatchObject({ code: 'package_refused' });
  expect(await failure(publisher, ['skill', 'publish', one, '--to', registry])).toMatchObject({
    message: expect.stringContaining('is not signed') as string,
  });
  const { key } = await json(publisher, ['skill', 'sign', one]);
  expect(await json(publisher, ['skill', 'verify', one])).toMatchObject({
    signer: { name: 'this device' },
    expired: false,
  });
  await json(publisher, ['skill', 'publish', one, '--to', registry]);

  expect(await json(device, ['skill', 'list'])).toEqual({ skills: [] });
  const refused = await failure(device, ['skill', 'pull', 'acme.title', '--from', registry]);
  expect(refused).toMatchObject({
    code: 'package_refused',
    hint: expect.stringContaining(`nearmost trust add ${String(key)}`) as string,
  });
  await json(device, ['trust', 'add', String(key), '--name', 'acme', '--scope', 'acme']);
  expect(await json(device, ['skill', 'pull', 'acme.title', '--from', registry])).toMatchObject({
    version: '1.0.0',
    model: 'house+acme.title',
    outcome: 'installed',
  });

  const two = await pack('1.1.0');
  await json(publisher, ['skill', 'sign', two]);
  await json(publisher, ['skill', 'publish', two, '--to', registry]);
  expect(await json(device, ['skill', 'update'])).toMatchObject({
    skills: [{ version: '1.1.0', before: '1.0.0', outcome: 'installed' }],
  });
  const people = await runCli(device, ['skill']);
  expect(people.stdout).toContain('acme.title  1.1.0    house+acme.title  acme');
  const { models } = (await json(device, ['ls'])) as { models: { id: string }[] };
  expect(models.map(({ id }) => id)).toContain('house+acme.title');
  expect(await json(device, ['skill', 'rollback', 'acme.title'])).toMatchObject({
    from: '1.1.0',
    to: '1.0.0',
  });
  expect(await json(device, ['skill', 'update', 'acme.title'])).toMatchObject({
    skills: [{ outcome: 'skipped' }],
  });
  expect(await json(device, ['skill', 'remove', 'acme.title'])).toEqual({ removed: 'acme.title' });
  expect(await failure(device, ['skill', 'rollback', 'acme.title'])).toMatchObject({ code: 'not_found' });
});

test('the skills of an npm package are added once their signer is trusted', async () => {
  const project = join(device.home, 'node_modules', 'mail-app');
  mkdirSync(project, { recursive: true });
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'mail-app', version: '1.0.0', nearmost: { skills: ['skills/title'] } }),
  );
  const out = await pack('3.0.0');
  const { key } = await json(publisher, ['skill', 'sign', out]);
  cpSync(out, join(project, 'skills', 'title'), { recursive: true });
  await json(device, ['trust', 'add', String(key), '--name', 'acme', '--scope', 'acme']);
  await json(device, ['trust', 'remove', 'acme']);
  expect(await failure(device, ['add', 'mail-app'])).toMatchObject({ code: 'package_refused' });
  await json(device, ['trust', 'add', String(key), '--name', 'acme', '--scope', 'acme']);
  expect(await json(device, ['add', 'mail-app'])).toMatchObject({
    package: 'mail-app',
    skills: [{ outcome: 'installed', version: '3.0.0' }],
  });
  expect(await json(device, ['add', 'mail-app'])).toMatchObject({ skills: [{ outcome: 'already' }] });
  expect(await failure(device, ['add', 'no-such-app'])).toMatchObject({ code: 'not_found' });
});

test('on a metered link nothing comes from another machine without consent', async () => {
  const home = mkdtempSync(join(folder, 'metered-'));
  const place = { home, env: { NEARMOST_NETWORK_METERED: 'yes' } };
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/skills`;
  const line = ['skill', 'pull', 'acme.title', '--from', url];
  expect(await failure(place, line)).toMatchObject({
    code: 'metered_link',
    hint: expect.stringContaining(`nearmost ${line.join(' ')} --metered-ok`) as string,
  });
  expect(asked).toBe(0);
  expect((await failure(place, [...line, '--metered-ok'])).code).not.toBe('metered_link');
  expect(asked).toBeGreaterThan(0);
  // a folder costs no bytes
  const there = await failure(place, ['skill', 'pull', 'acme.title', '--from', join(folder, 'none')]);
  expect(there.code).not.toBe('metered_link');

  // what serves already came over the network
  expect(await json(place, ['skill', 'update'])).toEqual({ skills: [] });
  const one = { version: '1.0.0', digest: '0'.repeat(64), variant: 'a', envelope: '{}', model: 'm', at: 1 };
  writeState(openPlaces(openHome(home)), {
    format: 1,
    name: 'acme.title',
    source: url,
    hosts: [],
    seen: '1.0.0',
    current: '1.0.0',
    skipped: [],
    versions: [{ ...one, signer: { key: 'k', name: 'acme' } }],
    pending: false,
  });
  asked = 0;
  expect(await failure(place, ['skill', 'update'])).toMatchObject({
    code: 'metered_link',
    hint: expect.stringContaining('nearmost skill update --metered-ok') as string,
  });
  expect(asked).toBe(0);
  expect((await failure(place, ['skill', 'update', '--metered-ok'])).code).not.toBe('metered_link');
  server.close();
});

test('three processes that pull the same skill: it is installed once and whole, the others are told', async () => {
  const ran = await Promise.all(
    [1, 2, 3].map(() =>
      runCli(device, ['skill', 'pull', 'acme.title@1.1.0', '--from', join(folder, 'registry'), '--json']),
    ),
  );
  for (const { code, stdout, stderr } of ran)
    if (code === 0)
      expect(['installed', 'already']).toContain((JSON.parse(stdout) as { outcome: string }).outcome);
    else expect((JSON.parse(stderr) as { error: { code: string } }).error.code).toBe('overloaded');
  expect(ran.some(({ code }) => code === 0)).toBe(true);
  expect(await json(device, ['skill', 'list'])).toMatchObject({
    skills: [{ name: 'acme.title', version: '1.1.0' }],
  });
});

test('bad lines are told apart from bad packages', async () => {
  expect(await failure(device, ['skill', 'pull', '../title', '--from', folder], 2)).toMatchObject({
    message: expect.stringContaining('named like acme.title') as string,
  });
  expect(await failure(device, ['skill', 'pull', 'acme.other'], 2)).toMatchObject({
    message: expect.stringContaining('--from is needed') as string,
  });
  expect(
    await failure(device, ['skill', 'pull', 'acme.other', '--from', join(folder, 'nothing')]),
  ).toMatchObject({ code: 'not_found' });
  expect(await failure(device, ['skill', 'install', folder])).toMatchObject({ code: 'invalid_package' });
  expect(await failure(device, ['skill', 'pack', folder])).toMatchObject({ code: 'invalid_request' });
  expect(await failure(device, ['trust', 'add', 'ed25519:1', '--name', 'x', '--scope', 'x'])).toMatchObject({
    code: 'invalid_request',
  });
  expect(readFileSync(join(device.home, 'packages', 'trust.json'), 'utf8')).not.toContain('"x"');
});
