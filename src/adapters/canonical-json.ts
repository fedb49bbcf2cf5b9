import { NearmostError } from '../contract/errors.ts';

const DEEPEST = 32;
const bad = (why: string): NearmostError =>
  new NearmostError('invalid_package', `The package describes itself wrongly: ${why}.`);

function textOf(text: string): string {
  if (!text.isWellFormed()) throw bad('a text holds half a letter');
  return JSON.stringify(text);
}

function write(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw bad(`it is nested deeper than ${DEEPEST} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw bad('a number is not finite');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw bad(`a ${typeof value} is no JSON`);
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (Object.hasOwn(value, '__proto__')) throw bad('a member has the name "__proto__"');
  return `{${members.map(([name, item]) => `${textOf(name)}:${write(item, depth + 1)}`).join(',')}}`;
}

/**
 * The one way to write a JSON value (RFC 8785): members by their names' code units, no spaces. Equal values give equal
 * bytes, so that a signature over them holds however the file was laid out.
 * @throws invalid_package for what has no such form, or is nested deeper than 32 levels
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}
