import { overlaps, placesOf, type Span } from './align.ts';
import { noteContext, usualPlace, type Contexts, type Sample } from './copies.ts';
import { isObject, keyOf, type Path } from './path.ts';
import type { Token } from './tokens.ts';

/** A stretch of the text that fills a leaf. */
interface Filled {
  readonly key: string;
  /** Closed leaves of the same array item, as JSON of `[path below the item, value]`; "[]": none. */
  readonly variant: string;
  readonly span: Span;
  readonly value: string | number;
}

/** An answer taken apart: what is closed, what is copied, what was left out and how. */
export interface Encoded {
  /** Leaves (or whole values) that are not copied: key and JSON. */
  readonly closed: [string, string][];
  readonly filled: Filled[];
  /** How copy leaves and their containers look where nothing fills them: JSON, or "" for missing. */
  readonly absent: [string, string][];
}

interface Wanted {
  readonly key: string;
  readonly record: [string, string][];
  readonly value: string | number;
  readonly places: readonly Span[];
}

/** What is known of a skill's answers before they are taken apart. */
export interface Plan {
  /** Keys of the leaves that are copied. */
  readonly copies: ReadonlySet<string>;
  /** Keys of the copied leaves and of everything that holds them. */
  readonly bearing: ReadonlySet<string>;
  /** Children of bearing objects that are bearing. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

export function planOf(copies: readonly Path[]): Plan {
  const bearing = new Set<string>();
  const children = new Map<string, Set<string>>();
  for (const path of copies) {
    for (let depth = 0; depth <= path.length; depth++) {
      bearing.add(keyOf(path.slice(0, depth)));
      const step = path[depth];
      if (typeof step !== 'string') continue;
      const key = keyOf(path.slice(0, depth));
      children.set(key, (children.get(key) ?? new Set()).add(step));
    }
  }
  return {
    copies: new Set(copies.map(keyOf)),
    bearing,
    children: new Map([...children].map(([key, names]) => [key, [...names]])),
  };
}

/** Takes an answer apart; places of values are chosen so that they do not overlap. */
export function encode(
  sample: Sample,
  plan: Plan,
  tokenise: (text: string) => Token[],
  contexts: Contexts,
  note: boolean,
): Encoded {
  const closed: [string, string][] = [];
  const absent: [string, string][] = [];
  const wanted: Wanted[] = [];
  const { text, tokens } = sample;

  const close = (path: Path, value: unknown, record: [string, string][] | undefined): void => {
    const item = path.lastIndexOf(0) + 1;
    const entry: [string, string] = [keyOf(record ? path.slice(item) : path), JSON.stringify(value)];
    (record ?? closed).push(entry);
  };
  const walk = (value: unknown, path: Path, record: [string, string][] | undefined): void => {
    const key = keyOf(path);
    const bears = plan.bearing.has(key);
    if (plan.copies.has(key) && (typeof value === 'string' || typeof value === 'number')) {
      const places = placesOf(value, text, tokens, tokenise);
      if (places.length > 0) return void wanted.push({ key, record: record ?? [], value, places });
    }
    const hollow =
      value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    if (hollow) {
      if (bears) absent.push([key, JSON.stringify(value)]);
      else close(path, value, record);
    } else if (Array.isArray(value)) {
      if (!bears) return close(path, value, record);
      for (const item of value) walk(item, [...path, 0], []);
    } else if (isObject(value)) {
      for (const [name, child] of Object.entries(value)) walk(child, [...path, name], record);
      for (const name of bears ? (plan.children.get(key) ?? []) : [])
        if (!Object.hasOwn(value, name)) absent.push([keyOf([...path, name]), '']);
    } else close(path, value, record);
  };
  walk(sample.value, [], undefined);

  const taken: Span[] = [];
  const filled = new Map<Wanted, Filled>();
  const hardestFirst = [...wanted].sort((a, b) => a.places.length - b.places.length);
  for (const want of hardestFirst) {
    const free = want.places.filter((place) => !taken.some((span) => overlaps(span, place)));
    const span = usualPlace(contexts, want.key, tokens, free);
    if (!span) continue;
    if (note && want.places.length === 1) noteContext(contexts, want.key, tokens, span);
    taken.push(span);
    const variant = JSON.stringify([...want.record].sort(([a], [b]) => (a < b ? -1 : 1)));
    filled.set(want, { key: want.key, variant, span, value: want.value });
  }
  closed.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    closed,
    absent,
    filled: [...filled.values()].sort((a, b) => a.span.first - b.span.first),
  };
}
