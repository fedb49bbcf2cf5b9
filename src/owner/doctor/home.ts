import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NearmostError } from '../../contract/errors.ts';
import type { Finding } from '../../contract/index.ts';
import { homePaths, openHome, type Home } from '../../store/home.ts';
import { note, ok, problem } from './finding.ts';

/** Whether this Node can run Nearmost. The bin refuses older ones; this names the one in use. */
export function checkNode(version: string): Finding {
  const [major = 0] = version.replace('v', '').split('.').map(Number);
  return major >= 24
    ? ok('node', `Node ${version}`)
    : note('node', `Node ${version} works; Nearmost is developed on Node 24.`, 'Install Node 24.');
}

const mode = (path: string): number => statSync(path).mode & 0o777;

/** The state folder and its permissions. The second part is undefined when it cannot be used. */
export function checkHome(env: NodeJS.ProcessEnv): [Finding, Home | undefined] {
  const wanted = env['NEARMOST_HOME'] || join(homedir(), '.nearmost');
  try {
    const home = openHome(wanted);
    if (process.platform !== 'win32' && (mode(home.dir) & 0o077) !== 0)
      return [
        note('home', `${home.dir} can be read by other users of this machine.`, `chmod 700 ${home.dir}`),
        home,
      ];
    return [ok('home', home.dir), home];
  } catch (error) {
    const known = NearmostError.from(error);
    return [problem('home', known.message, known.hint), undefined];
  }
}

/** The token file: there, and for the owner only. */
export function checkToken(home: Home): Finding {
  const { token } = homePaths(home.dir);
  if (!existsSync(token)) return ok('token', 'none yet; the first start of the server makes one');
  if (process.platform !== 'win32' && (mode(token) & 0o077) !== 0)
    return problem('token', `${token} can be read by other users of this machine.`, `chmod 600 ${token}`);
  return ok('token', `in ${token}`);
}

/** The settings, all places together. */
export async function checkSettings(
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
  home: Home,
): Promise<Finding> {
  const { loadSettings } = await import('../../store/settings.ts');
  try {
    const { origins } = await loadSettings({ home, cwd, env });
    const changed = Object.values(origins).filter(({ origin }) => origin !== 'default').length;
    return ok(
      'settings',
      changed === 0
        ? 'all defaults'
        : `${changed} ${changed === 1 ? 'differs' : 'differ'} from the defaults (nearmost config)`,
    );
  } catch (error) {
    const known = NearmostError.from(error);
    return problem('settings', known.message, known.hint);
  }
}

/** Whether the server runs, and if not, whether its port is free. */
export async function checkServer(
  server: { url: string; pid: number } | undefined,
  port: number,
  portFree: (port: number) => Promise<boolean>,
): Promise<Finding> {
  if (server !== undefined) return ok('server', `runs at ${server.url} (process ${server.pid})`);
  if (port === 0 || (await portFree(port))) return ok('server', 'not running; start it with: nearmost up');
  return note(
    'server',
    `Not running, and port ${port} is taken by another program.`,
    'Choose another port: nearmost config set server.port <port>',
  );
}
