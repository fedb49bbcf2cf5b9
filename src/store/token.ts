import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { NearmostError } from '../contract/errors.ts';
import type { Home } from './home.ts';

const code = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** The token in the file; undefined when there is no file. */
function readToken(home: Home): string | undefined {
  let token: string;
  try {
    token = readFileSync(home.token, 'utf8').trim();
  } catch (error) {
    if (code(error) === 'ENOENT') return undefined;
    throw new NearmostError('home_unusable', `The token file ${home.token} cannot be read.`, {
      cause: error,
    });
  }
  if (!/^[\w.~+/=-]{16,512}$/.test(token))
    throw new NearmostError(
      'home_unusable',
      `The token file ${home.token} does not hold a token of 16 or more letters and digits.`,
      { hint: `Remove it, and the next start makes a new one: rm ${home.token}` },
    );
  return token;
}

/** Puts a new token in place unless another process was faster: a link is made whole or not at all. */
function createToken(home: Home, random: (bytes: number) => Buffer): void {
  const temp = `${home.token}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = openSync(temp, 'wx', 0o600);
    writeFileSync(file, `nm-${random(32).toString('base64url')}\n`);
    fsyncSync(file);
    closeSync(file);
    linkSync(temp, home.token);
  } catch (error) {
    if (code(error) === 'ENOSPC' || code(error) === 'EDQUOT')
      throw new NearmostError('disk_full', `The disk is full: ${home.token} could not be made.`, {
        cause: error,
      });
    if (code(error) !== 'EEXIST')
      throw new NearmostError('home_unusable', `The token file ${home.token} could not be made.`, {
        cause: error,
      });
  } finally {
    rmSync(temp, { force: true });
  }
}

/**
 * The bearer token of the server, made at the first start (32 random bytes, file mode 0600). Two processes that start
 * together get the same one.
 * @throws home_unusable, disk_full
 */
export function ensureToken(home: Home, random: (bytes: number) => Buffer = randomBytes): string {
  if (readToken(home) === undefined) createToken(home, random);
  const token = readToken(home);
  if (token === undefined)
    throw new NearmostError('home_unusable', `The token file ${home.token} vanished while it was read.`);
  if (process.platform !== 'win32')
    try {
      chmodSync(home.token, 0o600);
    } catch {
      // Someone else's file that we may read: its mode is their choice.
    }
  return token;
}
