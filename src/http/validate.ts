import { z } from 'zod';
import { NearmostError } from '../contract/index.ts';

/** A number in a range; the message names the range whatever is wrong. Null counts as absent. */
export function numberField(min: number, max: number): z.ZodOptional<z.ZodNullable<z.ZodNumber>> {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error }).nullish();
}

/** A whole number in a range; else as {@link numberField}. */
export function integerField(min: number, max: number): z.ZodOptional<z.ZodNullable<z.ZodInt>> {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).nullish();
}

type Issue = z.core.$ZodIssue;

/** The issue that says most: in a union the deepest of its branches. */
function sharpest(issue: Issue): { path: PropertyKey[]; message: string; code: Issue['code'] } {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .map((branch) => branch[0])
    .filter((first) => first !== undefined)
    .map(sharpest)
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  if (!inner || inner.path.length === 0) return issue;
  return { ...inner, path: [...issue.path, ...inner.path] };
}

/** `messages[2].content` */
const nameOf = (path: PropertyKey[]): string =>
  path
    .map((part, at) =>
      typeof part === 'number' ? `[${part}]` : at === 0 ? String(part) : `.${String(part)}`,
    )
    .join('');

const at = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );

/** What was sent, in a word; never its text, which may be private. */
function sent(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  return typeof value === 'boolean' ? String(value) : 'an object';
}

/**
 * The body as the schema describes it; fields that it does not name are dropped.
 * @throws NearmostError invalid_request that names the field and what it must be
 */
export function validate<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { path, message, code } = sharpest(result.error.issues[0] as Issue);
  const param = nameOf(path);
  const value = at(body, path);
  // Of a wrong word only the choice is told; of a wrong kind or number also what came instead.
  const instead = typeof value === 'string' && code !== 'invalid_type' ? '' : `, not ${sent(value)}`;
  const text =
    value === undefined
      ? `The field "${param}" is missing.`
      : `The field "${param}" ${message.startsWith('must') ? message : 'must have another form'}${instead}.`;
  throw new NearmostError('invalid_request', text, { param });
}

/** One warning that lists the fields the server does not know; clients often send new ones, so they are no errors. */
export function unknownFields(body: Record<string, unknown>, known: ReadonlySet<string>): string[] {
  const names = Object.keys(body).filter((name) => !known.has(name));
  if (names.length === 0) return [];
  const shown = names.slice(0, 10).map((name) => name.slice(0, 40));
  return [`ignored: ${shown.join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}`];
}
