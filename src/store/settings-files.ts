import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NearmostError } from '../contract/errors.ts';
import type { Home } from './home.ts';
import { isTree, type SettingsTree } from './settings-tree.ts';

const PROJECT_FILE = 'nearmost.config.ts';

/**
 * The owner's `config.json`; an empty tree when there is none. It may hold keys, so its mode is set to 0600.
 * @throws config_invalid
 */
export function readConfigFile(home: Home): SettingsTree {
  let text: string;
  try {
    text = readFileSync(home.config, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new NearmostError('config_invalid', `${home.config} cannot be read: ${(error as Error).message}.`, {
      hint: `Check who owns it: ls -l ${home.config}`,
      cause: error,
    });
  }
  closeToOthers(home.config);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's message may quote a key that stands in the file, so it is not repeated.
    throw new NearmostError('config_invalid', `${home.config} is not valid JSON.`, {
      hint: 'Correct it: look for a missing quote or a comma too many.',
      param: home.config,
    });
  }
  if (isTree(value)) return value;
  throw new NearmostError(
    'config_invalid',
    `${home.config} must hold a JSON object: { "server": { "port": 9595 } }.`,
  );
}

function closeToOthers(file: string): void {
  if (process.platform === 'win32') return;
  const { mode, uid } = statSync(file);
  if ((mode & 0o077) !== 0 && uid === process.getuid?.()) chmodSync(file, 0o600);
}

/** The nearest `nearmost.config.ts` in `cwd` or above it, not above the owner's own folder. */
export function findProjectFile(cwd: string): string | undefined {
  for (let dir = resolve(cwd); ; dir = dirname(dir)) {
    const file = join(dir, PROJECT_FILE);
    if (existsSync(file)) return file;
    if (dir === dirname(dir) || dir === homedir()) return undefined;
  }
}

/** It is code and runs, so one that anybody could have put there is refused. */
function refusePlanted(file: string): void {
  if (process.platform === 'win32') return;
  const owner = statSync(file).uid;
  const open = (statSync(dirname(file)).mode & 0o002) !== 0;
  if (open && owner !== process.getuid?.())
    throw new NearmostError(
      'config_invalid',
      `${file} was not run: it belongs to another user, in a folder that everybody may write to.`,
      { hint: 'Work in another folder, or remove the file.' },
    );
}

/**
 * The settings of a project file: its default export.
 * @throws config_invalid
 */
export async function readProjectFile(file: string): Promise<SettingsTree> {
  refusePlanted(file);
  let module: { default?: unknown };
  try {
    // The time of the last change is part of the address: an edited file is read anew.
    module = (await import(`${pathToFileURL(file).href}#${statSync(file).mtimeMs}`)) as { default?: unknown };
  } catch (error) {
    throw new NearmostError('config_invalid', `${file} cannot be run: ${(error as Error).message}`, {
      hint: "It is a module: import { defineConfig } from 'nearmost'; export default defineConfig({ ... })",
      cause: error,
    });
  }
  if (isTree(module.default)) return module.default;
  throw new NearmostError('config_invalid', `${file} has no default export with settings.`, {
    hint: "export default defineConfig({ server: { port: 9595 } }), with: import { defineConfig } from 'nearmost'",
  });
}
