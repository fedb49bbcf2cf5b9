import { NearmostError } from '../contract/errors.ts';
import { nearest } from './nearest.ts';
import { parseText } from './settings-parse.ts';
import type { SettingDescription } from './settings-table.ts';
import { isTree, withLeaf, type SettingsTree } from './settings-tree.ts';

const PREFIX = 'NEARMOST_';
/** Variables with our prefix that are not settings. */
const OTHERS = new Set([
  'NEARMOST_HOME',
  'NEARMOST_DATA',
  'NEARMOST_DEBUG',
  'NEARMOST_URL',
  'NEARMOST_TOKEN',
  'NEARMOST_REGISTRY_USER',
  'NEARMOST_REGISTRY_PASSWORD',
]);

/** `server.maxBodyMb` -> `NEARMOST_SERVER_MAX_BODY_MB` */
export function variableOf(path: string): string {
  return (
    PREFIX +
    path
      .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
      .replaceAll(/[^\w<>]/g, '_')
      .toUpperCase()
  );
}

interface Match {
  setting: SettingDescription;
  parts: string[];
}

/** The setting of a variable. `weaker`: the names in use, so that `NEARMOST_APPS_MY_APP_LABEL` finds the app `my.app`. */
function match(
  variable: string,
  table: readonly SettingDescription[],
  weaker: SettingsTree,
): Match | undefined {
  for (const setting of table) {
    const pattern = variableOf(setting.path);
    if (pattern === variable) return { setting, parts: setting.path.split('.') };
    const [before, after] = pattern.split('<NAME>');
    if (before === undefined || after === undefined) continue;
    const written = variable.slice(before.length, variable.length - after.length);
    if (!variable.startsWith(before) || !variable.endsWith(after) || variable !== before + written + after)
      continue;
    if (written === '') continue;
    const [group = '', , ...leaf] = setting.path.split('.');
    const used = isTree(weaker[group]) ? Object.keys(weaker[group]) : [];
    const name = used.find((one) => variableOf(one) === PREFIX + written);
    return { setting, parts: [group, name ?? written.toLowerCase().replaceAll('_', '-'), ...leaf] };
  }
  return undefined;
}

/**
 * The settings that stand in `NEARMOST_*` variables.
 * @throws config_invalid for a variable that is no setting, naming the nearest one
 */
export function readEnvironment(
  env: Record<string, string | undefined>,
  table: readonly SettingDescription[],
  weaker: SettingsTree,
): { tree: SettingsTree; variables: Map<string, string> } {
  let tree: SettingsTree = {};
  const variables = new Map<string, string>();
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || OTHERS.has(variable) || text === undefined) continue;
    const found = match(variable, table, weaker);
    if (found === undefined) throw unknownVariable(variable, table);
    const path = found.parts.join('.');
    tree = withLeaf(tree, found.parts, parseText(path, found.setting, text, variable));
    variables.set(path, variable);
  }
  return { tree, variables };
}

function unknownVariable(variable: string, table: readonly SettingDescription[]): NearmostError {
  const similar = nearest(variable, [...table.map((one) => variableOf(one.path)), ...OTHERS]);
  return new NearmostError('config_invalid', `The variable ${variable} is no setting.`, {
    hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}Unset it, or see every setting: nearmost config`,
    param: variable,
  });
}
