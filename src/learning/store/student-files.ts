import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { NearmostError } from '../../contract/index.ts';
import { isDiskFull } from '../../store/write-file.ts';
import { filesDigest } from '../files-digest.ts';
import type { StudentFiles } from '../student.ts';

/** Files of students on the disk, by content: `<folder>/<digest>/<name>`, for the owner's eyes only. */
export interface StudentBlobs {
  /** Writes all files or none; what is there already stays. Returns the digest. @throws disk_full, home_unusable */
  write(files: StudentFiles): string;
  /** @throws invalid_model_file when files are missing or are not what was written */
  read(digest: string): StudentFiles;
  /** Overwrites and deletes; a digest that is not there is none. */
  remove(digest: string): void;
  /** Digests that were written before a moment; what a killed process half wrote before it goes. */
  writtenBefore(time: number): string[];
}

const DIGEST = /^[0-9a-f]{64}$/;

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Zeros over the bytes before the name goes, so that the text is not left on the disk. */
function erase(path: string): void {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  try {
    writeFileSync(file, Buffer.alloc(size));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  rmSync(path);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function safeName(name: string): string {
  if (name === '' || name.startsWith('.') || basename(name) !== name || name.includes('\\'))
    throw new NearmostError('internal', `A student cannot have a file named "${name.slice(0, 60)}".`);
  return name;
}

/** Opens the folder; it is made with the first student. @param folder `<home>/skills` */
export function createStudentBlobs(folder: string): StudentBlobs {
  const of = (digest: string): string => {
    if (!DIGEST.test(digest)) throw new NearmostError('internal', 'The digest of a student is not a sha256.');
    return join(folder, digest);
  };
  const damaged = (digest: string, why: string, cause?: unknown): NearmostError =>
    new NearmostError(
      'invalid_model_file',
      `The student ${digest.slice(0, 12)} in ${folder} is damaged: ${why}.`,
      { hint: 'Train the skill again: nearmost learn train <skill>', cause },
    );
  function read(digest: string): StudentFiles {
    const dir = of(digest);
    let files: Map<string, Uint8Array>;
    try {
      files = new Map(
        readdirSync(dir)
          .sort()
          .map((name) => [name, new Uint8Array(readFileSync(join(dir, name)))]),
      );
    } catch (error) {
      const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw damaged(digest, gone ? 'its files are missing' : (error as Error).message, error);
    }
    if (filesDigest(files) !== digest) throw damaged(digest, 'its files are not what was written');
    return files;
  }
  const isSound = (digest: string): boolean => {
    try {
      return existsSync(of(digest)) && read(digest).size > 0;
    } catch {
      return false;
    }
  };
  return {
    read,
    write(files) {
      const digest = filesDigest(files);
      if (isSound(digest)) return digest;
      const dir = of(digest);
      const temp = join(folder, `.${digest.slice(0, 12)}.${randomBytes(6).toString('hex')}.tmp`);
      try {
        mkdirSync(temp, { recursive: true, mode: 0o700 });
        for (const [name, bytes] of files) writeSynced(join(temp, safeName(name)), bytes);
        rmSync(dir, { recursive: true, force: true }); // a damaged one
        renameSync(temp, dir);
      } catch (error) {
        rmSync(temp, { recursive: true, force: true });
        if (NearmostError.isInstance(error)) throw error;
        if (isDiskFull(error))
          throw new NearmostError('disk_full', `The disk is full: no student was written to ${folder}.`, {
            cause: error,
          });
        throw new NearmostError(
          'home_unusable',
          `${dir} could not be written: ${(error as Error).message}.`,
          {
            cause: error,
          },
        );
      }
      return digest;
    },
    remove(digest) {
      const dir = of(digest);
      for (const name of namesIn(dir)) erase(join(dir, name));
      rmSync(dir, { recursive: true, force: true });
    },
    writtenBefore(time) {
      const old = namesIn(folder).filter((name) => {
        const found = statSync(join(folder, name), { throwIfNoEntry: false });
        return found !== undefined && found.mtimeMs < time;
      });
      for (const name of old.filter((each) => each.startsWith('.') && each.endsWith('.tmp')))
        rmSync(join(folder, name), { recursive: true, force: true });
      return old.filter((name) => DIGEST.test(name));
    },
  };
}
