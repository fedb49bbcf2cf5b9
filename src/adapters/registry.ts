import type { Envelope } from './envelope.ts';
import type { PackageFile } from './manifest.ts';
import type { PackageFolder } from './package-folder.ts';

/** Which package of a registry. */
export interface Release {
  readonly name: string;
  readonly version: string;
}

/** What makes one file from another, so that an update moves less. Not signed: what it makes has to have the digest. */
export interface Delta {
  /** sha256 of the files, in hex. */
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
}

/** Where packages are published. Nothing that it says is believed: the signature and the digests decide. */
export interface Registry {
  /** As it was given; kept with what is installed. */
  readonly address: string;
  /** All versions of a skill, in any order; none where it does not know the skill. */
  versions(name: string): Promise<string[]>;
  /** @throws not_found, invalid_package */
  envelope(release: Release): Promise<Envelope>;
  /** Brings the bytes of a file to `part`, going on where an earlier try stopped. */
  fetchFile(release: Release, file: PackageFile, part: string): Promise<void>;
  /** A delta between two files; undefined: it has none. @throws when it is longer than `mostBytes`, or cannot be read */
  fetchDelta(
    release: Release,
    between: Omit<Delta, 'bytes'>,
    mostBytes: number,
  ): Promise<Uint8Array | undefined>;
  /** Adds a signed package with deltas to it; the version is seen only when all of it is there. Returns the bytes that were sent. */
  publish(made: PackageFolder, deltas: readonly Delta[]): Promise<number>;
}
