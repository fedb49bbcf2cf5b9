import { badFile } from './file-cursor.ts';
import type { GgufHeader } from './read.ts';
import type { GgufScalar } from './types.ts';

/** What is asked of a whole number in the metadata. */
export interface WholeRange {
  /** Default 1. */
  least?: number;
  most: number;
  /** Value where the key is absent; without it the key is required. */
  otherwise?: number;
}

const INTEGERS: ReadonlySet<string> = new Set(['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64']);
const shown = (value: unknown): string => String(value).slice(0, 40);

/** A whole number in its range, of an integer type. */
export function whole(header: GgufHeader, key: string, { least = 1, most, otherwise }: WholeRange): number {
  const entry = header.metadata.get(key);
  if (entry === undefined && otherwise !== undefined) return otherwise;
  if (entry === undefined) throw badFile(`metadata "${key}" is missing`);
  const { type, value } = entry;
  if (!INTEGERS.has(type)) throw badFile(`metadata "${key}" is of type ${type}, a whole number is due`);
  if (typeof value !== 'number' || value < least || value > most)
    throw badFile(
      `metadata "${key}" is ${shown(value)}, a whole number from ${least} to ${most} is possible`,
    );
  return value;
}

/** A whole number, or the largest of a list with one entry for each layer; some entries may be 0. */
export function wholePerLayer(header: GgufHeader, key: string, layers: number, range: WholeRange): number {
  const entry = header.metadata.get(key);
  if (!Array.isArray(entry?.value)) return whole(header, key, range);
  const { least = 1, most } = range;
  const numbers = entry.value.filter(
    (value: GgufScalar): value is number => typeof value === 'number' && value >= 0 && value <= most,
  );
  const largest = Math.max(0, ...numbers.slice(0, 1024));
  if (!INTEGERS.has(entry.of ?? '') || numbers.length !== entry.value.length || numbers.length < layers)
    throw badFile(
      `metadata "${key}" does not hold one whole number from 0 to ${most} for each of ${layers} layers`,
    );
  if (numbers.length > 1024 || largest < least)
    throw badFile(`metadata "${key}" has ${numbers.length} entries, the largest is ${largest}`);
  return largest;
}

/** Refuses a number that is there and not finite, not above `least`, or beyond `most`. */
export function checkReal(header: GgufHeader, key: string, least: number, most: number): void {
  const entry = header.metadata.get(key);
  if (entry === undefined) return;
  const { type, value } = entry;
  if ((type !== 'f32' && type !== 'f64') || typeof value !== 'number' || !(value >= least && value <= most))
    throw badFile(
      `metadata "${key}" is ${shown(value)} (${type}), a number from ${least} to ${most} is possible`,
    );
}

/** A text that may be absent, at most `most` characters. */
export function textOf(header: GgufHeader, key: string, most: number): string | undefined {
  const entry = header.metadata.get(key);
  if (entry === undefined) return undefined;
  if (typeof entry.value !== 'string' || entry.value.length > most)
    throw badFile(`metadata "${key}" is no text of at most ${most} characters`);
  return entry.value;
}
