import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { NearmostError } from '../../contract/errors.ts';
import { withLock } from '../../store/lock.ts';
import { isDiskFull, writeFileAtomic } from '../../store/write-file.ts';
import { copyPart } from '../copy-from.ts';
import { manifestDigest, MOST_ENVELOPE_BYTES, readEnvelope, writeEnvelope } from '../envelope.ts';
import type { PackageFolder } from '../package-folder.ts';
import { checkFile, plainBytes, plainText } from '../plain-file.ts';
import type { Registry, Release } from '../registry.ts';
import { compareVersions } from '../version.ts';
import { layout, MOST_LIST_BYTES, noRelease, readVersions } from './layout.ts';

/** A file that is whole or not there. */
function add(to: string, write: (temp: string) => void): void {
  const temp = `${to}.${process.pid}.tmp`;
  try {
    write(temp);
    chmodSync(temp, READABLE);
    renameSync(temp, to);
  } catch (error) {
    rmSync(temp, { force: true });
    throw isDiskFull(error)
      ? new NearmostError('disk_full', `The disk of ${dirname(to)} is full: nothing was published.`, {
          cause: error,
        })
      : error;
  }
}
const addBlob = (from: string, to: string): void => add(to, (temp) => copyFileSync(from, temp));
const addBytes = (bytes: Uint8Array, to: string): void => add(to, (temp) => writeFileSync(temp, bytes));

/** What is published is for others, and for a web server of another user. */
const READABLE = 0o644;
const writeShared = (path: string, text: string): void => {
  writeFileAtomic(path, text);
  chmodSync(path, READABLE);
};
const makeFolder = (path: string): void => void mkdirSync(path, { recursive: true });

/** One version is one content: what was published stays as it is. */
export function sameOrRefuse(known: string, made: PackageFolder, where: string): 'there' {
  const { name, version } = made.envelope.manifest;
  if (manifestDigest(readEnvelope(known).manifest) === manifestDigest(made.envelope.manifest)) return 'there';
  throw new NearmostError('package_refused', `${where} has another ${name} ${version} already.`, {
    hint: `Give it a higher version: nearmost skill pack <folder> --as ${name}@<version>`,
  });
}

/** A registry in a folder, which any web server can serve as it is. @param address path of the folder */
export function folderRegistry(address: string): Registry {
  const root = resolve(address);
  const at = (path: string): string => join(root, path);
  const versions = (name: string): string[] => {
    const list = at(layout.versions(name));
    return existsSync(list) ? readVersions(plainText(list, MOST_LIST_BYTES), list) : [];
  };
  const envelopeText = (release: Release): string | undefined => {
    const path = at(layout.envelope(release));
    return existsSync(path) ? plainText(path, MOST_ENVELOPE_BYTES) : undefined;
  };
  return {
    address: root,
    versions: async (name) => versions(name),
    async envelope(release) {
      const text = envelopeText(release);
      if (text === undefined) throw noRelease(release, root);
      return readEnvelope(text);
    },
    fetchFile: async (_, file, part) => copyPart(at(layout.blob(file.sha256)), file, part),
    async fetchDelta(_, between, mostBytes) {
      const path = at(layout.delta(between));
      if (!existsSync(path)) return undefined;
      if (plainBytes(path) > mostBytes)
        throw new NearmostError('invalid_package', `${path} is longer than ${mostBytes} bytes.`);
      return readFileSync(path);
    },
    async publish(made, deltas) {
      const { manifest } = made.envelope;
      for (const file of manifest.files) await checkFile(made.path(file.name), file);
      makeFolder(at('blobs'));
      makeFolder(at('deltas'));
      makeFolder(dirname(at(layout.envelope(manifest))));
      return withLock(at(`${manifest.name}/.lock`), () => {
        const known = envelopeText(manifest);
        if (known !== undefined) sameOrRefuse(known, made, root);
        let sent = 0;
        for (const { name, sha256, bytes } of manifest.files) {
          if (existsSync(at(layout.blob(sha256)))) continue;
          addBlob(made.path(name), at(layout.blob(sha256)));
          sent += bytes;
        }
        for (const delta of deltas) {
          addBytes(delta.bytes, at(layout.delta(delta)));
          sent += delta.bytes.length;
        }
        writeShared(at(layout.envelope(manifest)), writeEnvelope(made.envelope));
        const list = [...new Set([...versions(manifest.name), manifest.version])].toSorted(compareVersions);
        writeShared(at(layout.versions(manifest.name)), `${JSON.stringify(list)}\n`);
        return sent;
      });
    },
  };
}
