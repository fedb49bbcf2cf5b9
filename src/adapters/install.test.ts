import { generateKeyPairSync } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryLock } from '../store/lock.ts';
import { manifestDigest, signEnvelope } from './envelope.ts';
import { installPackage } from './install.ts';
import { judgeInstall } from './judge-install.ts';
import { checkPackageFiles, openPackageFolder } from './package-folder.ts';
import { recoverInstalls } from './recover.ts';
import { removePackage } from './remove.ts';
import { rollbackPackage } from './rollback.ts';
import { readState, writeState } from './state.ts';
import { sampleManifest } from './testing/sample-manifest.ts';
import { NOW, skillBench } from './testing/skill-bench.ts';
import { twoAdapters } from './testing/two-adapters.ts';

const NAME = 'acme.title';
const sorted = (words: (string | undefined)[]): string[] => words.map(String).toSorted();
const weightsOf = (made: { envelope: { manifest: { files: { sha256: string }[] } } }): string | undefined =>
  made.envelope.manifest.files[0]?.sha256;

test('a skill is installed, updated, rolled back and removed', async () => {
  const bench = await skillBench();
  const [one, two] = [await bench.pack('1.0.0'), await bench.pack('1.1.0', { seed: 2 })];
  await checkPackageFiles(one);
  expect(await bench.install(one)).toMatchObject({
    outcome: 'installed',
    before: undefined,
    model: 'tiny+acme.title',
    signer: { name: 'acme' },
  });
  expect(bench.store.find('tiny+acme.title')).toMatchObject({
    adapter: { base: 'tiny' },
    source: 'package:acme.title',
    card: { system: 'title', jobs: ['skill'], licence: 'MIT' },
  });
  expect(await bench.install(one)).toMatchObject({ outcome: 'already' });
  expect(await bench.install(two)).toMatchObject({ outcome: 'installed', before: '1.0.0' });
  expect(bench.serving()).toBe(weightsOf(two));
  await expect(bench.install(one)).rejects.toThrow(/had 1.1.0 already/);

  expect(await rollbackPackage(bench.deps, NAME)).toMatchObject({ from: '1.1.0', to: '1.0.0' });
  expect(bench.serving()).toBe(weightsOf(one));
  expect(await bench.install(two)).toMatchObject({ outcome: 'skipped', before: '1.0.0' });
  await expect(rollbackPackage(bench.deps, NAME)).rejects.toThrow(
    /No version of acme.title was installed before 1.0.0/,
  );
  expect(await bench.install(await bench.pack('1.2.0', { seed: 3 }))).toMatchObject({ outcome: 'installed' });
  expect(await rollbackPackage(bench.deps, NAME)).toMatchObject({ to: '1.0.0' });
  expect(await bench.install(two, true)).toMatchObject({ outcome: 'installed' });

  const { places } = bench.deps;
  await removePackage(bench.deps, NAME, (id) => void bench.store.remove(id));
  expect([readdirSync(places.blobs), readState(places, NAME), bench.serving()]).toEqual([
    [],
    undefined,
    undefined,
  ]);
  expect(bench.store.list().map(({ id }) => id)).toEqual(['tiny']);
});

test('the bytes of old versions go, those that can be gone back to stay', async () => {
  const bench = await skillBench();
  const made = [];
  for (const at of [1, 2, 3, 4, 5]) {
    const one = await bench.pack(`${at}.0.0`, { seed: at });
    made.push(one);
    await bench.install(one);
  }
  expect(readdirSync(bench.deps.places.blobs).toSorted()).toEqual(sorted(made.slice(2).map(weightsOf)));
  expect(readdirSync(bench.deps.home.blobs).toSorted()).toEqual(
    made
      .slice(2)
      .map((one) => `${weightsOf(one)}.gguf`)
      .toSorted(),
  );
});

test('what is refused leaves the former version serving', async () => {
  const bench = await skillBench();
  const one = await bench.pack('1.0.0');
  await bench.install(one);
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const two = await bench.pack('2.0.0', { seed: 2 });
  const refused = async (made: Parameters<typeof bench.install>[0], why: RegExp): Promise<void> => {
    await expect(bench.install(made)).rejects.toThrow(why);
    expect(bench.serving()).toBe(weightsOf(one));
    expect(readState(bench.deps.places, NAME)).toMatchObject({ current: '1.0.0', pending: false });
  };
  await refused(await bench.pack('2.0.0', { key: stranger }), /is not trusted/);
  await refused({ ...two, envelope: { ...two.envelope, signatures: [] } }, /nobody signed it/);
  await refused(await bench.pack('1.0.0', { seed: 9 }), /one version must be one content/);
  await refused(await bench.pack('2.0.0', { days: 1, now: NOW - 10 * 86_400_000 }), /expired on 2026-11-12/);
  await refused(await bench.pack('2.0.0', { now: NOW + 10 * 86_400_000 }), /still to come/);
  // Parts of another package under this one's signature.
  const mixed = { ...two, path: () => one.path('adapter.gguf') };
  await refused(mixed, /has another sha256|has \d+ bytes/);
  const other = await bench.pack('3.0.0', { seed: 5 });
  const base = { ...other.envelope.manifest.base, sha256: 'c'.repeat(64) };
  const foreign = signEnvelope({ manifest: { ...other.envelope.manifest, base } }, bench.publisher);
  await refused({ ...other, envelope: foreign }, /another version of tiny than the one on this device/);
  expect(readdirSync(bench.deps.places.parts)).toEqual([]);
});

test('a package for another base says the way out', async () => {
  const bench = await skillBench();
  const made = await bench.pack('1.0.0');
  const base = { id: 'qwen', sha256: 'c'.repeat(64), architecture: 'qwen2' };
  const envelope = signEnvelope({ manifest: { ...made.envelope.manifest, base } }, bench.publisher);
  await expect(bench.install({ ...made, envelope })).rejects.toMatchObject({
    code: 'package_refused',
    message: expect.stringContaining(
      'trained on qwen, which is not on this device (here are: tiny)',
    ) as string,
    hint: expect.stringContaining('nearmost learn retarget acme.title --from') as string,
  });
});

test('two at once: one installs, the other is told; a fetch that fails leaves nothing half done', async () => {
  const bench = await skillBench();
  const made = await bench.pack('1.0.0');
  const free = tryLock(join(bench.deps.places.installed, `${NAME}.lock`));
  await expect(bench.install(made)).rejects.toMatchObject({ code: 'overloaded' });
  free?.();
  const broken = (): Promise<void> => Promise.reject(new Error('the line dropped'));
  await expect(
    installPackage(bench.deps, { envelope: made.envelope, source: 'x', fetchFile: broken, asked: false }),
  ).rejects.toThrow('the line dropped');
  expect(bench.serving()).toBeUndefined();
  expect(await bench.install(made)).toMatchObject({ outcome: 'installed' });
});

test('a process that was killed before the model was in its place: the next command ends it', async () => {
  const bench = await skillBench();
  const [one, two] = [await bench.pack('1.0.0'), await bench.pack('2.0.0', { seed: 2 })];
  await bench.install(one);
  await bench.install(two);
  const { places } = bench.deps;
  const state = readState(places, NAME);
  if (!state) throw new Error('nothing installed');
  writeState(places, { ...state, current: '1.0.0', pending: true });
  expect(bench.serving()).toBe(weightsOf(two));
  expect(await recoverInstalls(bench.deps)).toEqual([NAME]);
  expect(bench.serving()).toBe(weightsOf(one));
  expect(await recoverInstalls(bench.deps)).toEqual([]);
});

test('a skill whose model was removed by hand is put back', async () => {
  const bench = await skillBench();
  const made = await bench.pack('1.0.0');
  await bench.install(made);
  bench.store.remove('tiny+acme.title');
  expect(bench.serving()).toBeUndefined();
  expect(await bench.install(made)).toMatchObject({ outcome: 'installed' });
  expect(bench.serving()).toBe(weightsOf(made));
});

test('what is known of a skill is damaged: its model serves, it is told, and it can be removed', async () => {
  const bench = await skillBench();
  const made = await bench.pack('1.0.0');
  await bench.install(made);
  writeFileSync(join(bench.deps.places.installed, `${NAME}.json`), '{"half');
  expect(bench.serving()).toBe(weightsOf(made));
  await expect(bench.install(made)).rejects.toMatchObject({
    code: 'home_unusable',
    hint: expect.stringContaining('nearmost skill remove') as string,
  });
  await removePackage(bench.deps, NAME, (id) => void bench.store.remove(id));
  expect(bench.serving()).toBeUndefined();
  expect(await bench.install(made)).toMatchObject({ outcome: 'installed' });
});

test('weights that do not fit the base are refused, and their bytes do not stay', async () => {
  const bench = await skillBench();
  const { one: foreign } = twoAdapters(bench.folder, { width: 128, feedForward: 256 }, 0, 'all over');
  const made = await bench.pack('1.0.0', { weights: foreign });
  await expect(bench.install(made)).rejects.toMatchObject({ code: 'invalid_model_file' });
  expect(readdirSync(bench.deps.places.blobs)).toEqual([]);
});

test('back to a version whose bytes were damaged: refused, and the present one serves on', async () => {
  const bench = await skillBench();
  const [one, two] = [await bench.pack('1.0.0'), await bench.pack('2.0.0', { seed: 2 })];
  await bench.install(one);
  await bench.install(two);
  const blob = join(bench.deps.places.blobs, weightsOf(one) ?? '');
  rmSync(blob); // it shares its bytes with what served before
  writeFileSync(blob, 'half of it');
  await expect(rollbackPackage(bench.deps, NAME)).rejects.toThrow(/not on this device any more, or damaged/);
  expect(bench.serving()).toBe(weightsOf(two));
  expect(readState(bench.deps.places, NAME)).toMatchObject({ current: '2.0.0', pending: false });
  await bench.install(one, true);
  expect(bench.serving()).toBe(weightsOf(one));
});

test('bytes that were damaged on the disk are fetched again', async () => {
  const bench = await skillBench();
  const made = await bench.pack('1.0.0');
  const blob = join(bench.deps.places.blobs, weightsOf(made) ?? '');
  writeFileSync(blob, 'half of it');
  await bench.install(made);
  expect(bench.serving()).toBe(weightsOf(made));
});

test('a package folder with a link, a missing or a longer file is refused', async () => {
  const bench = await skillBench();
  const made = await bench.pack('1.0.0');
  const path = made.path('adapter.gguf');
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.concat([bytes, Buffer.from('!')]));
  await expect(checkPackageFiles(made)).rejects.toThrow(/bytes, its manifest says/);
  writeFileSync(path, Buffer.concat([bytes.subarray(1), Buffer.from('!')]));
  await expect(checkPackageFiles(made)).rejects.toThrow(/another sha256/);
  rmSync(path);
  await expect(checkPackageFiles(made)).rejects.toThrow(/is missing/);
  symlinkSync('/etc/passwd', path);
  await expect(checkPackageFiles(made)).rejects.toThrow(/is a link/);
  rmSync(path);
  mkdirSync(path);
  await expect(checkPackageFiles(made)).rejects.toThrow(/no plain file/);
  expect(() => openPackageFolder(bench.folder)).toThrow(/is no skill package/);
});

test('a skill of the same name that came in no package is not replaced', async () => {
  const bench = await skillBench();
  await bench.store.add({ path: join(bench.folder, 'base.gguf'), id: 'tiny' });
  const made = await bench.pack('1.0.0');
  await bench.install(made);
  const file = join(bench.deps.home.manifests, 'tiny+acme.title.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('package:acme.title', '/somewhere/else.gguf'));
  await expect(bench.install(await bench.pack('2.0.0'))).rejects.toThrow(/which came in no package/);
  expect(existsSync(file)).toBe(true);
  expect(readState(bench.deps.places, NAME)).toMatchObject({ current: '1.0.0', pending: false });
});

test('versions only go up, whatever is offered', () => {
  const of = (version: string) => ({
    manifest: sampleManifest({ version }),
    digest: manifestDigest(sampleManifest({ version })),
  });
  const installed = {
    version: '1.1.0',
    digest: of('1.1.0').digest,
    variant: 'f16',
    signer: { key: '', name: '' },
    envelope: '',
    model: '',
    at: 0,
  };
  const state = {
    format: 1 as const,
    name: NAME,
    source: '',
    hosts: [],
    seen: '2.0.0',
    current: '1.1.0',
    skipped: ['2.0.0'],
    versions: [installed],
    pending: false,
  };
  const judge = (version: string, asked = false) => judgeInstall({ ...of(version), state, now: NOW, asked });
  expect(judge('1.1.0')).toBe('already');
  expect(judge('2.0.0')).toBe('skipped');
  expect(judge('2.0.0', true)).toBe('install');
  expect(judge('2.0.1')).toBe('install');
  expect(() => judge('1.10.0')).toThrow(/had 2.0.0 already/);
  expect(judge('1.0.0', true)).toBe('install');
});
