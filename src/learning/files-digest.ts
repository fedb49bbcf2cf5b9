import { createHash } from 'node:crypto';
import type { StudentFiles } from './student.ts';

/** Content address of a student: sha256 over the names, lengths and bytes of its files in the order of their names, in hex. */
export function filesDigest(files: StudentFiles): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}
