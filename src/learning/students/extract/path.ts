/** Keys from the root of an answer to a value; 0 stands for "an item of the array". */
export type Path = readonly (string | 0)[];

/** A path as text, and what is sorted and compared. */
export const keyOf = (path: Path): string => JSON.stringify(path);
export const pathOf = (key: string): Path => JSON.parse(key) as Path;

export type Scalar = string | number | boolean | null;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every scalar of an answer with its path, in the order of the answer. */
export function* leavesOf(value: unknown, path: Path = []): Generator<{ path: Path; value: Scalar }> {
  if (Array.isArray(value)) for (const item of value) yield* leavesOf(item, [...path, 0]);
  else if (isObject(value))
    for (const [key, child] of Object.entries(value)) yield* leavesOf(child, [...path, key]);
  else yield { path, value: value as Scalar };
}

/** Deepest nesting that is read: more is not an answer to learn from. */
const MAX_DEPTH = 32;

export function tooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= MAX_DEPTH || Object.values(value).some((child) => tooDeep(child, depth + 1));
}
