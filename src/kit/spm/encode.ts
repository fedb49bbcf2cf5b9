import { SPACE } from './vocabulary.ts';
import type { Piece } from './vocabulary.ts';

interface EncodeOptions {
  /** Whether control tokens written out in the text become tokens; user-defined ones always do. Default: no. */
  readonly special?: boolean;
}

/** Text to token ids and back. */
export interface SpmTokenizer {
  encode(text: string, options?: EncodeOptions): number[];
  /** The text of tokens; control tokens have none. Broken UTF-8 becomes U+FFFD. */
  decode(ids: readonly number[]): string;
  /** Id of a piece by its exact text. */
  id(piece: string): number;
}

/**
 * The tokenizer of llama.cpp's `llama` model without a space prefix: special pieces are cut out first, longest first; the rest
 * starts as single characters, and the neighbours whose joint piece has the highest score are merged until none is left;
 * what is no piece is written in byte tokens.
 */
export function createTokenizer(pieces: readonly Piece[]): SpmTokenizer {
  const ids = new Map(pieces.map(({ text }, id) => [text, id]));
  const bytes = new Map(
    pieces.flatMap(({ text, type }, id) => (type === 'byte' ? [[parseByte(text), id]] : [])),
  );
  const byLength = (type: Piece['type']): string[] =>
    pieces.filter((piece) => piece.type === type).map(({ text }) => text);
  const longest = (texts: string[]): string[] => texts.sort((a, b) => b.length - a.length);
  const defined = longest(byLength('userDefined'));
  const all = longest([...byLength('userDefined'), ...byLength('control')]);
  const cache = new Map<string, readonly number[]>();

  const merge = (run: string): readonly number[] => {
    const known = cache.get(run);
    if (known) return known;
    const out = mergeRun(run, ids, pieces).flatMap((symbol) => {
      const id = ids.get(symbol);
      return id === undefined ? [...Buffer.from(symbol, 'utf8')].map((byte) => bytes.get(byte) ?? 0) : [id];
    });
    if (cache.size < 100_000) cache.set(run, out);
    return out;
  };
  return {
    encode: (text, { special = false } = {}) =>
      cut(text, special ? all : defined).flatMap((part) => {
        if (typeof part !== 'string') return [ids.get(part.special) ?? 0];
        // Merges never cross a space stand-in that is no part of a longer piece; splitting there lets words be cached.
        return part
          .replaceAll(' ', SPACE)
          .split(new RegExp(`(${SPACE})`))
          .filter(Boolean)
          .flatMap(merge);
      }),
    decode: (tokens) => Buffer.concat(tokens.map((id) => pieceBytes(pieces[id]))).toString('utf8'),
    id: (piece) => {
      const id = ids.get(piece);
      if (id === undefined) throw new RangeError(`The vocabulary has no piece ${JSON.stringify(piece)}.`);
      return id;
    },
  };
}

const parseByte = (text: string): number => Number.parseInt(text.slice(3, 5), 16);

function pieceBytes(piece: Piece | undefined): Buffer {
  if (!piece || piece.type === 'control' || piece.type === 'unknown') return Buffer.alloc(0);
  if (piece.type === 'byte') return Buffer.of(parseByte(piece.text));
  return Buffer.from(piece.text.replaceAll(SPACE, ' '), 'utf8');
}

/** Splits text at the special pieces, trying each (longest first) on what is left between those already found. */
function cut(text: string, specials: readonly string[]): (string | { special: string })[] {
  let parts: (string | { special: string })[] = [text];
  for (const special of specials) {
    if (!text.includes(special)) continue;
    parts = parts.flatMap((part) => {
      if (typeof part !== 'string') return [part];
      return part.split(special).flatMap((piece, i) => (i === 0 ? [piece] : [{ special }, piece]));
    });
  }
  return parts.filter((part) => part !== '');
}

/** Merges the characters of one run, best score first, leftmost among equals. */
function mergeRun(run: string, ids: ReadonlyMap<string, number>, pieces: readonly Piece[]): string[] {
  const symbols = Array.from(run);
  for (;;) {
    let best = -1;
    let bestScore = -Infinity;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const id = ids.get(`${symbols[i]}${symbols[i + 1]}`);
      const score = id === undefined ? -Infinity : (pieces[id]?.score ?? -Infinity);
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    if (best < 0) return symbols;
    symbols.splice(best, 2, `${symbols[best]}${symbols[best + 1]}`);
  }
}
