import { copyFileSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import type { ModelCard, ModelRecord } from '../contract/index.ts';
import type { Home } from './home.ts';
import { withLock } from './lock.ts';
import { createManifests } from './manifests.ts';
import { isDiskFull } from './write-file.ts';

/** Beginning of the source of models that came in a package. */
const PACKAGE = 'package:';

/** Source of the model that a package's skill serves as. */
export const packageSource = (name: string): string => `${PACKAGE}${name}`;

export interface AdapterPlacement {
  home: Home;
  base: ModelRecord;
  /** Of the skill; the model is named `<base>+<name>`. */
  name: string;
  /** Whole, verified weights; they stay where they are. */
  path: string;
  sha256: string;
  card: Omit<ModelCard, 'id'>;
  addedAt: number;
}

/** The model that a skill is served as. */
export const adapterId = (base: Pick<ModelRecord, 'id'>, name: string): string => `${base.id}+${name}`;

/** A second name for the bytes where the disk allows it, else a copy; whole or not at all. */
function share(from: string, to: string, bytes: number): void {
  const temp = `${to}.${process.pid}.tmp`;
  rmSync(temp, { force: true });
  try {
    try {
      linkSync(from, temp);
    } catch {
      copyFileSync(from, temp);
    }
    renameSync(temp, to);
  } catch (error) {
    // Where a file in use cannot be replaced, it is the same one: it is named by its content.
    if (statSync(to, { throwIfNoEntry: false })?.size === bytes) return;
    throw isDiskFull(error)
      ? new NearmostError('disk_full', 'The disk is full: the former version keeps serving.', {
          cause: error,
        })
      : new NearmostError('home_unusable', `${to} could not be written: ${(error as Error).message}.`, {
          cause: error,
        });
  } finally {
    // Renaming one name of a file to another name of the same file leaves both.
    rmSync(temp, { force: true });
  }
}

/**
 * Serves low-rank weights of a package as a model from now on, instead of an older version of the same: either the old
 * one or the new one is there at any moment. The bytes of the old one stay, for requests that are under way.
 * @throws invalid_request when another model has the name, disk_full, home_unusable
 */
export function placeAdapter({ home, base, name, path, sha256, card, addedAt }: AdapterPlacement): string {
  const id = adapterId(base, name);
  const manifests = createManifests(home);
  withLock(join(home.models, '.lock'), () => {
    const known = manifests.all().manifests.find((one) => one.id === id);
    if (known && !known.source.startsWith(PACKAGE))
      throw new NearmostError(
        'invalid_request',
        `There is a model ${id} already, which came in no package.`,
        {
          hint: `Remove it first: nearmost rm ${id}`,
        },
      );
    const { size: bytes } = statSync(path);
    share(path, join(home.blobs, `${sha256}.gguf`), bytes);
    manifests.write({
      version: 1,
      id,
      engine: base.engine,
      bytes,
      sha256,
      source: packageSource(name),
      addedAt,
      adapter: { base: base.id },
      info: base.info,
      card: { ...card, id },
    });
  });
  return id;
}

/** Deletes bytes that no model names any more; those of others, and all while a manifest cannot be read, stay. */
export function dropAdapterBytes(home: Home, sha256s: readonly string[]): void {
  withLock(join(home.models, '.lock'), () => {
    const { manifests, broken } = createManifests(home).all();
    if (broken.length > 0) return;
    const named = new Set(manifests.map((one) => one.sha256));
    for (const sha256 of sha256s)
      if (!named.has(sha256)) rmSync(join(home.blobs, `${sha256}.gguf`), { force: true });
  });
}
