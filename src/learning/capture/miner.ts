import { fnv1a } from '../../kit/hash.ts';

/** What one end of the messages has in common, found from traffic. */
export interface MinerOptions {
  /** Texts that must share it. */
  readonly support: number;
  /** Share of all texts that must. */
  readonly share: number;
  /** Words that it must have, unless it ends as an instruction does: with a colon or a new line. */
  readonly words: number;
}

export const MINER: MinerOptions = { support: 20, share: 0.06, words: 5 };

/** Words looked at from one end of a text. */
const DEPTH = 400;
/** Characters looked at from one end of a text. */
const REACH = 8000;

/** Words of a text with the space behind each, so that they join to the text again. */
export const wordsOf = (text: string): string[] => text.match(/^\s+|\S+\s*/g) ?? [];

/** Whether an instruction may end here. */
const endsInstruction = (word: string): boolean => /:\s*$|\n\s*$/.test(word);

/** FNV-1a over a word without its blanks. Of other people's texts only these are kept; the lowest bit is the mark. */
function hashWord(word: string, mark: boolean): number {
  return (fnv1a(word, 0, word.trimEnd().length) << 1) | (mark ? 1 : 0);
}

/** The first words of a text as numbers. */
export function hashStart(text: string): Int32Array {
  const words = wordsOf(text.slice(0, REACH)).slice(0, DEPTH);
  return Int32Array.from(words, (word) => hashWord(word, endsInstruction(word)));
}

/** The last words of a text as numbers, backwards. Seen from there an instruction ends where a line begins. */
export function hashEnd(text: string): Int32Array {
  const words = wordsOf(text.slice(-REACH)).reverse().slice(0, DEPTH);
  return Int32Array.from(words, (word, at) => hashWord(word, endsInstruction(words[at + 1] ?? '')));
}

/** Whether many different words follow, none of them often: there the changing part begins. */
function isOpen(counts: readonly number[], total: number): boolean {
  const heavy = Math.max(4, total * 0.06);
  const often = counts.filter((count) => count >= heavy).reduce((sum, count) => sum + count, 0);
  const squares = counts.reduce((sum, count) => sum + count ** 2, 0);
  return total - often >= total * 0.5 && total ** 2 >= squares * 4;
}

/** How many words of the path, from a parting on, are an instruction; 0: none. */
function lengthOf(path: readonly number[], from: number, { words }: MinerOptions): number {
  let mark = path.length;
  while (mark > from && ((path[mark - 1] ?? 0) & 1) === 0) mark -= 1;
  if (mark > from && path.length - mark < words) return mark;
  return path.length - from >= words ? path.length : 0;
}

/**
 * Finds beginnings that many texts share and after which they differ: instructions, not the ways in which people begin
 * sentences. Each is given by the numbers of its words, longest first. Pure and deterministic.
 *
 * An instruction keeps texts together word by word and then lets them go all at once; natural language parts at every
 * word. So it is a run of at least five words after the last parting (or a shorter one that ends with a colon or a line
 * break), followed by many different words.
 */
export function findFixed(
  texts: readonly Int32Array[],
  options: MinerOptions = MINER,
): (readonly number[])[] {
  const found: number[][] = [];
  const seen = new Set<string>();
  const least = Math.max(options.support, options.share * texts.length);
  const walk = (group: readonly Int32Array[], path: readonly number[], from: number): void => {
    const next = new Map<number, Int32Array[]>();
    for (const text of group) {
      const word = text[path.length];
      if (word === undefined) continue; // it ends here
      const same = next.get(word);
      if (same) same.push(text);
      else next.set(word, [text]);
    }
    const counts = [...next.values()].map(({ length }) => length);
    if (path.length > 0 && isOpen(counts, group.length)) {
      const fixed = path.slice(0, lengthOf(path, from, options));
      if (fixed.length > 0) {
        if (!seen.has(fixed.join())) found.push(fixed);
        seen.add(fixed.join());
        return;
      }
    }
    const parted = counts.every((count) => count <= group.length / 2);
    for (const [word, same] of next)
      if (same.length >= least) walk(same, [...path, word], parted ? path.length : from);
  };
  walk(texts, [], 0);
  return found.sort((a, b) => b.length - a.length);
}
