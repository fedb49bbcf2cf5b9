import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import { makeDelta } from './delta/make-delta.ts';
import { MOST_DELTA_FILE_BYTES } from './delta/op.ts';
import { signersOf } from './envelope.ts';
import { checkPackageFiles, type PackageFolder } from './package-folder.ts';
import { checkFile } from './plain-file.ts';
import type { Delta, Registry } from './registry.ts';
import { compareVersions } from './version.ts';

/** Versions from which an update gets a delta; older ones take the whole file. */
const BEFORE = 3;

/** Deltas from the files of one older version. */
async function deltasFrom(
  registry: Registry,
  version: string,
  made: PackageFolder,
  folder: string,
): Promise<Delta[]> {
  const { name, files } = made.envelope.manifest;
  const release = { name, version };
  const { manifest } = await registry.envelope(release);
  const deltas: Delta[] = [];
  for (const file of files) {
    const old = manifest.files.find((one) => one.name === file.name && one.sha256 !== file.sha256);
    if (!old || old.bytes > MOST_DELTA_FILE_BYTES) continue;
    const path = join(folder, old.sha256);
    await registry.fetchFile(release, old, path);
    await checkFile(path, old);
    const delta = await makeDelta(path, made.path(file.name));
    if (delta) deltas.push({ from: old.sha256, to: file.sha256, bytes: delta.bytes });
  }
  return deltas;
}

/** Deltas from the last versions of the registry. One that is damaged there is left out: the whole file is there too. */
async function makeDeltas(registry: Registry, made: PackageFolder): Promise<Delta[]> {
  const { name, version } = made.envelope.manifest;
  const published = await registry.versions(name);
  if (published.includes(version)) return [];
  const older = published.filter((one) => compareVersions(one, version) < 0);
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-publish-'));
  const deltas: Delta[] = [];
  try {
    for (const one of older.toSorted(compareVersions).slice(-BEFORE))
      try {
        deltas.push(...(await deltasFrom(registry, one, made, folder)));
      } catch (error) {
        if (NearmostError.from(error).code === 'cancelled') throw error;
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seen = new Map(deltas.map((delta) => [`${delta.from} ${delta.to}`, delta]));
  return [...seen.values()];
}

/**
 * Publishes a signed package, with deltas from the versions before it. Returns the bytes that were sent.
 * @throws package_refused when it is unsigned, wrongly signed or expired, or the version is there with other content
 */
export async function publishPackage(registry: Registry, made: PackageFolder, now: number): Promise<number> {
  const { manifest, signatures } = made.envelope;
  const refuse = (why: string, hint: string): NearmostError =>
    new NearmostError('package_refused', `${manifest.name} ${manifest.version} was not published: ${why}.`, {
      hint,
    });
  if (signatures.length === 0 || signersOf(made.envelope).length < signatures.length)
    throw refuse('it is not signed, or was changed since', `Sign it: nearmost skill sign ${made.folder}`);
  if (Date.parse(manifest.expires) <= now)
    throw refuse(
      'it expired, so nobody would take it',
      'Pack it again with a higher version: nearmost skill pack <folder>',
    );
  await checkPackageFiles(made);
  return registry.publish(made, await makeDeltas(registry, made));
}
