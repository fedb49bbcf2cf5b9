import { existsSync } from 'node:fs';
import { NearmostError } from '../contract/errors.ts';
import type { ModelCard, ModelRecord } from '../contract/index.ts';
import type { Home } from '../store/home.ts';
import { withLock } from '../store/lock.ts';
import { dropAdapterBytes, placeAdapter } from '../store/place-adapter.ts';
import { blobPath, sweepBlobs } from './blobs.ts';
import type { VariantDevice } from './choose-variant.ts';
import { readEnvelope } from './envelope.ts';
import { findBase, type DigestOf } from './find-base.ts';
import type { Manifest, PackageFile } from './manifest.ts';
import type { Places } from './places.ts';
import { checkFile } from './plain-file.ts';
import {
  currentOf,
  readState,
  removeState,
  writeState,
  type InstalledVersion,
  type SkillState,
} from './state.ts';

/** What installing works on. */
export interface InstallDeps {
  readonly home: Home;
  readonly places: Places;
  /** Models of this device. */
  readonly records: () => readonly ModelRecord[];
  readonly digestOf: DigestOf;
  readonly device: VariantDevice;
  readonly now: () => number;
}

/** How it is asked and read, in the words of the other models. */
function cardOf({ name, task, licence, serve }: Manifest): Omit<ModelCard, 'id'> {
  const { system, responseFormat, decline, calibration } = serve;
  return {
    name: `${name}: ${task}`.slice(0, 200),
    licence,
    jobs: ['skill'],
    ...(system === undefined ? {} : { system }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
    ...(decline === undefined ? {} : { decline }),
    ...(calibration === undefined ? {} : { calibration }),
  };
}

/**
 * Serves the current version of a state from now on. The model takes the place of the former one in one step; when the
 * process is killed on the way, `pending` says that this is to be done again.
 * @throws package_refused when its base is gone, invalid_package when its files are, disk_full
 */
export async function serveVersion(deps: InstallDeps, state: SkillState): Promise<void> {
  const { home, places } = deps;
  const version = currentOf(state);
  if (!version) throw new NearmostError('internal', `${state.name} ${state.current} is not installed.`);
  const { manifest } = readEnvelope(version.envelope);
  const base = await findBase(manifest, deps.records(), deps.digestOf);
  const variant = manifest.variants.find(({ id }) => id === version.variant);
  const file = manifest.files.find(({ name }) => name === variant?.file);
  const { sha256 = '' } = file ?? {};
  const path = blobPath(places, sha256);
  const gone = (cause?: unknown): NearmostError =>
    new NearmostError(
      'invalid_package',
      `The files of ${state.name} ${version.version} are not on this device any more, or damaged.`,
      { hint: `Fetch them again: nearmost skill pull ${state.name}@${version.version}`, cause },
    );
  if (!file) throw gone();
  await checkFile(path, file).catch((error: unknown) => {
    throw gone(error);
  });
  withLock(places.lock, () => {
    if (!existsSync(path)) throw gone(); // another process let go of it meanwhile
    const former = readState(places, state.name);
    writeState(places, { ...state, pending: true });
    try {
      const card = cardOf(manifest);
      placeAdapter({ home, base, name: state.name, path, sha256, card, addedAt: version.at });
    } catch (error) {
      // It did not come into its place: what is known stays what is so.
      if (former) writeState(places, former);
      else removeState(places, state.name);
      throw error;
    }
    writeState(places, { ...state, pending: false });
  });
}

/** All files of some versions. */
export const filesOfVersions = (versions: readonly InstalledVersion[]): PackageFile[] =>
  versions.flatMap(({ envelope }) => readEnvelope(envelope).manifest.files);

/** Lets go of the bytes of files that no kept version of any skill has. */
export function dropFiles(
  { home, places }: Pick<InstallDeps, 'home' | 'places'>,
  files: readonly PackageFile[],
): void {
  const gone = withLock(places.lock, () => sweepBlobs(places, new Set(files.map(({ sha256 }) => sha256))));
  dropAdapterBytes(home, gone);
}
