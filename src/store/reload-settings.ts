import type { Settings } from '../contract/index.ts';

/** Sections that count at once when they change; the others (addresses, memory, files) at the next start. */
const LIVE = ['label', 'router', 'budget', 'providers', 'apps', 'network', 'privacy'] as const;

/** Whether a changed setting counts while a server runs. @example isLive('budget.monthUsd') // true */
export const isLive = (path: string): boolean => LIVE.some((section) => path.split('.', 1)[0] === section);

/** Makes one object like another without replacing it: parts that hold it see the change. */
function become(target: Record<string, unknown>, source: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(target)) if (!Object.hasOwn(source, name)) delete target[name];
  Object.assign(target, source);
}

/**
 * Brings settings in use up to date with those that were read anew.
 * @returns ids of providers whose settings changed, came or went
 */
export function reloadSettings(current: Settings, fresh: Settings): string[] {
  const ids = new Set([...Object.keys(current.providers), ...Object.keys(fresh.providers)]);
  const changed = [...ids].filter(
    (id) => JSON.stringify(current.providers[id]) !== JSON.stringify(fresh.providers[id]),
  );
  for (const section of LIVE) {
    if (section === 'label') current.label = fresh.label;
    else become(current[section], fresh[section]);
  }
  return changed;
}
