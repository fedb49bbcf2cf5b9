import { ATTRIBUTE, type Vocabulary } from './vocabulary.ts';

/**
 * Keeps content apart from the template's own text. Before a template is filled in, the edge characters of special
 * tokens are replaced in all content by characters of a private plane; afterwards special tokens are found in the text
 * as it stands, where only the template can have written them, and the characters are put back.
 */
export interface Guard {
  /** Content, made unable to form a special token. Strings inside objects and lists too. */
  protect<T>(content: T): T;
  /** Tokens of a filled-in template, or of a trusted piece that goes on from one. */
  tokenize(rendered: string, piece?: 'whole' | 'rest'): number[];
  /** Tokens of text that is content alone, from the beginning of a sequence. */
  tokenizeContent(text: string): number[];
  /** Tokens of content that goes on from something. */
  tokenizeText(text: string): number[];
}

/** Start of a range of private characters, one for each ASCII character. */
const PRIVATE = 0x10ff00;
const PLAIN = /[\u{10FF00}-\u{10FF7F}]/gu;

const unmask = (text: string): string =>
  text.replace(PLAIN, (char) => String.fromCharCode((char.codePointAt(0) ?? PRIVATE) - PRIVATE));
// A hyphen may be escaped by a backslash inside of a class only; as a number it may stand anywhere.
const escapeRegex = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('-', '\\x2d');

/** A token whose text must come from the template alone. */
export interface Special {
  id: number;
  text: string;
  attributes: number;
}

/** Tokens that look like marks; user-defined ones such as blanks or HTML tags stay ordinary text. */
const MARK = /^(?:<[|｜].*[|｜]>|<\/?[\w:｜▁-]+>|\[\/?[A-Z_]+\])$/su;

/** What a template has for its own syntax, and never writes. */
const SYNTAX = /\{[{%#]-?|-?[}%#]\}/g;

/** The special tokens of a vocabulary: control tokens, and user-defined ones that the template or their look makes marks. */
export function findSpecials(
  tokens: readonly string[],
  types: readonly number[] | undefined,
  vocabulary: Pick<Vocabulary, 'attributes'>,
  template: string,
): Special[] {
  const found: Special[] = [];
  const written = template.replaceAll(SYNTAX, ' ');
  for (const [id, text] of tokens.entries()) {
    const type = types?.[id] ?? 1;
    if (text === '' || type === 5 || type === 6 || (type === 1 && !MARK.test(text))) continue;
    const attributes = vocabulary.attributes(id);
    const control = (attributes & (ATTRIBUTE.control | ATTRIBUTE.unknown)) !== 0;
    const user = (attributes & ATTRIBUTE.user) !== 0;
    const mark =
      user && text.trim() !== '' && /[^\w\s]/u.test(text) && (MARK.test(text) || written.includes(text));
    if (control || mark) found.push({ id, text, attributes });
  }
  return found.toSorted((a, b) => b.text.length - a.text.length);
}

export function createGuard(vocabulary: Vocabulary, specials: readonly Special[]): Guard {
  const edges = new Set<string>();
  for (const { text } of specials)
    for (const char of [text.charAt(0), text.charAt(text.length - 1)])
      if (char < '\u0080' && /[^\w\s"'\\]/.test(char)) edges.add(char);
  // A token without a guarded edge could be formed by content, so the template cannot use it either.
  const usable = specials.filter(
    ({ text }) => edges.has(text.charAt(0)) || edges.has(text.charAt(text.length - 1)),
  );
  const byText = new Map(usable.map((special) => [special.text, special]));
  const edge = edges.size === 0 ? undefined : new RegExp(`[${[...edges].map(escapeRegex).join('')}]`, 'gu');
  const marks =
    usable.length === 0 ? undefined : new RegExp(usable.map(({ text }) => escapeRegex(text)).join('|'), 'gu');
  const breaking = usable.filter(({ attributes }) => (attributes & ATTRIBUTE.user) !== 0);
  const breaks =
    breaking.length === 0
      ? undefined
      : new RegExp(breaking.map(({ text }) => escapeRegex(text)).join('|'), 'gu');

  const mask = (text: string): string =>
    edge ? text.replace(edge, (char) => String.fromCodePoint(PRIVATE + char.charCodeAt(0))) : text;

  /** User-defined tokens are found by llama.cpp in any text: content that spells one is cut in its middle. */
  function plain(text: string): number[] {
    const content = unmask(text);
    if (content === '') return [];
    const cuts = breaks
      ? [...content.matchAll(breaks)].map((match) => match.index + Math.ceil(match[0].length / 2))
      : [];
    const ends = [...cuts, content.length];
    return ends.flatMap((end, index) => {
      const piece = content.slice(ends[index - 1] ?? 0, end);
      return piece === '' ? [] : vocabulary.tokenize(piece);
    });
  }

  function protect<T>(content: T): T {
    if (typeof content === 'string') return mask(content) as T;
    if (Array.isArray(content)) return content.map(protect) as T;
    if (typeof content !== 'object' || content === null) return content;
    return Object.fromEntries(
      Object.entries(content).map(([key, value]) => [mask(key), protect(value)]),
    ) as T;
  }

  function tokenize(rendered: string, piece: 'whole' | 'rest' = 'whole'): number[] {
    const tokens: number[] = [];
    let at = 0;
    const until = (end: number, strip: number): void => {
      let text = rendered.slice(at, end);
      if (strip & ATTRIBUTE.stripLeft) text = text.trimEnd();
      for (const token of plain(text)) tokens.push(token);
    };
    for (const match of marks ? rendered.matchAll(marks) : []) {
      const special = byText.get(match[0]);
      if (!special || match.index < at) continue;
      until(match.index, special.attributes);
      tokens.push(special.id);
      at = match.index + match[0].length;
      if (special.attributes & ATTRIBUTE.stripRight) while (/\s/.test(rendered.charAt(at))) at++;
    }
    until(rendered.length, 0);
    const { bos } = vocabulary;
    return piece === 'whole' && vocabulary.wantsBos && bos !== undefined && tokens[0] !== bos
      ? [bos, ...tokens]
      : tokens;
  }

  return {
    protect,
    tokenize,
    tokenizeContent(text) {
      const tokens = plain(mask(text));
      const { bos } = vocabulary;
      return vocabulary.wantsBos && bos !== undefined ? [bos, ...tokens] : tokens;
    },
    tokenizeText: (text) => plain(mask(text)),
  };
}
