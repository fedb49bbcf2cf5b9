/** A part of an answer of unknown shape: nothing is believed before it is looked at. */
export type Loose = { readonly [name: string]: unknown };

const EMPTY: Loose = {};

/** The value as an object; anything else reads as an empty one. */
export const record = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : EMPTY;

/** The value as a list; anything else reads as an empty one. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value as text; anything else reads as empty. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The value as a count of things, or undefined when it is none. */
export const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.floor(value) : undefined;

/** The value of a JSON text, or undefined when it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
