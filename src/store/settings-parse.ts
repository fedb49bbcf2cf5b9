import { NearmostError } from '../contract/errors.ts';
import { nearest } from './nearest.ts';
import { findSetting, type SettingDescription } from './settings-table.ts';
import { isTree, leaves, type SettingsTree } from './settings-tree.ts';

/** Where a value came from; later ones are stronger. */
export type Origin = 'default' | 'config.json' | 'nearmost.config.ts' | 'environment' | 'flag';

const YES = /^(?:true|yes|on|1)$/i;
const NO = /^(?:false|no|off|0)$/i;

/** Where a value is typed rather than written down. */
const TYPED = 'nearmost config set';

/** The next step: a line that works, or what to write in place of the wrong value. */
function stepFor(path: string, { range, secret, ...setting }: SettingDescription, where: string): string {
  const example = setting.choices?.[0] ?? setting.default;
  const simple = typeof example === 'string' || typeof example === 'number' || typeof example === 'boolean';
  const sample = simple && !secret && example !== '' ? String(example) : undefined;
  const words = setting.description === '' ? '' : ` (${setting.description})`;
  if (where !== TYPED || sample === undefined)
    return `Write ${range}${sample === undefined ? '' : `, such as ${sample}`}${words}. See every setting with its origin: nearmost config`;
  return `Write ${range}${words}, such as: ${TYPED} ${path} ${sample}`;
}

/** "server.port must be a whole number from 0 to 65535, not "x"". Secrets are not repeated. */
function wrongValue(path: string, setting: SettingDescription, value: unknown, where: string): NearmostError {
  const shown = setting.secret ? '' : `, not ${JSON.stringify(value)}`;
  return new NearmostError('config_invalid', `${path} must be ${setting.range}${shown} (${where}).`, {
    hint: stepFor(path, setting, where),
    param: path,
  });
}

/** An error for a path that no setting has, naming the nearest one, or the members of a group. */
export function unknownSetting(
  path: string,
  table: readonly SettingDescription[],
  where: string,
): NearmostError {
  const members = table.filter((one) => one.path.startsWith(`${path}.`)).map((one) => one.path);
  if (members.length > 0)
    return new NearmostError('config_invalid', `${path} is a group, not a setting (${where}).`, {
      hint: `Its settings: ${members.join(', ')}`,
      param: path,
    });
  const similar = nearest(
    path,
    table.flatMap((one) => withGroups(fill(one.path, path))),
  );
  return new NearmostError('config_invalid', `There is no setting ${path} (${where}).`, {
    hint:
      similar === undefined
        ? 'See every setting: nearmost config'
        : `Did you mean ${similar}? See every setting: nearmost config`,
    param: path,
  });
}

/** `a`, `a.b` and `a.b.c` of `a.b.c`. */
function withGroups(path: string): string[] {
  const parts = path.split('.');
  return parts.map((_, at) => parts.slice(0, at + 1).join('.'));
}

/** Puts the name that was typed in place of `<name>`, so that only the mistake counts. */
function fill(pattern: string, path: string): string {
  const name = path.split('.')[1];
  return name === undefined ? pattern : pattern.replace('<name>', name);
}

/** Text as a value of the setting's type; ranges are checked with the schema. Lists: commas or a JSON array. */
export function parseText(path: string, setting: SettingDescription, text: string, where: string): unknown {
  const bad = (): NearmostError => wrongValue(path, setting, text, where);
  switch (setting.type) {
    case 'number':
    case 'whole number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value)) throw bad();
      return value;
    }
    case 'yes or no':
      if (YES.test(text)) return true;
      if (NO.test(text)) return false;
      throw bad();
    case 'list':
      return parseList(text) ?? fail(bad());
    default:
      return text;
  }
}

function fail(error: NearmostError): never {
  throw error;
}

function parseList(text: string): string[] | undefined {
  if (!text.trimStart().startsWith('['))
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Checks what was written in one place, alone: unknown keys and values out of range are reported with that place.
 * @param where words for the place: a file's path, a variable, a flag
 * @throws config_invalid
 */
export async function checkTree(
  tree: SettingsTree,
  table: readonly SettingDescription[],
  where: string,
): Promise<void> {
  for (const { parts } of leaves(tree)) {
    const path = parts.join('.');
    if (findSetting(path, table) === undefined) throw unknownSetting(path, table, where);
  }
  const { settingsSchema } = await import('../contract/config.ts');
  const result = settingsSchema.safeParse(tree);
  const issue = result.error?.issues[0];
  if (issue === undefined) return;
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    throw unknownSetting([...issue.path, issue.keys[0]].join('.'), table, where);
  if (issue.code === 'invalid_key')
    throw new NearmostError('config_invalid', `${path}: this name cannot be used (${where}).`, {
      hint: 'Names of providers begin with a small letter; then letters, digits, - and _. Names of apps have 1 to 64 characters.',
      param: path,
    });
  const found = findSetting(path, table) ?? findSetting(issue.path.slice(0, -1).join('.'), table);
  if (found === undefined)
    throw new NearmostError('config_invalid', `${path}: ${issue.message} (${where}).`, { param: path });
  const value = issue.path.reduce<unknown>((at, name) => (isTree(at) ? at[String(name)] : at), tree);
  if (issue.code === 'invalid_format' && issue.message.startsWith('expected '))
    throw new NearmostError(
      'config_invalid',
      `${path}: ${issue.message}, not ${JSON.stringify(Array.isArray(value) ? value[Number(issue.path.at(-1))] : value)} (${where}).`,
      { hint: found.setting.description, param: path },
    );
  throw wrongValue(path, found.setting, value, where);
}
