import { hashPair, hashText } from './hash.ts';
import { ANY_FIELD, ownEntries, phraseHash, type FieldSpan, type Lexicon } from './lexicon.ts';
import type { Token } from './tokens.ts';

const EDGE = 0x1b873593;
/** Words outside values in this share of the examples, or more, are signposts. */
const SIGNPOST = 0.004;

/** "Xx", "dd", "x-": capitals, letters, digits, marks; runs shortened. */
function shapeOf(word: string): number {
  let shape = '';
  for (const sign of word.slice(0, 20)) {
    const kind = /\p{Lu}/u.test(sign) ? 'X' : /\p{L}/u.test(sign) ? 'x' : /\p{N}/u.test(sign) ? 'd' : sign;
    if (!shape.endsWith(kind + kind)) shape += kind;
  }
  return hashText(shape);
}

/** Emits features by the number of their template. */
type Emit = (template: number, a: number, b?: number) => void;

interface Signs {
  readonly words: Int32Array;
  readonly shapes: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly leftGap: Int32Array;
  readonly quoted: Uint8Array;
}

function signsOf(tokens: readonly Token[], words: Int32Array, lexicon: Lexicon, examples: number): Signs {
  const n = tokens.length;
  const left = new Int32Array(n);
  const right = new Int32Array(n);
  const leftGap = new Int32Array(n);
  const quoted = new Uint8Array(n);
  const post = (i: number): boolean => {
    const outside = lexicon.outside.get(words[i] ?? 0) ?? 0;
    return outside > 2 + SIGNPOST * examples && outside * 2 > (lexicon.seen.get(words[i] ?? 0) ?? 0);
  };
  let last = EDGE;
  let gap = 0;
  let quotes = 0;
  for (let i = 0; i < n; i++) {
    left[i] = last;
    leftGap[i] = Math.min(gap, 4);
    gap++;
    if (post(i)) {
      last = words[i] ?? 0;
      gap = 0;
    }
    if (/^["“”«»„]$/.test(tokens[i]?.word ?? '')) quotes++;
    quoted[i] = quotes % 2;
  }
  last = EDGE;
  for (let i = n - 1; i >= 0; i--) {
    right[i] = last;
    if (post(i)) last = words[i] ?? 0;
  }
  return {
    words,
    left,
    right,
    leftGap,
    quoted,
    shapes: Int32Array.from(tokens, ({ word }) => shapeOf(word)),
  };
}

function lexical(
  i: number,
  tokens: readonly Token[],
  { words, shapes, left, right, leftGap, quoted }: Signs,
  emit: Emit,
): void {
  const n = words.length;
  const at = (k: number): number => (k < 0 || k >= n ? EDGE + k : (words[k] ?? 0));
  const shape = (k: number): number => (k < 0 || k >= n ? EDGE : (shapes[k] ?? 0));
  const [w0, w1, w2, v1, v2] = [at(i), at(i - 1), at(i - 2), at(i + 1), at(i + 2)];
  emit(0, 0);
  emit(1, w0);
  emit(2, w1);
  emit(3, v1);
  emit(4, w2);
  emit(5, v2);
  emit(6, w1, w0);
  emit(7, w0, v1);
  emit(8, w1, v1);
  emit(9, w2, w1);
  emit(10, v1, v2);
  emit(11, shape(i));
  emit(12, shape(i - 1), shape(i));
  emit(13, shape(i), shape(i + 1));
  emit(14, left[i] ?? 0);
  emit(15, right[i] ?? 0);
  emit(16, left[i] ?? 0, right[i] ?? 0);
  emit(17, left[i] ?? 0, leftGap[i] ?? 0);
  emit(18, Math.min(i, 3), Math.min(n - 1 - i, 2));
  emit(19, quoted[i] ?? 0);
  const { lower } = tokens[i] as Token;
  for (let size = 1; size <= 4 && size < lower.length; size++) {
    emit(20 + size, hashText(lower, 0, size));
    emit(24 + size, hashText(lower, lower.length - size));
  }
  emit(29, left[i] ?? 0, w0);
}

/** Per token: fields whose phrases cover it (place in the phrase), fields whose words it is among. */
function known(
  words: Int32Array,
  lexicon: Lexicon,
  own: ReturnType<typeof ownEntries> | undefined,
  emit: (i: number, template: number, a: number, b?: number) => void,
): void {
  const count = (counts: Map<number, number>, mine: Set<number> | undefined, hash: number): number =>
    (counts.get(hash) ?? 0) - (mine?.has(hash) ? 1 : 0);
  for (let first = 0; first < words.length; first++) {
    for (let last = first; last < Math.min(words.length, first + lexicon.longest); last++) {
      const phrase = phraseHash(words, first, last);
      if (count(lexicon.phrases, own?.phrases, hashPair(phrase, ANY_FIELD)) <= 0) continue;
      for (let field = 0; field < lexicon.fields; field++) {
        const times = count(lexicon.phrases, own?.phrases, hashPair(phrase, field));
        if (times <= 0) continue;
        for (let i = first; i <= last; i++) {
          const place = first === last ? 0 : i === first ? 1 : i === last ? 2 : 3;
          emit(i, 40 + place, field);
          if (last - first > 0) emit(i, 44 + place, field, Math.min(3, last - first));
        }
      }
    }
    let best = -1;
    let most = 0;
    const fills = count(lexicon.words, own?.words, hashPair(words[first] ?? 0, ANY_FIELD)) > 0;
    const fields = fills ? lexicon.fields : 0;
    for (let field = 0; field < fields; field++) {
      const times = count(lexicon.words, own?.words, hashPair(words[first] ?? 0, field));
      if (times <= 0) continue;
      emit(first, 50, field);
      if (times > most) [best, most] = [field, times];
    }
    const outside = count(lexicon.outside, own?.outside, words[first] ?? 0);
    const kind = most === 0 ? (outside > 0 ? 1 : 0) : outside > most ? 2 : outside > 0 ? 3 : 4;
    for (const [step, template] of [
      [0, 51],
      [1, 52],
      [-1, 53],
    ] as const) {
      if (first + step < 0 || first + step >= words.length) continue;
      emit(first + step, template, best, kind);
    }
  }
}

/** The features of every token as 32-bit hashes. `own`: the example is one of those the lexicon was learned from. */
export function tokenFeatures(
  tokens: readonly Token[],
  words: Int32Array,
  lexicon: Lexicon,
  examples: number,
  own?: readonly FieldSpan[],
): number[][] {
  const features: number[][] = tokens.map(() => []);
  const signs = signsOf(tokens, words, lexicon, examples);
  tokens.forEach((_, i) => {
    const list = features[i] as number[];
    lexical(i, tokens, signs, (template, a, b = 0) => void list.push(hashPair(hashPair(template, a), b)));
  });
  known(words, lexicon, own && ownEntries(words, own), (i, template, a, b = 0) => {
    const hash = hashPair(hashPair(template, a), b);
    const list = features[i] as number[];
    if (template < 51 && list.includes(hash)) return;
    list.push(hash);
  });
  return features;
}

/** Features for the classes: words, pairs, affixes of the whole text, each once. */
export function textFeatures(tokens: readonly Token[], words: Int32Array): Int32Array {
  const found = new Set<number>();
  const add = (template: number, a: number, b = 0): void =>
    void found.add(hashPair(hashPair(template, a), b));
  add(100, 0);
  words.forEach((word, i) => {
    add(101, word);
    add(102, words[i - 1] ?? EDGE, word);
    if (i > 1) add(103, words[i - 2] ?? EDGE, word);
    if (i === 0) add(104, word);
    const { lower } = tokens[i] as Token;
    if (lower.length > 4) add(105, hashText(lower, 0, 4));
    if (lower.length > 4) add(106, hashText(lower, lower.length - 3));
  });
  return Int32Array.from(found);
}
