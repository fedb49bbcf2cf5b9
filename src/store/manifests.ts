import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import type { ModelRecord } from '../contract/index.ts';
import type { Home } from './home.ts';
import { writeFileAtomic } from './write-file.ts';

/** What is kept of a model. Files in the home are named by content, so that the home can be moved. */
export interface Manifest extends Omit<ModelRecord, 'path'> {
  version: 1;
  /** Absolute path of a file used in place; absent: the blob named by `sha256`. */
  path?: string;
  /** Time of the last change of a file used in place. */
  mtimeMs?: number;
}

/** A manifest that could not be read. */
interface BrokenManifest {
  id: string;
  message: string;
}

export interface Manifests {
  all(): { manifests: Manifest[]; broken: BrokenManifest[] };
  write(manifest: Manifest): void;
  /** True when there was one. */
  remove(id: string): boolean;
}

const ENDING = '.json';
/** A folder changed this shortly before it was read may change again without a newer time. */
const TICK_MS = 100;

function isManifest(value: unknown): value is Manifest {
  const one = value as Partial<Manifest> | null;
  return (
    typeof one === 'object' &&
    one !== null &&
    typeof one.id === 'string' &&
    typeof one.engine === 'string' &&
    typeof one.bytes === 'number' &&
    typeof one.source === 'string' &&
    typeof one.info === 'object' &&
    typeof one.card === 'object' &&
    (typeof one.path === 'string' || /^[\da-f]{64}$/.test(one.sha256 ?? ''))
  );
}

/** The manifests of a home: one JSON file for each model, each written whole or not at all. */
export function createManifests(home: Home): Manifests {
  let cached: { at: number; result: ReturnType<Manifests['all']> } | undefined;

  function read(): ReturnType<Manifests['all']> {
    const manifests: Manifest[] = [];
    const broken: BrokenManifest[] = [];
    for (const name of readdirSync(home.manifests).filter((name) => name.endsWith(ENDING))) {
      const file = join(home.manifests, name);
      const id = name.slice(0, -ENDING.length);
      try {
        const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
        if (isManifest(value) && value.id === id) manifests.push(value);
        else broken.push({ id, message: `${file} is no model manifest` });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          broken.push({ id, message: `${file} cannot be read: ${(error as Error).message}` });
      }
    }
    return { manifests, broken };
  }

  return {
    all() {
      const changed = statSync(home.manifests).mtimeMs;
      if (cached?.at === changed) return cached.result;
      const result = read();
      cached = Date.now() - changed > TICK_MS ? { at: changed, result } : undefined;
      return result;
    },
    write(manifest) {
      cached = undefined;
      writeFileAtomic(join(home.manifests, manifest.id + ENDING), `${JSON.stringify(manifest, null, 2)}\n`);
    },
    remove(id) {
      cached = undefined;
      try {
        rmSync(join(home.manifests, id + ENDING));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw new NearmostError('home_unusable', `${id} could not be removed: ${(error as Error).message}.`, {
          cause: error,
        });
      }
    },
  };
}
