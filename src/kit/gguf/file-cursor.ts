import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { NearmostError } from '../../contract/errors.ts';

/** Reads little-endian values from a file, front to back, through one small window. Never reads or allocates beyond the file. */
export interface FileCursor {
  readonly fileBytes: number;
  /** Bytes read so far. */
  readonly position: number;
  /** The next 8 bytes as an unsigned number of at most `most`: a count, or with `unit` a length. */
  size(most: number, what: string, unit?: string): number;
  /** A view of the next `bytes` bytes, valid until the next call. `what` names them in the error. */
  take(bytes: number, what: string): DataView;
  /** The next `bytes` bytes as UTF-8; bytes that are none give U+FFFD and a text of their own, so that different ones stay different. */
  text(bytes: number, what: string): string;
  close(): void;
}

const WINDOW = 1 << 20;
/** Far beyond the header of any known model (20 MB); keeps a hostile one from filling the memory. */
const LONGEST_HEADER = 128 * 2 ** 20;

/** The one error of a bad file: which field, what was found. */
export function badFile(what: string): NearmostError {
  return new NearmostError('invalid_model_file', `This is no sound GGUF file: ${what}.`);
}

/** Opens a file for reading. @throws invalid_model_file when it cannot be opened or is no plain file */
export function openCursor(path: string): FileCursor {
  let fd: number;
  try {
    // a named pipe would otherwise wait for its writer; Windows has neither
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
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
    if (position + bytes > LONGEST_HEADER)
      throw badFile(`its header is longer than ${LONGEST_HEADER} bytes (in ${what})`);
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
    size(most, what, unit = '') {
      const at = ensure(8, what);
      position += 8;
      const [low, high] = [window.readUInt32LE(at), window.readUInt32LE(at + 4)];
      // exact below 2^53, and larger than any `most` above it
      const value = high * 2 ** 32 + low;
      if (value > most)
        throw badFile(`${what} is ${window.readBigInt64LE(at)}${unit}, at most ${most} is possible`);
      return value;
    },
    take(bytes, what) {
      const at = ensure(bytes, what);
      position += bytes;
      return new DataView(window.buffer, window.byteOffset + at, bytes);
    },
    text(bytes, what) {
      const at = ensure(bytes, what);
      position += bytes;
      const text = window.toString('utf8', at, at + bytes);
      if (!text.includes('\uFFFD') || isUtf8(window.subarray(at, at + bytes))) return text;
      return `\uFFFD${window.toString('latin1', at, at + bytes)}`;
    },
    close: () => closeSync(fd),
  };
}
