import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { NearmostError } from '../../contract/errors.ts';

/** Reads little-endian values from a file, front to back, through one small window. Never reads or allocates beyond the file. */
export interface FileCursor {
  readonly fileBytes: number;
  /** Bytes read so far. */
  readonly position: number;
  /** A view of the next `bytes` bytes, valid until the next call. `what` names them in the error. */
  take(bytes: number, what: string): DataView;
  /** The next `bytes` bytes as UTF-8. */
  text(bytes: number, what: string): string;
  close(): void;
}

const WINDOW = 1 << 20;

/** The one error of a bad file: which field, what was found. */
export function badFile(what: string): NearmostError {
  return new NearmostError('invalid_model_file', `This is no sound GGUF file: ${what}.`);
}

/** Opens a file for reading. @throws invalid_model_file when it cannot be opened or is no plain file */
export function openCursor(path: string): FileCursor {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new NearmostError(
      'invalid_model_file',
      `The model file ${path} cannot be opened (${code ?? 'unknown reason'}).`,
      { cause: error },
    );
  }
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    throw new NearmostError('invalid_model_file', `${path} is no plain file.`);
  }
  const { size } = stat;
  let window = Buffer.alloc(0);
  /** File offset of the window. */
  let start = 0;
  let position = 0;

  /** Makes the next `bytes` bytes stand in the window and gives their place in it. */
  function ensure(bytes: number, what: string): number {
    if (bytes > size - position)
      throw badFile(`it ends inside ${what} (byte ${size}; ${bytes} more were due at ${position})`);
    if (position < start || position + bytes > start + window.length) {
      const wanted = Math.min(Math.max(bytes, WINDOW), size - position);
      const next = Buffer.allocUnsafe(wanted);
      let filled = 0;
      while (filled < wanted) {
        const read = readSync(fd, next, filled, wanted - filled, position + filled);
        if (read === 0) throw badFile(`it became shorter while it was read (in ${what})`);
        filled += read;
      }
      window = next;
      start = position;
    }
    return position - start;
  }
  return {
    fileBytes: size,
    get position() {
      return position;
    },
    take(bytes, what) {
      const at = ensure(bytes, what);
      position += bytes;
      return new DataView(window.buffer, window.byteOffset + at, bytes);
    },
    text(bytes, what) {
      const at = ensure(bytes, what);
      position += bytes;
      return window.toString('utf8', at, at + bytes);
    },
    close: () => closeSync(fd),
  };
}
