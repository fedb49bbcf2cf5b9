/** A tree of settings as it is written by people: any part may be absent, nothing is checked yet. */
export type SettingsTree = { [name: string]: unknown };

export const isTree = (value: unknown): value is SettingsTree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The leaves of a tree with their paths. */
export function leaves(tree: SettingsTree, parts: string[] = []): { parts: string[]; value: unknown }[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    isTree(value) ? leaves(value, [...parts, name]) : [{ parts: [...parts, name], value }],
  );
}

/** A tree with one leaf set; `undefined` takes it away, and groups that become empty with it. */
export function withLeaf(tree: SettingsTree, parts: readonly string[], value: unknown): SettingsTree {
  const [name, ...rest] = parts;
  if (name === undefined) return tree;
  const { [name]: old, ...others } = tree;
  const next = rest.length === 0 ? value : withLeaf(isTree(old) ? old : {}, rest, value);
  const gone = next === undefined || (value === undefined && isTree(next) && Object.keys(next).length === 0);
  return gone ? others : { ...others, [name]: next };
}

/** Joins trees; a later one wins, lists are replaced as a whole. */
export function mergeTrees(weak: SettingsTree, strong: SettingsTree): SettingsTree {
  const merged = { ...weak };
  for (const [name, value] of Object.entries(strong)) {
    if (value === undefined) continue;
    const old = Object.hasOwn(merged, name) ? merged[name] : undefined;
    Object.defineProperty(merged, name, {
      value: isTree(old) && isTree(value) ? mergeTrees(old, value) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}
