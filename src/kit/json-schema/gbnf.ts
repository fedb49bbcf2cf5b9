function literalChar(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`;
  const code = char.charCodeAt(0);
  return code < 0x20 || code === 0x7f ? `\\x${code.toString(16).padStart(2, '0').toUpperCase()}` : char;
}

/** A GBNF literal that matches exactly `text`. */
export const literal = (text: string): string => `"${Array.from(text, literalChar).join('')}"`;

/** A GBNF literal of the JSON text of a value. */
export const jsonLiteral = (value: unknown): string => literal(JSON.stringify(value));

/** Alternatives in brackets; one alternative stays as it is. */
export function either(bodies: readonly string[]): string {
  const different = [...new Set(bodies)];
  return different.length === 1 ? (different[0] ?? '""') : `(${different.join(' | ')})`;
}

/** First and last code point, inclusive. */
export type CodeRange = readonly [number, number];

function classCode(code: number): string {
  const char = String.fromCodePoint(code);
  if (/[A-Za-z0-9]/.test(char)) return char;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** A GBNF character class. */
export function charClass(ranges: readonly CodeRange[]): string {
  const body = ranges.map(([first, last]) =>
    first === last ? classCode(first) : `${classCode(first)}-${classCode(last)}`,
  );
  return `[${body.join('')}]`;
}

/** Repetition of one element: `{min,max}` in its shortest form. `max` undefined: no limit. */
export function repeat(body: string, min: number, max?: number): string {
  if (max === 0) return '""';
  if (min === 1 && max === 1) return body;
  const element = /^(?:\[[^\]]*\]|[A-Za-z0-9-]+|\(.*\))$/s.test(body) && balanced(body) ? body : `(${body})`;
  if (max === undefined) return min === 0 ? `${element}*` : min === 1 ? `${element}+` : `${element}{${min},}`;
  if (min === 0 && max === 1) return `${element}?`;
  return min === max ? `${element}{${min}}` : `${element}{${min},${max}}`;
}

/** Whether the first bracket closes only at the end. */
function balanced(body: string): boolean {
  if (!body.startsWith('(')) return true;
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const char = body[at];
    if (char === '"') {
      for (at++; at < body.length && body[at] !== '"'; at++) if (body[at] === '\\') at++;
    } else if (char === '(') depth++;
    else if (char === ')' && --depth === 0 && at < body.length - 1) return false;
  }
  return true;
}

/** Collects the rules of one grammar. */
export interface GrammarRules {
  /** Adds a rule, or finds the one with the same body; gives its name. */
  add(hint: string, body: string): string;
  /** Reserves a name, for rules that refer to themselves. */
  reserve(hint: string): string;
  set(name: string, body: string): void;
  print(root: string): string;
}

/** An empty set of rules. */
export function createRules(): GrammarRules {
  const bodies = new Map<string, string>();
  const names = new Map<string, string>();
  const reserve = (hint: string): string => {
    const base =
      hint
        .replace(/[^A-Za-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 40) || 'rule';
    let name = base;
    for (let count = 2; name === 'root' || bodies.has(name); count++) name = `${base}-${count}`;
    bodies.set(name, '');
    return name;
  };
  return {
    reserve,
    set: (name, body) => void bodies.set(name, body),
    add(hint, body) {
      const known = names.get(body);
      if (known !== undefined) return known;
      const name = reserve(hint);
      bodies.set(name, body);
      names.set(body, name);
      return name;
    },
    print: (root) =>
      [`root ::= ${root}`, ...[...bodies].map(([name, body]) => `${name} ::= ${body}`), ''].join('\n'),
  };
}
