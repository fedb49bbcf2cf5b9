import { NearmostError } from '../contract/errors.ts';
import { isAlive } from '../kit/is-alive.ts';
import { parseServerRecord } from './server-record.ts';

/** Where a server is, and the token that it wants. */
export interface ServerAddress {
  url: string;
  token: string;
}

export interface FindOptions {
  /** Default: `NEARMOST_URL`, else the running server of the home. */
  url?: string;
  /** Default: `NEARMOST_TOKEN`, else the token of the home, which is sent to this machine only. */
  token?: string;
  /** State folder of the server; default: `NEARMOST_HOME`, else `~/.nearmost`. */
  home?: string;
  env?: Readonly<Record<string, string | undefined>>;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

async function readText(file: string): Promise<string | undefined> {
  const { readFile } = await import('node:fs/promises');
  return readFile(file, 'utf8').catch(() => undefined);
}

async function homeOf({ home, env = {} }: FindOptions): Promise<string> {
  if (home !== undefined) return home;
  const [{ homedir }, { join }] = await Promise.all([import('node:os'), import('node:path')]);
  return env['NEARMOST_HOME'] || join(homedir(), '.nearmost');
}

/** The address that a running server left in its home; undefined when there is none. */
async function recordedUrl(home: string): Promise<string | undefined> {
  const record = parseServerRecord((await readText(`${home}/server.json`)) ?? '');
  return record && isAlive(record.pid) ? record.url : undefined;
}

const isHere = (url: string): boolean => LOOPBACK.test(new URL(url).hostname);

/**
 * Finds the server: by what was said, by the environment, by what a running server left in its home. In a browser `url` and
 * `token` must be said.
 * @throws NearmostError not_running, unauthorized, invalid_request
 */
export async function findServer(options: FindOptions): Promise<ServerAddress> {
  const { env = {} } = options;
  const said = options.url ?? (env['NEARMOST_URL'] || undefined);
  if (said !== undefined && !URL.canParse(said))
    throw new NearmostError('invalid_request', `"${said}" is no address of a server.`, {
      hint: 'Write it as http://127.0.0.1:9595',
      param: 'url',
    });
  const url = said ?? (await recordedUrl(await homeOf(options)));
  if (url === undefined) throw new NearmostError('not_running', 'No server of Nearmost runs here.');
  let token = options.token ?? (env['NEARMOST_TOKEN'] || undefined);
  // The owner's token must not follow an address to somebody else's machine.
  if (token === undefined && (said === undefined || isHere(said)))
    token = (await readText(`${await homeOf(options)}/token`))?.trim();
  if (!token)
    throw new NearmostError('unauthorized', `There is no token for the server at ${url}.`, {
      hint: 'Set NEARMOST_TOKEN, or give the client its "token".',
      param: 'token',
    });
  return { url, token };
}
