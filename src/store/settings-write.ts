import type { Home } from './home.ts';
import { withLock } from './lock.ts';
import { readConfigFile } from './settings-files.ts';
import { checkTree, parseText, unknownSetting } from './settings-parse.ts';
import { describeSettings, findSetting } from './settings-table.ts';
import { mergeTrees, withLeaf, type SettingsTree } from './settings-tree.ts';
import { writeFileAtomic } from './write-file.ts';

/** Changes `config.json` while no other process does, so that none loses the other's keys. */
function change(home: Home, edit: (tree: SettingsTree) => SettingsTree): void {
  withLock(`${home.config}.lock`, () => {
    const tree = edit(readConfigFile(home));
    writeFileAtomic(home.config, `${JSON.stringify(tree, null, 2)}\n`);
  });
}

/**
 * Writes one setting to `config.json` (mode 0600).
 * @param path `server.port`, `providers.openai.key`
 * @param text the value as typed; lists are separated by commas
 * @returns the value as stored
 * @throws config_invalid; the file is then as it was
 */
export async function setSetting(home: Home, path: string, text: string): Promise<unknown> {
  const table = await describeSettings();
  const found = findSetting(path, table);
  if (found === undefined) throw unknownSetting(path, table, 'nearmost config set');
  const value = parseText(path, found.setting, text, 'nearmost config set');
  await checkTree(withLeaf({}, found.parts, value), table, 'nearmost config set');
  change(home, (tree) => withLeaf(tree, found.parts, value));
  return value;
}

/**
 * Writes several settings to `config.json` at once: all of them or none.
 * @param where words for the place they come from
 * @throws config_invalid; the file is then as it was
 */
export async function mergeSettings(home: Home, settings: SettingsTree, where: string): Promise<void> {
  const table = await describeSettings();
  await checkTree(settings, table, where);
  change(home, (tree) => mergeTrees(tree, settings));
}

/**
 * Takes one setting out of `config.json`, so that its default or a weaker place counts again. A path that is no setting
 * may be taken out too: that is how a mistyped key leaves the file.
 * @returns false when it was not there
 * @throws config_invalid
 */
export async function unsetSetting(home: Home, path: string): Promise<boolean> {
  const table = await describeSettings();
  const parts = findSetting(path, table)?.parts ?? path.split('.');
  let removed = false;
  change(home, (tree) => {
    removed = has(tree, parts);
    return removed ? withLeaf(tree, parts, undefined) : tree;
  });
  if (!removed && findSetting(path, table) === undefined)
    throw unknownSetting(path, table, 'nearmost config unset');
  return removed;
}

function has(tree: unknown, parts: readonly string[]): boolean {
  const [name, ...rest] = parts;
  if (name === undefined) return true;
  return (
    typeof tree === 'object' &&
    tree !== null &&
    Object.hasOwn(tree, name) &&
    has((tree as SettingsTree)[name], rest)
  );
}
