import { spanText, type Span } from './align.ts';
import { isObject, keyOf, pathOf, type Path } from './path.ts';
import type { Shape } from './shape.ts';
import type { Token } from './tokens.ts';
import { valueOf } from './wording.ts';

/** A tag and the stretch it fills. */
export interface TaggedSpan {
  readonly tag: number;
  readonly span: Span;
}

type Dict = Record<string, unknown>;
type Container = Dict | unknown[];

/** A key of an answer may be `__proto__`: such objects have no prototype. */
const dict = (): Dict => Object.create(null) as Dict;

const containerFor = (step: string | 0 | undefined): Container => (step === 0 ? [] : dict());

/** Item that is being filled, by key of its array and what was in it. */
interface Item {
  readonly variant: string;
  readonly filled: Set<string>;
}

function childOf(at: Container, step: string | 0, next: string | 0 | undefined): Container | undefined {
  if (Array.isArray(at)) {
    if (at.length === 0) at.push(containerFor(next));
    const child = at.at(-1);
    return isObject(child) || Array.isArray(child) ? child : undefined;
  }
  if (typeof step !== 'string') return undefined;
  at[step] ??= containerFor(next);
  const child = at[step];
  return isObject(child) || Array.isArray(child) ? child : undefined;
}

/** Sets a value below a container; false where something else stands there. */
function set(root: Container, path: Path, value: unknown): boolean {
  let at: Container | undefined = root;
  for (let i = 0; i + 1 < path.length && at; i++) at = childOf(at, path[i] as string | 0, path[i + 1]);
  const last = path.at(-1);
  if (!at || last === undefined) return false;
  if (Array.isArray(at)) {
    if (last !== 0) return false;
    at.push(value);
    return true;
  }
  if (typeof last !== 'string' || Object.hasOwn(at, last)) return false;
  at[last] = value;
  return true;
}

/** The array that holds the nearest item of a path; undefined: the path is in no array. */
function arrayAt(root: Container, path: Path): { items: unknown[]; rest: Path; key: string } | undefined {
  const item = path.lastIndexOf(0);
  if (item < 0) return undefined;
  let at: Container | undefined = root;
  for (let i = 0; i < item && at; i++) at = childOf(at, path[i] as string | 0, path[i + 1]);
  if (!Array.isArray(at)) return undefined;
  return { items: at, rest: path.slice(item + 1), key: keyOf(path.slice(0, item)) };
}

function fillItem(
  root: Container,
  path: Path,
  variant: string,
  value: unknown,
  open: Map<unknown[], Item>,
): boolean {
  const place = arrayAt(root, path);
  if (!place) return set(root, path, value);
  const { items, rest } = place;
  if (rest.length === 0) {
    items.push(value);
    return true;
  }
  const item = open.get(items);
  const leaf = keyOf(rest);
  let current = items.at(-1);
  if (!item || item.variant !== variant || item.filled.has(leaf) || !isObject(current)) {
    current = dict();
    for (const [key, json] of JSON.parse(variant) as [string, string][])
      set(current as Dict, pathOf(key), JSON.parse(json));
    items.push(current);
    open.set(items, { variant, filled: new Set([leaf]) });
  } else item.filled.add(leaf);
  return set(current as Dict, rest, value);
}

/** Gives everything that nothing filled the look it has in the examples. */
function fillAbsent(value: unknown, path: Path, forms: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => fillAbsent(item, [...path, 0], forms));
  if (!isObject(value)) return value;
  const prefix = keyOf(path).slice(0, -1);
  for (const [key, form] of forms) {
    if (!key.startsWith(prefix)) continue;
    const child = pathOf(key);
    const name = child.at(-1);
    if (child.length !== path.length + 1 || typeof name !== 'string' || Object.hasOwn(value, name)) continue;
    if (keyOf(child.slice(0, -1)) === keyOf(path) && form !== '') value[name] = JSON.parse(form);
  }
  for (const name of Object.keys(value)) value[name] = fillAbsent(value[name], [...path, name], forms);
  return value;
}

function ordered(value: unknown, path: Path, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, [...path, 0], shape));
  if (!isObject(value)) return value;
  const order = shape.order.find(({ key }) => key === keyOf(path));
  // Values were set in the order of the text.
  const rank = (name: string): number =>
    order?.byText ? 0 : (order?.names.indexOf(name) ?? -1) + 1 || Number.MAX_SAFE_INTEGER;
  const sorted = dict();
  for (const name of Object.keys(value).sort((a, b) => rank(a) - rank(b)))
    sorted[name] = ordered(value[name], [...path, name], shape);
  return sorted;
}

/** Puts an answer together from classes (by group, -1: none) and tagged stretches of the text. Undefined: nothing came of it. */
export function buildAnswer(
  shape: Shape,
  classes: readonly number[],
  spans: readonly TaggedSpan[],
  text: string,
  tokens: readonly Token[],
): unknown {
  const closed = shape.groups.flatMap((group, i) => group.classes[classes[i] ?? -1] ?? []);
  const whole = closed.find(([key]) => key === '[]');
  if (whole) return JSON.parse(whole[1]);
  const leading = String(classes[shape.leading] ?? (shape.leading < 0 ? 0 : -1));
  const forms = new Map(
    shape.absent.map(({ key, usual, byClass }) => [
      key,
      Object.hasOwn(byClass, leading) ? (byClass[leading] ?? '') : usual,
    ]),
  );
  // One level above the root, so that the root is a child like any other.
  const above = dict();
  for (const [key, json] of closed) set(above, ['', ...pathOf(key)], JSON.parse(json));
  const open = new Map<unknown[], Item>();
  for (const { tag, span } of spans) {
    const { key = '[]', variant = '[]' } = shape.tags[tag] ?? {};
    const wording = shape.wording.find((field) => field.key === key);
    const value = wording && valueOf(wording, spanText(text, tokens, span));
    if (value !== undefined) fillItem(above, ['', ...pathOf(key)], variant, value, open);
  }
  if (!Object.hasOwn(above, '')) {
    const form = forms.get('[]') ?? '';
    if (form === '' && ![...forms.keys()].some((key) => pathOf(key).length === 1 && pathOf(key)[0] !== 0))
      return undefined;
    above[''] = form === '' ? dict() : JSON.parse(form);
  }
  return ordered(fillAbsent(above[''], [], forms), [], shape);
}
