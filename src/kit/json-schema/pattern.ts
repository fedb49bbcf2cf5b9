import { type CodeRange, repeat } from './gbnf.ts';
import { ANY_CHARACTER, complement, DOT, jsonCharacter, SHORTHANDS } from './regex-class.ts';

const MOST_REPEATS = 200;

/** Thrown inside for what has no counterpart; never leaves this file. */
class Unsupported extends Error {}

/** A piece of grammar; `empty`: it may match nothing. */
interface Piece {
  body: string;
  empty: boolean;
}

/**
 * Turns a regular expression into GBNF for the inside of a JSON string. Known: literals, classes, `.`, groups,
 * alternatives, `* + ? {m,n}`, anchors at the ends, `\d \w \s`. Undefined for anything else
 * (look-around, back-references, word boundaries, Unicode properties).
 * @example patternGrammar('^[A-Z]{3}-\\d+$')
 */
export function patternGrammar(source: string): string | undefined {
  const chars = Array.from(source);
  let at = 0;

  const fail = (): never => {
    throw new Unsupported();
  };
  const take = (): string => chars[at++] ?? fail();

  function hexEscape(length: number): number {
    const digits = chars.slice(at, at + length).join('');
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length !== length) fail();
    at += length;
    return Number.parseInt(digits, 16);
  }

  /** Behind a backslash: a class or a single code point. */
  function escape(): CodeRange[] {
    const char = take();
    const shorthand = Object.hasOwn(SHORTHANDS, char) ? SHORTHANDS[char] : undefined;
    if (shorthand) return shorthand;
    const code =
      { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 }[char] ??
      (char === 'x' ? hexEscape(2) : char === 'u' ? hexEscape(4) : undefined) ??
      (/[A-Za-z0-9]/.test(char) ? fail() : char.codePointAt(0));
    return code === undefined ? fail() : [[code, code]];
  }

  function set(): string {
    const negated = chars[at] === '^';
    if (negated) at++;
    const ranges: CodeRange[] = [];
    while (chars[at] !== ']') {
      const first = item();
      if (chars[at] === '-' && chars[at + 1] !== ']' && chars[at + 1] !== undefined) {
        at++;
        const last = item();
        const [from, to] = [first[0]?.[0] ?? fail(), last[0]?.[0] ?? fail()];
        if (first.length !== 1 || last.length !== 1 || from > to) fail();
        ranges.push([from, to]);
      } else ranges.push(...first);
    }
    at++;
    return jsonCharacter(negated ? complement(ranges) : ranges) ?? fail();
  }

  function item(): CodeRange[] {
    const char = take();
    if (char === '\\') return chars[at] === 'b' ? (at++, [[8, 8]]) : escape();
    const code = char.codePointAt(0) ?? fail();
    return [[code, code]];
  }

  function atom(): Piece {
    const char = take();
    if (char === '(') {
      if (chars[at] === '?') {
        if (chars[at + 1] === ':') at += 2;
        else if (chars[at + 1] === '<' && /[A-Za-z_]/.test(chars[at + 2] ?? '')) {
          while (take() !== '>');
        } else fail();
      }
      const { body, empty } = alternatives();
      if (take() !== ')') fail();
      return { body: `(${body})`, empty };
    }
    if (char === '[') return { body: set(), empty: false };
    if ('^$*+?{}|)]'.includes(char)) fail();
    const code = char.codePointAt(0) ?? fail();
    const ranges: readonly CodeRange[] = char === '.' ? DOT : char === '\\' ? escape() : [[code, code]];
    return { body: jsonCharacter(ranges) ?? fail(), empty: false };
  }

  function quantified(): Piece {
    const { body, empty } = atom();
    const rest = chars.slice(at).join('');
    const found = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(rest);
    if (!found) return { body, empty };
    at += found[0].length;
    const [, sign, from, comma, to] = found;
    const min = sign === '+' ? 1 : sign ? 0 : Number(from);
    const max = sign === '?' ? 1 : sign ? undefined : comma ? (to ? Number(to) : undefined) : min;
    if (min > MOST_REPEATS || (max !== undefined && (max > MOST_REPEATS || max < min))) fail();
    // Repeating what may be empty is left recursion to llama.cpp.
    if (empty && max !== 1 && max !== 0) fail();
    return { body: repeat(body, min, max), empty: empty || min === 0 };
  }

  function sequence(): Piece {
    const parts: Piece[] = [];
    while (at < chars.length && chars[at] !== '|' && chars[at] !== ')' && chars[at] !== '$')
      parts.push(quantified());
    return {
      body: parts.map(({ body }) => body).join(' ') || '""',
      empty: parts.every(({ empty }) => empty),
    };
  }

  function alternatives(): Piece {
    const parts = [sequence()];
    while (chars[at] === '|') {
      at++;
      parts.push(sequence());
    }
    return { body: parts.map(({ body }) => body).join(' | '), empty: parts.some(({ empty }) => empty) };
  }

  /** Anchors count only at the ends of the whole expression's alternatives. */
  function whole(): string {
    const parts: string[] = [];
    do {
      if (parts.length > 0) at++;
      const start = chars[at] === '^';
      if (start) at++;
      const { body } = sequence();
      const end = chars[at] === '$';
      if (end) at++;
      parts.push(`${start ? '' : `${ANY_CHARACTER}* `}${body}${end ? '' : ` ${ANY_CHARACTER}*`}`);
    } while (chars[at] === '|');
    if (at < chars.length) fail();
    return parts.join(' | ');
  }

  try {
    return whole();
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}
