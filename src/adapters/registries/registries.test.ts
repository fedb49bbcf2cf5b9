import { readdirSync, readFileSync, statSync, symlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeDelta } from '../delta/write-delta.ts';
import { openRegistry } from '../open-registry.ts';
import type { PackageFolder } from '../package-folder.ts';
import { publishPackage } from '../publish.ts';
import { pullPackage } from '../pull.ts';
import type { Registry } from '../registry.ts';
import { removePackage } from '../remove.ts';
import { readState } from '../state.ts';
import { NOW, skillBench, type SkillBench } from '../testing/skill-bench.ts';
import { staticServer, type StaticServer } from '../testing/static-server.ts';
import { testLine } from '../testing/test-line.ts';
import { twoAdapters } from '../testing/two-adapters.ts';

const NAME = 'acme.title';

interface Setup {
  bench: SkillBench;
  /** Path of the registry's folder. */
  root: string;
  folder: Registry;
  server: StaticServer;
  http: Registry;
  one: PackageFolder;
  two: PackageFolder;
  pull: (version?: string, hosts?: string[]) => ReturnType<typeof pullPackage>;
}

/** A folder with one version, served by a web server, and a second package that is not published yet. */
async function setup(): Promise<Setup> {
  const bench = await skillBench();
  const root = join(bench.folder, 'registry');
  const folder = openRegistry(root, testLine());
  const server = await staticServer(root);
  const http = openRegistry(server.url, testLine());
  const [one, two] = [await bench.pack('1.0.0'), await bench.pack('1.1.0', { seed: 2 })];
  await publishPackage(folder, one, NOW);
  const pull = (version?: string, hosts: string[] = []) =>
    pullPackage(bench.deps, {
      registry: openRegistry(server.url, testLine(hosts)),
      name: NAME,
      version,
      hosts,
    });
  return { bench, root, folder, server, http, one, two, pull };
}

test('what is published in a folder is pulled from there and over the web, and updated', async () => {
  const { bench, root, folder, http, one, two, pull, server } = await setup();
  expect(await folder.versions(NAME)).toEqual(['1.0.0']);
  expect(await http.versions('acme.nothing')).toEqual([]);
  expect(await pullPackage(bench.deps, { registry: folder, name: NAME, hosts: [] })).toMatchObject({
    version: '1.0.0',
    outcome: 'installed',
  });
  expect(await publishPackage(folder, two, NOW)).toBeGreaterThanOrEqual(
    two.envelope.manifest.files[0]?.bytes ?? 0,
  );
  expect(await publishPackage(folder, two, NOW)).toBe(0);
  expect(await pull()).toMatchObject({ version: '1.1.0', before: '1.0.0' });
  expect(readState(bench.deps.places, NAME)).toMatchObject({ source: server.url, seen: '1.1.0' });
  expect(await pull('1.0.0')).toMatchObject({ outcome: 'installed', before: '1.1.0' });
  expect(bench.serving()).toBe(one.envelope.manifest.files[0]?.sha256);
  if (process.platform !== 'win32')
    expect(statSync(join(root, NAME, '1.0.0', 'skill.json')).mode & 0o444).toBe(0o444);
  await expect(pull('9.9.9')).rejects.toMatchObject({ code: 'not_found' });
  await expect(publishPackage(http, two, NOW)).rejects.toMatchObject({ code: 'unsupported' });
});

test('a version that was published stays as it is; unsigned and expired ones are not published', async () => {
  const { bench, folder, two } = await setup();
  const other = await bench.pack('1.0.0', { seed: 8 });
  await expect(publishPackage(folder, other, NOW)).rejects.toThrow(/has another acme.title 1.0.0 already/);
  const unsigned = { ...two, envelope: { ...two.envelope, signatures: [] } };
  await expect(publishPackage(folder, unsigned, NOW)).rejects.toThrow(/is not signed/);
  await expect(publishPackage(folder, two, NOW + 400 * 86_400_000)).rejects.toThrow(/it expired/);
  writeFileSync(two.path('adapter.gguf'), 'short');
  await expect(publishPackage(folder, two, NOW)).rejects.toThrow(/its manifest says/);
  expect(await folder.versions(NAME)).toEqual(['1.0.0']);
});

test('a line that drops: the next connection goes on where it stopped', async () => {
  const { bench, server, one, pull } = await setup();
  const bytes = readFileSync(one.path('adapter.gguf'));
  let drops = 0;
  server.intercept = ({ url = '' }, response) => {
    if (!url.startsWith('/blobs/') || drops++ > 0) return false;
    response.writeHead(200, { 'content-length': bytes.length, etag: `"${bytes.length}"` });
    response.write(bytes.subarray(0, 5000), () => response.destroy());
    return true;
  };
  expect(await pull()).toMatchObject({ outcome: 'installed' });
  expect(drops).toBe(2);
  expect(bench.serving()).toBe(one.envelope.manifest.files[0]?.sha256);
});

interface Attack {
  words: string;
  /** Changes the server, or the folder behind it. */
  act: (setup: Setup) => void | Promise<void>;
  why: RegExp;
}
const answer =
  (
    path: RegExp,
    status: number,
    headers: Record<string, string>,
    body: string | Buffer = '',
  ): ((s: Setup) => void) =>
  ({ server }) => {
    server.intercept = ({ url = '' }, response) => {
      if (!path.test(url)) return false;
      response.writeHead(status, headers).end(body);
      return true;
    };
  };
const blobOf = ({ root, two }: Setup): string =>
  join(root, 'blobs', two.envelope.manifest.files[0]?.sha256 ?? '');
const attacks: Attack[] = [
  {
    words: 'other bytes of the same length',
    act: (s) => writeFileSync(blobOf(s), Buffer.alloc(statSync(blobOf(s)).size, 7)),
    why: /sha256/,
  },
  {
    words: 'a bomb behind a file',
    act: answer(/blobs/, 200, {}, Buffer.alloc(3_000_000)),
    why: /announced|expected|bytes/,
  },
  {
    words: 'a length that lies',
    act: answer(/blobs/, 200, { 'content-length': '10' }, 'too short!'),
    why: /bytes/,
  },
  {
    words: 'another host',
    act: answer(/blobs/, 302, { location: 'http://localhost:1/x' }),
    why: /points to another host, localhost:1/,
  },
  {
    words: 'another host for the envelope',
    act: answer(/1\.1\.0/, 307, { location: '//localhost:1/x' }),
    why: /points to another host/,
  },
  {
    words: 'a file of this machine',
    act: answer(/blobs/, 302, { location: 'file:///etc/passwd' }),
    why: /another host|https is followed/,
  },
  {
    words: 'a circle of redirects',
    act: answer(/1\.1\.0/, 302, { location: '/acme.title/1.1.0/skill.json' }),
    why: /more than 5 times/,
  },
  {
    words: 'a list that never ends',
    act: answer(/versions/, 200, {}, `["${'1'.repeat(2 ** 20)}"]`),
    why: /longer than/,
  },
  {
    words: 'a list that is none',
    act: answer(/versions/, 200, {}, '["../../etc"]'),
    why: /no list of versions/,
  },
  { words: 'a web page', act: answer(/skill.json/, 200, {}, '<html>'), why: /is no JSON/ },
  {
    words: 'an envelope of another version',
    act: (s) =>
      writeFileSync(
        join(s.root, NAME, '1.1.0', 'skill.json'),
        readFileSync(join(s.root, NAME, '1.0.0', 'skill.json')),
      ),
    why: /asked for acme.title 1.1.0 and gave acme.title 1.0.0/,
  },
  {
    words: 'an envelope without signatures',
    act: (s) =>
      writeFileSync(
        join(s.root, NAME, '1.1.0', 'skill.json'),
        JSON.stringify({ ...s.two.envelope, signatures: [] }),
      ),
    why: /nobody signed it/,
  },
  {
    words: 'parts of two packages',
    act: (s) => {
      const manifest = { ...s.two.envelope.manifest, files: s.one.envelope.manifest.files };
      writeFileSync(
        join(s.root, NAME, '1.1.0', 'skill.json'),
        JSON.stringify({ manifest, signatures: s.two.envelope.signatures }),
      );
    },
    why: /changed after it was signed/,
  },
  { words: 'a closed door', act: answer(/versions/, 403, {}), why: /answered 403/ },
  {
    words: 'a registry that fails',
    act: answer(/versions/, 500, {}),
    why: /cannot be read: it answered 500/,
  },
];
test.each(attacks)('refused over the web, and the former version serves on: $words', async ({ act, why }) => {
  const made = await setup();
  const { bench, folder, one, two, pull } = made;
  await pull();
  await publishPackage(folder, two, NOW);
  rmSync(join(made.root, 'deltas'), { recursive: true, maxRetries: 8 });
  await act(made);
  await expect(pull()).rejects.toThrow(why);
  expect(bench.serving()).toBe(one.envelope.manifest.files[0]?.sha256);
  expect(readState(bench.deps.places, NAME)).toMatchObject({ current: '1.0.0', pending: false });
  expect(readdirSync(bench.deps.places.blobs)).toHaveLength(1);
});

test('a host that the owner allowed may give the bytes', async () => {
  const { root, server, pull, bench } = await setup();
  const store = await staticServer(root);
  server.intercept = ({ url = '' }, response) => {
    if (url.startsWith('/blobs/')) response.writeHead(302, { location: `${store.url}${url}` }).end();
    return url.startsWith('/blobs/');
  };
  await expect(pull()).rejects.toThrow(/points to another host/);
  expect(await pull(undefined, [store.host])).toMatchObject({ outcome: 'installed' });
  expect(readState(bench.deps.places, NAME)).toMatchObject({ hosts: [store.host] });
});

test('a registry that goes back in time is refused', async () => {
  const { bench, root, folder, two, pull } = await setup();
  await publishPackage(folder, two, NOW);
  await pull();
  writeFileSync(join(root, NAME, 'versions.json'), '["1.0.0"]');
  await expect(pull()).rejects.toThrow(/this device had 1.1.0 already/);
  expect(bench.serving()).toBe(two.envelope.manifest.files[0]?.sha256);
});

test('a link in the place of a file of a folder is refused', async () => {
  const made = await setup();
  await publishPackage(made.folder, made.two, NOW);
  rmSync(blobOf(made));
  symlinkSync('/etc/passwd', blobOf(made));
  await expect(
    pullPackage(made.bench.deps, { registry: made.folder, name: NAME, hosts: [] }),
  ).rejects.toThrow(/is a link/);
});

test.each(['ftp://host/x', 'oci+ssh://host', 'https://'])('no address of a registry: %s', (address) => {
  expect(() => openRegistry(address, testLine())).toThrow(/is no address of a registry/);
});

test('an update moves the weights that changed; a delta that is damaged or makes something else costs a second way', async () => {
  const { bench, root, folder, http } = await setup();
  const { one, two } = twoAdapters(bench.folder, {}, 0.05, 'all over');
  const [old, made] = [
    await bench.pack('2.0.0', { weights: one }),
    await bench.pack('2.1.0', { weights: two }),
  ];
  await publishPackage(folder, old, NOW);
  await publishPackage(folder, made, NOW);
  const whole = statSync(two).size;
  const update = async (): Promise<{ bytes: number; whole: number }> => {
    await pullPackage(bench.deps, { registry: http, name: NAME, version: '2.0.0', hosts: [] });
    const { moved } = await pullPackage(bench.deps, {
      registry: http,
      name: NAME,
      version: '2.1.0',
      hosts: [],
    });
    expect(bench.serving()).toBe(made.envelope.manifest.files[0]?.sha256);
    await removePackage(bench.deps, NAME, (id) => void bench.store.remove(id));
    return moved;
  };
  const good = await update();
  expect(good.whole).toBe(whole);
  expect(good.bytes).toBeLessThan(0.15 * whole);

  const [from, to] = [old, made].map(({ envelope }) => envelope.manifest.files[0]?.sha256);
  const path = join(root, 'deltas', `${from}-${to}`);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, 100));
  expect((await update()).bytes).toBe(100 + whole);
  writeFileSync(path, writeDelta([{ act: 'literal', bytes: Buffer.alloc(whole, 1) }]));
  expect((await update()).bytes).toBeGreaterThan(whole);
  writeFileSync(path, Buffer.alloc(2 * whole));
  expect((await update()).bytes).toBe(whole);
  rmSync(path);
  expect((await update()).bytes).toBe(whole);
});
