import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelRecord } from '../../contract/index.ts';
import { randomLlama } from '../../kit/gguf/testing/random-llama.ts';
import { writeRandomLora } from '../../kit/gguf/testing/random-lora.ts';
import { inspectGguf } from '../../store/inspect.ts';
import { createModelStore, type ModelStore } from '../../store/models.ts';
import { tempFolder, tempHome } from '../../store/testing/temp-home.ts';
import { signEnvelope, writeEnvelope } from '../envelope.ts';
import { installPackage, type Installed } from '../install.ts';
import { keyId } from '../key.ts';
import { packSkill, type PackOptions } from '../pack.ts';
import { openPackageFolder, type PackageFolder } from '../package-folder.ts';
import { openPlaces } from '../places.ts';
import type { InstallDeps } from '../serve.ts';
import { addTrust } from '../trust.ts';
import { sha256 } from './sample-manifest.ts';

/** The day on which the tests play. */
export const NOW: number = Date.parse('2026-11-21T12:00:00Z');

/** A device with a small base model and a publisher that it trusts for `acme`. */
export interface SkillBench {
  readonly deps: InstallDeps;
  readonly store: ModelStore;
  readonly base: ModelRecord;
  readonly publisher: KeyObject;
  /** A folder of its own, removed when the test ends. */
  readonly folder: string;
  /** Packs and signs random weights of a seed, or those of a file. */
  pack(
    version: string,
    change?: Partial<PackOptions> & { seed?: number; weights?: string; key?: KeyObject },
  ): Promise<PackageFolder>;
  install(made: PackageFolder, asked?: boolean): Promise<Installed>;
  /** Weights that serve now. */
  serving(): string | undefined;
}

/** Copies a file of a package folder. */
const fromFolder =
  (made: PackageFolder) =>
  (file: { name: string }, part: string): Promise<void> => {
    copyFileSync(made.path(file.name), part);
    return Promise.resolve();
  };

export async function skillBench(): Promise<SkillBench> {
  const folder = tempFolder();
  const home = tempHome();
  const bytes = randomLlama({ seed: 7 });
  const path = join(folder, 'base.gguf');
  writeFileSync(path, bytes);
  const store = await createModelStore({ home, inspect: inspectGguf });
  await store.add({ path, id: 'tiny' });
  const [base] = store.list();
  if (!base) throw new Error('no base');
  const publisher = generateKeyPairSync('ed25519').privateKey;
  const places = openPlaces(home);
  addTrust(places, { key: keyId(publisher), name: 'acme', scopes: ['acme'], addedAt: 1 });
  const deps: InstallDeps = {
    home,
    places,
    records: () => store.list(),
    digestOf: (record) => Promise.resolve(sha256(readFileSync(record.path))),
    device: { engines: ['llama-cpp'], memoryBytes: 2 ** 33 },
    now: () => NOW,
  };
  let made = 0;
  return {
    deps,
    store,
    base,
    publisher,
    folder,
    async pack(version, { seed = 1, weights, key = publisher, ...change } = {}) {
      const from = join(folder, `source-${made++}`);
      mkdirSync(from);
      if (weights === undefined) writeRandomLora(join(from, 'adapter.gguf'), { seed, type: 'F16' });
      else copyFileSync(weights, join(from, 'adapter.gguf'));
      const card = {
        id: 'tiny+acme.title',
        version,
        licence: 'MIT',
        base: sha256(bytes),
        system: 'title',
        task: 'Titles.',
        eval: { exact: 1 },
      };
      writeFileSync(join(from, 'card.json'), JSON.stringify(card));
      const packed = await packSkill({
        from,
        cwd: folder,
        out: `package-${made}`,
        now: NOW,
        termsOf: () => 'fine',
        ...change,
      });
      const envelope = signEnvelope({ manifest: packed.manifest }, key);
      writeFileSync(join(packed.folder, 'skill.json'), writeEnvelope(envelope));
      return openPackageFolder(packed.folder);
    },
    install: (one, asked = false) =>
      installPackage(deps, { envelope: one.envelope, source: one.folder, fetchFile: fromFolder(one), asked }),
    serving: () => {
      const record = store.find('tiny+acme.title');
      return record && sha256(readFileSync(record.path));
    },
  };
}
