import type { Settings } from '../contract/index.ts';
import type { Home } from './home.ts';
import { readEnvironment } from './settings-environment.ts';
import { findProjectFile, readConfigFile, readProjectFile } from './settings-files.ts';
import { checkTree, parseText, unknownSetting, type Origin } from './settings-parse.ts';
import { describeSettings, findSetting, type SettingDescription } from './settings-table.ts';
import { isTree, leaves, mergeTrees, withLeaf, type SettingsTree } from './settings-tree.ts';

/** One value and where it came from. A secret's value is the word `set`. */
export interface SettingOrigin {
  value: unknown;
  origin: Origin;
  /** The file or the variable. */
  file?: string;
}

export interface LoadedSettings {
  settings: Settings;
  /** By path, in the order of the schema; settings without value and default have `undefined`. */
  origins: Record<string, SettingOrigin>;
}

export interface LoadSettingsOptions {
  home: Home;
  /** Where the search for `nearmost.config.ts` begins; absent: no project file is read. */
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** The strongest: a tree (`{ server: { port: 80 } }`) or paths (`{ 'server.port': '80' }`); text is read as the setting's type. */
  flags?: SettingsTree;
}

interface Layer {
  origin: Origin;
  tree: SettingsTree;
  /** The file or the variable of a path. */
  file(path: string): string | undefined;
}

/**
 * Reads all settings: `config.json`, then `nearmost.config.ts`, then `NEARMOST_*` variables, then flags, each stronger
 * than the one before. Loads zod.
 * @throws config_invalid with the setting, what is accepted, and the place where the wrong value stands
 */
export async function loadSettings(options: LoadSettingsOptions): Promise<LoadedSettings> {
  const { home, cwd, env = {}, flags = {} } = options;
  const table = await describeSettings();
  const layers: Layer[] = [];
  let merged: SettingsTree = {};
  const add = async (layer: Layer, where: string): Promise<void> => {
    await checkTree(layer.tree, table, where);
    merged = mergeTrees(merged, layer.tree);
    layers.push(layer);
  };

  await add({ origin: 'config.json', tree: readConfigFile(home), file: () => home.config }, home.config);
  const project = cwd === undefined ? undefined : findProjectFile(cwd);
  if (project !== undefined)
    await add(
      { origin: 'nearmost.config.ts', tree: await readProjectFile(project), file: () => project },
      project,
    );
  const { tree, variables } = readEnvironment(env, table, merged);
  await add({ origin: 'environment', tree, file: (path) => variables.get(path) }, 'environment');
  await add({ origin: 'flag', tree: expandFlags(flags, table), file: () => undefined }, 'flag');

  const { settingsSchema } = await import('../contract/config.ts');
  return { settings: settingsSchema.parse(merged), origins: originsOf(table, layers) };
}

/** Flags as a tree of typed values. */
function expandFlags(flags: SettingsTree, table: readonly SettingDescription[]): SettingsTree {
  let tree: SettingsTree = {};
  for (const { parts, value } of leaves(flags)) {
    if (value === undefined) continue;
    const path = parts.join('.');
    const found = findSetting(path, table);
    if (found === undefined) throw unknownSetting(path, table, 'flag');
    const typed = typeof value === 'string' ? parseText(path, found.setting, value, 'flag') : value;
    tree = withLeaf(tree, found.parts, typed);
  }
  return tree;
}

/** The strongest layer that names each path. */
function originsOf(
  table: readonly SettingDescription[],
  layers: readonly Layer[],
): Record<string, SettingOrigin> {
  const origins: Record<string, SettingOrigin> = {};
  for (const setting of table)
    if (!setting.path.includes('<name>'))
      origins[setting.path] = { value: setting.default, origin: 'default' };
  for (const { origin, tree, file } of layers)
    for (const { parts, value } of leaves(tree)) {
      const path = parts.join('.');
      if (value === undefined) continue;
      const source = file(path);
      const shown = findSetting(path, table)?.setting.secret === true ? 'set' : value;
      origins[path] = { value: shown, origin, ...(source === undefined ? {} : { file: source }) };
    }
  return origins;
}

/** A copy of settings that may be shown: keys of providers are `[redacted]`. */
export function redactSettings(settings: Settings): SettingsTree {
  const hide = (tree: SettingsTree): SettingsTree =>
    Object.fromEntries(
      Object.entries(tree).map(([name, value]) => {
        if (isTree(value)) return [name, hide(value)];
        return [name, name === 'key' && value !== undefined ? '[redacted]' : value];
      }),
    );
  return hide(settings);
}
