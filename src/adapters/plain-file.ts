import { lstatSync, readFileSync } from 'node:fs';
import { NearmostError } from '../contract/errors.ts';
import { hashOf } from '../store/part-file.ts';

const bad = (why: string): NearmostError =>
  new NearmostError('invalid_package', `This skill package cannot be used: ${why}.`);

/** Bytes of a file that is one: no link, no folder, no device. @throws invalid_package */
export function plainBytes(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw bad(`${path} is missing`);
  if (found.isSymbolicLink()) throw bad(`${path} is a link; a package holds its files themselves`);
  if (!found.isFile()) throw bad(`${path} is no plain file`);
  return found.size;
}

/** A small plain file as text. @throws invalid_package */
export function plainText(path: string, mostBytes: number): string {
  if (plainBytes(path) > mostBytes) throw bad(`${path} is longer than ${mostBytes} bytes`);
  return readFileSync(path, 'utf8');
}

/** sha256 of a plain file, in hex, and its bytes. @throws invalid_package */
export async function plainDigest(path: string): Promise<{ sha256: string; bytes: number }> {
  const bytes = plainBytes(path);
  return { sha256: (await hashOf(path, bytes)).digest('hex'), bytes };
}

/** @throws invalid_package when a file is not the one that the manifest names */
export async function checkFile(
  path: string,
  { name, sha256, bytes }: { name: string; sha256: string; bytes: number },
): Promise<void> {
  const size = plainBytes(path);
  if (size !== bytes) throw bad(`${name} has ${size} bytes, its manifest says ${bytes}`);
  const found = await plainDigest(path);
  if (found.sha256 !== sha256)
    throw bad(
      `${name} has another sha256 than its manifest says (${found.sha256.slice(0, 12)}..., not ${sha256.slice(0, 12)}...)`,
    );
}
