import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { NearmostError } from '../../contract/errors.ts';
import { builtinProviders, getProvider } from '../../providers/registry.ts';
import type { Home } from '../../store/home.ts';
import type { PolicyImport } from '../../store/policy/policy-import.ts';
import { readPolicy } from '../../store/policy/read-policy.ts';
import { readConfigFile } from '../../store/settings-files.ts';
import { checkTree } from '../../store/settings-parse.ts';
import { describeSettings } from '../../store/settings-table.ts';
import { isTree, leaves } from '../../store/settings-tree.ts';
import type { Cli } from '../context.ts';
import { modelsOf } from '../../store/models-of.ts';
import { settingsOf } from '../settings-of.ts';

/** One setting that an import changes in config.json. */
interface Change {
  setting: string;
  /** What stands there now; absent: nothing. */
  was?: unknown;
  value: unknown;
}

/** What an import would do. */
export interface ImportPlan extends PolicyImport {
  changes: Change[];
}

const LARGEST = 16 * 2 ** 20;

function readText(file: string): string {
  const fail = (why: string, cause?: unknown): NearmostError =>
    new NearmostError('config_invalid', `${file} cannot be read: ${why}.`, {
      hint: 'Name a JSON or YAML file of another router: nearmost config import <file>',
      param: file,
      cause,
    });
  try {
    const { size } = statSync(file);
    if (size > LARGEST) throw fail('it is too large to be a policy');
    if (!statSync(file).isFile()) throw fail('it is no file');
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (NearmostError.isInstance(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw fail(code === 'ENOENT' ? 'there is no such file' : (code ?? 'unknown reason'), error);
  }
}

/** Reads the file of another router and compares it with config.json. Nothing is written. */
export async function planImport(cli: Cli, home: Home, file: string): Promise<ImportPlan> {
  const text = readText(resolve(cli.cwd, file));
  const [settings, models, providers] = await Promise.all([
    settingsOf(cli, home),
    modelsOf(home),
    Promise.all(builtinProviders().map((id) => getProvider(id))),
  ]);
  const configured = Object.entries(settings.providers).flatMap(([id, { baseUrl }]) =>
    baseUrl === undefined ? [] : [[id, baseUrl] as const],
  );
  const found = await readPolicy(text, {
    providers,
    configured: Object.fromEntries(configured),
    localModels: models.list().map(({ id }) => id),
    env: cli.env,
  });
  await checkTree(found.settings, await describeSettings(), file);
  const now = readConfigFile(home);
  const changes = leaves(found.settings).flatMap(({ parts, value }): Change[] => {
    const was = parts.reduce<unknown>(
      (at, name) => (isTree(at) && Object.hasOwn(at, name) ? at[name] : undefined),
      now,
    );
    if (JSON.stringify(was) === JSON.stringify(value)) return [];
    return [{ setting: parts.join('.'), value, ...(was === undefined ? {} : { was }) }];
  });
  return { ...found, changes };
}
