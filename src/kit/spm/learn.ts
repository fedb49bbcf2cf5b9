import { runsOf } from './vocabulary.ts';

/**
 * Learns `count` pieces of two or more characters by byte-pair merging of the words in `texts`, most frequent pair first
 * (ties: the pair that sorts first). Pieces never leave a run of letters, see `runsOf`.
 */
export function learnPieces(texts: Iterable<string>, count: number): string[] {
  const frequency = new Map<string, number>();
  for (const text of texts)
    for (const run of runsOf(text)) if (run.length > 1) frequency.set(run, (frequency.get(run) ?? 0) + 1);
  const words = [...frequency].map(([word, times]) => ({ symbols: Array.from(word), times }));
  const pairs = new Map<string, { times: number; words: Set<number> }>();
  const note = (index: number, sign: 1 | -1): void => {
    const { symbols, times } = words[index] as (typeof words)[number];
    for (let i = 0; i + 1 < symbols.length; i++) {
      const key = `${symbols[i]} ${symbols[i + 1]}`;
      const pair = pairs.get(key) ?? { times: 0, words: new Set<number>() };
      pair.times += sign * times;
      pair.words.add(index);
      pairs.set(key, pair);
    }
  };
  for (const index of words.keys()) note(index, 1);

  const pieces = new Set<string>();
  while (pieces.size < count) {
    let best = '';
    let most = 1;
    for (const [key, { times }] of pairs)
      if (times > most || (times === most && times > 1 && key < best)) {
        best = key;
        most = times;
      }
    if (best === '') break;
    const [left, right] = best.split(' ') as [string, string];
    for (const index of pairs.get(best)?.words ?? []) {
      note(index, -1);
      join((words[index] as (typeof words)[number]).symbols, left, right);
      note(index, 1);
    }
    pairs.delete(best);
    pieces.add(left + right);
  }
  return [...pieces];
}

function join(symbols: string[], left: string, right: string): void {
  for (let i = 0; i + 1 < symbols.length; i++)
    if (symbols[i] === left && symbols[i + 1] === right) symbols.splice(i, 2, left + right);
}
