import type { Encoded } from './encode.ts';
import { isObject, keyOf, type Path } from './path.ts';

/** In which order the keys of an object are written. */
export interface KeyOrder {
  /** Key of the object. */
  readonly key: string;
  readonly names: readonly string[];
  /** Copied leaves stand in the order of the text. */
  readonly byText: boolean;
}

interface Seen {
  /** Sum over objects of place / number of keys, and their count, by name. */
  readonly places: Map<string, [number, number]>;
  readonly rows: { names: readonly string[]; byText: readonly string[] }[];
}

const sameOrder = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** Learns the order of keys of every object: a fixed one, or that of the text where that explains more. */
export function learnOrder(
  values: readonly unknown[],
  encoded: readonly Encoded[],
  copies: ReadonlySet<string>,
): KeyOrder[] {
  const objects = new Map<string, Seen>();
  const walk = (value: unknown, path: Path, inText: readonly string[]): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, [...path, 0], inText);
    if (!isObject(value)) return;
    const key = keyOf(path);
    const seen: Seen = objects.get(key) ?? { places: new Map<string, [number, number]>(), rows: [] };
    objects.set(key, seen);
    const names = Object.keys(value);
    names.forEach((name, i) => {
      const [sum, count] = seen.places.get(name) ?? [0, 0];
      seen.places.set(name, [sum + (i + 1) / (names.length + 1), count + 1]);
      walk(value[name], [...path, name], inText);
    });
    const copied = names.filter((name) => copies.has(keyOf([...path, name])));
    const byText = inText.filter((child) => copied.some((name) => keyOf([...path, name]) === child));
    if (copied.length > 1 && byText.length === copied.length && !path.includes(0))
      seen.rows.push({
        names: copied,
        byText: byText.map((child) => (JSON.parse(child) as string[]).at(-1) ?? ''),
      });
  };
  values.forEach((value, i) => walk(value, [], encoded[i]?.filled.map(({ key }) => key) ?? []));
  return [...objects].map(([key, { places, rows }]) => {
    const names = [...places].sort(([, [a, n]], [, [b, m]]) => a / n - b / m).map(([name]) => name);
    const fixed = rows.filter((row) =>
      sameOrder(
        names.filter((name) => row.names.includes(name)),
        row.names,
      ),
    );
    const text = rows.filter((row) => sameOrder(row.byText, row.names));
    return { key, names, byText: text.length > fixed.length };
  });
}
