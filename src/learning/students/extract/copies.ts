import { placesOf, type Span } from './align.ts';
import { keyOf, leavesOf, pathOf, type Path } from './path.ts';
import type { Token } from './tokens.ts';

/** An example that was read. */
export interface Sample {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly value: unknown;
}

interface FieldCounts {
  readonly values: Map<string, number>;
  /** Strings and numbers at this path, and how many of them stand in the text. */
  total: number;
  found: number;
  /** Examples that have the path, and those that have what it hangs from. */
  samples: number;
  numbers: number;
}

/** A leaf that is copied out of the text. */
export interface CopyField {
  readonly path: Path;
  readonly number: boolean;
}

/** Found less often than this it is no copy; found this often it is one, whatever its values. */
const SOME_FOUND = 0.5;
const MOSTLY_FOUND = 0.9;
/** Between the two a field is a copy when its values are many: distinct values to all. */
const OPEN = 0.2;

function count(samples: readonly Sample[], tokenise: (text: string) => Token[]): Map<string, FieldCounts> {
  const fields = new Map<string, FieldCounts>();
  for (const sample of samples) {
    const seen = new Set<string>();
    for (const { path, value } of leavesOf(sample.value)) {
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      const key = keyOf(path);
      let field = fields.get(key);
      if (!field) {
        field = { values: new Map(), total: 0, found: 0, samples: 0, numbers: 0 };
        fields.set(key, field);
      }
      field.total++;
      if (typeof value === 'number') field.numbers++;
      if (!seen.has(key)) field.samples++;
      seen.add(key);
      field.values.set(String(value), (field.values.get(String(value)) ?? 0) + 1);
      if (placesOf(value, sample.text, sample.tokens, tokenise).length > 0) field.found++;
    }
  }
  return fields;
}

/** Which leaves are copies of the text: found there nearly always, or mostly and with ever new values. */
export function findCopies(
  samples: readonly Sample[],
  tokenise: (text: string) => Token[],
): { copies: CopyField[]; found: number; total: number } {
  const fields = count(samples, tokenise);
  const copies: CopyField[] = [];
  let found = 0;
  let total = 0;
  for (const [key, field] of fields) {
    const share = field.found / field.total;
    const constant = field.values.size === 1 && field.total > 1 && field.samples === samples.length;
    const open = field.values.size > OPEN * field.total;
    if (constant || share < SOME_FOUND || (share < MOSTLY_FOUND && !open)) continue;
    copies.push({ path: pathOf(key), number: field.numbers * 2 > field.total });
    found += field.found;
    total += field.total;
  }
  return { copies, found, total };
}

/** The words around a place, for telling several places of one value apart. */
export type Contexts = Map<string, number>;

const around = (key: string, tokens: readonly Token[], { first, last }: Span): [string, string] => [
  `${key}<${tokens[first - 1]?.lower ?? ''}`,
  `${key}>${tokens[last + 1]?.lower ?? ''}`,
];

export function noteContext(contexts: Contexts, key: string, tokens: readonly Token[], span: Span): void {
  for (const context of around(key, tokens, span)) contexts.set(context, (contexts.get(context) ?? 0) + 1);
}

/** The place whose surroundings are most usual for the field; the first among equals. */
export function usualPlace(
  contexts: Contexts,
  key: string,
  tokens: readonly Token[],
  places: readonly Span[],
): Span | undefined {
  const usual = (span: Span): number =>
    around(key, tokens, span).reduce((sum, context) => sum + (contexts.get(context) ?? 0), 0);
  return places.reduce<Span | undefined>(
    (best, span) => (best && usual(best) >= usual(span) ? best : span),
    undefined,
  );
}
