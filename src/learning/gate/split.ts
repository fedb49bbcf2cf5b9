import { createRandom, shuffled } from '../../kit/random.ts';
import { exactKey } from '../students/memo/wording.ts';

interface Asked {
  readonly input: string;
}

/**
 * Parts of about equal size, such that the same request in almost the same wording is in one part only.
 * The same seed gives the same parts.
 */
export function splitFolds<T extends Asked>(examples: readonly T[], folds: number, seed: number): T[][] {
  const groups = Map.groupBy(examples, ({ input }) => exactKey(input));
  const parts = Array.from({ length: folds }, (): T[] => []);
  for (const [i, group] of shuffled(createRandom(seed, 0xf01d), [...groups.values()]).entries())
    parts[i % folds]?.push(...group);
  return parts;
}

/**
 * Holds out the most recent share of the examples (given in the order of time) that `fair` says are a sample of the
 * traffic; default: all. What was asked in the held-out part in the same wording is not trained on either.
 */
export function holdOutRecent<T extends Asked>(
  examples: readonly T[],
  share: number,
  fair: (example: T) => boolean = () => true,
): { train: T[]; held: T[] } {
  const sample = examples.filter(fair);
  const held = sample.slice(sample.length - Math.round(sample.length * share));
  const asked = new Set(held.map(({ input }) => exactKey(input)));
  return { train: examples.filter(({ input }) => !asked.has(exactKey(input))), held };
}
