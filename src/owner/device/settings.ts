import type { Settings, ShownSetting } from '../../contract/index.ts';
import { valueText } from '../../kit/words/value-text.ts';
import type { SettingOrigin } from '../../store/settings.ts';
import { findSetting, type SettingDescription } from '../../store/settings-table.ts';

/** What the running server has at a path. */
function heldAt(settings: unknown, parts: readonly string[]): unknown {
  let at = settings;
  for (const part of parts)
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<string, unknown>)[part]
        : undefined;
  return at;
}

/** An address without its user, password and query, where keys may hide; other text as it is. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value)) return value;
  const { origin, pathname } = new URL(value);
  return `${origin}${pathname === '/' ? '' : pathname}`;
}

/**
 * Every setting as it holds in the running server, with where it comes from. What differs from the files was given at the
 * start, or the files changed since. Pure.
 */
export function shownSettings(
  held: Settings,
  origins: Readonly<Record<string, SettingOrigin>>,
  table: readonly SettingDescription[],
): ShownSetting[] {
  return Object.entries(origins).map(([path, { value, origin, file }]) => {
    const found = findSetting(path, table);
    const secret = found?.setting.secret === true;
    const now = secret ? value : heldAt(held, found?.parts ?? []);
    const same = secret || JSON.stringify(now ?? null) === JSON.stringify(value ?? null);
    return {
      path,
      value: valueText(secret ? value : withoutSecrets(now)),
      origin: same ? origin : 'start',
      ...(same && file !== undefined ? { file } : {}),
      about: found?.setting.description ?? '',
    };
  });
}
