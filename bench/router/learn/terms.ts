import { BUCKETS, type Terms } from '../../../src/router/prompt-features.ts';

/** A prompt as a point: known terms, rare ones weighing more, with length 1; and facts of its wording. */
export interface Row {
  readonly at: Int32Array;
  readonly values: Float32Array;
}

/** How often terms occur: learned from prompts alone, no labels. */
export function rarityOf(prompts: readonly Terms[]): Float32Array {
  const seen = new Float32Array(BUCKETS);
  for (const { buckets } of prompts) for (const bucket of buckets) seen[bucket]!++;
  return seen.map((count) => (count >= 2 ? Math.log((1 + prompts.length) / (1 + count)) + 1 : 0));
}

/** @param facts weighed beside the terms */
export function rowOf(terms: Terms, rarity: Float32Array, facts: ArrayLike<number>, weight: number): Row {
  const at = new Int32Array(terms.buckets.length + facts.length);
  const values = new Float32Array(at.length);
  let [length, square] = [0, 0];
  for (let i = 0; i < terms.buckets.length; i++) {
    const bucket = terms.buckets[i]!;
    const value = terms.counts[i]! * rarity[bucket]!;
    if (value === 0) continue;
    at[length] = bucket;
    values[length++] = value;
    square += value * value;
  }
  const scale = 1 / Math.sqrt(square || 1);
  for (let i = 0; i < length; i++) values[i]! *= scale;
  for (let k = 0; k < facts.length; k++) {
    at[length] = BUCKETS + k;
    values[length++] = facts[k]! * weight;
  }
  return { at: at.subarray(0, length), values: values.subarray(0, length) };
}
