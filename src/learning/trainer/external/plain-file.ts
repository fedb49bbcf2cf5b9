import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { NearmostError } from '../../../contract/errors.ts';

/**
 * Path of a file in a folder that others wrote into, free of links; undefined when there is none. A link that leads out of
 * the folder, a pipe, a device and a file that is too large are refused before anything is read.
 * @param most largest size in bytes
 * @throws NearmostError `invalid_model_file`
 */
export function plainFile(folder: string, name: string, most: number): string | undefined {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  const refuse = (what: string): NearmostError =>
    new NearmostError('invalid_model_file', `${path} cannot be used: ${what}.`, {
      hint: 'Write the adapter as plain files into one folder.',
    });
  const real = realpathSync(path);
  if (!real.startsWith(realpathSync(folder) + sep)) throw refuse('it is a link to somewhere else');
  const stats = statSync(real);
  if (!stats.isFile()) throw refuse('it is no file');
  if (stats.size > most) throw refuse(`it has ${stats.size} bytes, ${most} are possible`);
  return real;
}
