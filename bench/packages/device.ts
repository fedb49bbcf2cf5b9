import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { signEnvelope, writeEnvelope } from '../../src/adapters/envelope.ts';
import { keyId } from '../../src/adapters/key.ts';
import { openRegistry } from '../../src/adapters/open-registry.ts';
import { openPackageFolder, type PackageFolder } from '../../src/adapters/package-folder.ts';
import { packSkill } from '../../src/adapters/pack.ts';
import { openPlaces } from '../../src/adapters/places.ts';
import { publishPackage } from '../../src/adapters/publish.ts';
import { pullPackage, type Pulled } from '../../src/adapters/pull.ts';
import type { Registry } from '../../src/adapters/registry.ts';
import type { InstallDeps } from '../../src/adapters/serve.ts';
import { addTrust } from '../../src/adapters/trust.ts';
import { createEgress } from '../../src/privacy/egress.ts';
import { EMBEDDED } from '../../src/store/embedded.ts';
import { openHome } from '../../src/store/home.ts';
import { inspectGguf } from '../../src/store/inspect.ts';
import { createModelStore } from '../../src/store/models.ts';
import { serveFolder, type FolderServer } from './serve-folder.ts';

export const NAME = 'acme.skill';
const SKILLS = resolve(import.meta.dirname, '../../models/house/skills');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const skillFile = (name: string): string => join(SKILLS, name, 'adapter.gguf');

/** A publisher with a registry, and a device that trusts it, both in one folder of this machine. */
export interface Device {
  readonly folder: string;
  /** Folder of the registry. */
  readonly root: string;
  readonly deps: InstallDeps;
  readonly publisher: KeyObject;
  readonly server: FolderServer;
  /** The registry as its publisher sees it. */
  readonly registry: Registry;
  /** Packs and signs weights. */
  pack(
    version: string,
    weights: string,
    options?: { now?: number; days?: number; key?: KeyObject; name?: string },
  ): Promise<PackageFolder>;
  publish(made: PackageFolder): Promise<number>;
  /** Pulls over the network. */
  pull(version?: string): Promise<Pulled>;
  /** sha256 of the weights that serve. */
  serving(): string | undefined;
  close(): Promise<void>;
}

export async function openDevice(): Promise<Device> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-packages-'));
  const home = openHome(join(folder, 'home'));
  const root = join(folder, 'registry');
  mkdirSync(root);
  const store = await createModelStore({ home, embedded: EMBEDDED, inspect: inspectGguf });
  const base = store.list()[0];
  if (!base) throw new Error('models/house is missing: this benchmark needs the embedded model.');
  const places = openPlaces(home);
  const publisher = generateKeyPairSync('ed25519').privateKey;
  addTrust(places, { key: keyId(publisher), name: 'acme', scopes: ['acme'], addedAt: 0 });
  const deps: InstallDeps = {
    home,
    places,
    records: () => store.list(),
    digestOf: (record) => Promise.resolve(sha256(readFileSync(record.path))),
    device: { engines: ['llama-cpp'], memoryBytes: 2 ** 33 },
    now: Date.now,
  };
  const server = await serveFolder(root);
  const door = createEgress({ offline: () => false, onCrossing: () => undefined });
  const line = { egress: door.egress, hosts: [], sleep: () => Promise.resolve(), stallMs: 2000 };
  const registry = openRegistry(root, line);
  const card = JSON.parse(readFileSync(join(SKILLS, 'title', 'card.json'), 'utf8')) as object;
  let packed = 0;
  return {
    folder,
    root,
    deps,
    publisher,
    server,
    registry,
    async pack(version, weights, { now = Date.now(), days = 90, key = publisher, name = NAME } = {}) {
      const from = join(folder, `source-${packed++}`);
      mkdirSync(from);
      copyFileSync(weights, join(from, 'adapter.gguf'));
      writeFileSync(join(from, 'card.json'), JSON.stringify(card));
      const out = join(folder, `package-${packed}`);
      const { manifest } = await packSkill({
        from,
        out,
        cwd: folder,
        name,
        version,
        now,
        days,
        termsOf: () => '',
      });
      writeFileSync(join(out, 'skill.json'), writeEnvelope(signEnvelope({ manifest }, key)));
      return openPackageFolder(out);
    },
    publish: (made) => publishPackage(registry, made, Date.now()),
    pull: (version) =>
      pullPackage(deps, { registry: openRegistry(server.url, line), name: NAME, version, hosts: [] }),
    serving() {
      const record = store.find(`${base.id}+${NAME}`);
      return record && sha256(readFileSync(record.path));
    },
    async close() {
      server.close();
      await door.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
