import type { Example } from '../example.ts';
import { answerKey } from '../students/answer-key.ts';
import { wordsOf } from '../students/features.ts';

/** Share of words that two texts have in common (Jaccard). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return both / Math.max(1, a.size + b.size - both);
}

/**
 * Examples that differ from each other, one answer after the other where there are several: what a teacher should see to
 * write more of the same kind. Starts at `from` so that each call can see others.
 */
export function chooseSamples(examples: readonly Example[], count: number, from: number): Example[] {
  const groups = [...Map.groupBy(examples, ({ output }) => answerKey(output)).values()];
  const chosen: { example: Example; words: Set<string> }[] = [];
  for (let turn = 0; chosen.length < count && turn < count * 2; turn++) {
    const group = groups[(from + turn) % groups.length] ?? [];
    const start = Math.floor((from + turn) / groups.length) * 7;
    const candidates = Array.from(
      { length: Math.min(8, group.length) },
      (_, i) => group[(start + i) % group.length]!,
    )
      .filter((example) => !chosen.some((one) => one.example === example))
      .map((example) => ({ example, words: new Set(wordsOf(example.input)) }));
    const best = candidates
      .map((one) => ({ one, most: Math.max(0, ...chosen.map(({ words }) => likeness(words, one.words))) }))
      .sort((a, b) => a.most - b.most)[0];
    if (best) chosen.push(best.one);
  }
  return chosen.map(({ example }) => example);
}
