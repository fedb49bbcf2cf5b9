import { NearmostError } from '../../contract/errors.ts';
import type { StudentFiles } from '../student.ts';

/** A file without which a student cannot be. @throws NearmostError invalid_model_file */
export function neededFile(files: StudentFiles, name: string): Uint8Array {
  const file = files.get(name);
  if (file) return file;
  throw new NearmostError('invalid_model_file', `The student has no file ${name}.`, {
    hint: 'Train it again: nearmost learn train <skill>',
  });
}
