import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { NearmostError } from '../contract/errors.ts';

/** Where the state of one owner lives. All paths are absolute. */
export interface Home {
  readonly dir: string;
  /** Settings written by `nearmost config set`. */
  readonly config: string;
  /** Bearer token of the server. */
  readonly token: string;
  /** SQLite: ledger and state. */
  readonly database: string;
  readonly models: string;
  /** Model files by content: `<sha256>.gguf`. */
  readonly blobs: string;
  /** One JSON file for each named model. */
  readonly manifests: string;
  /** Unfinished downloads. */
  readonly downloads: string;
  /** Files of what skills learned, by content. Made with the first one. */
  readonly skills: string;
}

/** Names by which a folder is known to be ours; only then are its permissions tightened. */
const OURS = new Set([
  'config.json',
  'token',
  'nearmost.db',
  'server.json',
  'models',
  'downloads',
  'cache',
  'skills',
  'packages',
]);

const TAKEN = 'a file stands in its place';

const unusable = (dir: string, why: string, cause?: unknown): NearmostError =>
  new NearmostError('home_unusable', `The folder ${dir} cannot be used: ${why}.`, {
    hint:
      why === TAKEN
        ? 'Choose another folder: NEARMOST_HOME=<folder>'
        : `Make it writable (chmod u+rwx ${dir}), or choose another folder: NEARMOST_HOME=<folder>`,
    param: 'NEARMOST_HOME',
    cause,
  });

/** Makes a folder for the owner's eyes only, if it is not there. */
function makeFolder(dir: string): void {
  // One by one: where the system makes none in a folder that is there (/proc, automounts), Node's recursive way never ends.
  const missing: string[] = [];
  for (let at = dir; !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  for (const each of missing)
    try {
      mkdirSync(each, { mode: 0o700 });
    } catch (error) {
      if (!existsSync(each)) throw error; // else another process was faster
    }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
}

/** Takes other people's rights away, if the folder is ours alone: a shared folder keeps its mode. */
function tighten(dir: string): void {
  if (process.platform === 'win32') return;
  const { mode, uid } = statSync(dir);
  if ((mode & 0o077) === 0 || uid !== process.getuid?.()) return;
  if (readdirSync(dir).every((name) => OURS.has(name.replace(/[-.](?:wal|shm|lock|damaged).*$/, ''))))
    chmodSync(dir, 0o700);
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EROFS') return 'its disk is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not write there';
  if (code === 'ENOENT') return 'no folder can be made there';
  if (code === 'ENOTDIR' || code === 'EEXIST') return TAKEN;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}

/** Paths of a home, without touching the disk. */
export function homePaths(dir: string): Home {
  const root = resolve(dir);
  const models = join(root, 'models');
  return {
    dir: root,
    config: join(root, 'config.json'),
    token: join(root, 'token'),
    database: join(root, 'nearmost.db'),
    models,
    blobs: join(models, 'blobs'),
    manifests: join(models, 'manifests'),
    downloads: join(root, 'downloads'),
    skills: join(root, 'skills'),
  };
}

/**
 * Opens the state folder, makes what is missing (0700) and proves that it can be written.
 * @param dir default: `NEARMOST_HOME`, else `~/.nearmost`
 * @throws home_unusable
 */
export function openHome(dir: string = process.env['NEARMOST_HOME'] || join(homedir(), '.nearmost')): Home {
  const home = homePaths(dir);
  try {
    makeFolder(home.dir);
    if (!statSync(home.dir).isDirectory()) throw unusable(home.dir, 'it is not a folder');
    accessSync(home.dir, constants.R_OK | constants.W_OK | constants.X_OK);
    tighten(home.dir);
    for (const folder of [home.blobs, home.manifests, home.downloads]) makeFolder(folder);
  } catch (error) {
    throw NearmostError.isInstance(error) ? error : unusable(home.dir, reason(error), error);
  }
  return home;
}
