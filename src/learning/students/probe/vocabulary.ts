import type { TextFeatures } from '../features.ts';

/** Features that a student knows, and how rare each is. */
export interface Vocabulary {
  readonly hashes: Int32Array;
  /** Weight of each feature: rare ones weigh more. */
  readonly rarity: Float32Array;
  /** Weight of a feature that was never seen. */
  readonly unseen: number;
  /** Row of a hash. */
  readonly index: ReadonlyMap<number, number>;
}

/** The known features of a text, of length 1 when squared and summed. */
export interface SparseRow {
  readonly rows: Int32Array;
  readonly values: Float32Array;
  /** Share of the text's weight that is known, 0 to 1. */
  readonly known: number;
}

/** Between counting every feature alike (0) and inverse document frequency (1). */
const RARITY_POWER = 0.6;
/** A feature of one text says little when there are many texts. */
const FEW_TEXTS = 300;

export function indexOf(hashes: Int32Array): Map<number, number> {
  const index = new Map<number, number>();
  for (let row = 0; row < hashes.length; row++) index.set(hashes[row]!, row);
  return index;
}

/** Counts the features of all texts and keeps those that occur often enough; at most `limit`. */
export function createVocabulary(texts: readonly TextFeatures[], limit: number): Vocabulary {
  const counts = new Map<number, number>();
  for (const { hashes } of texts) for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  let least = texts.length < FEW_TEXTS ? 1 : 2;
  let kept = [...counts].filter(([, count]) => count >= least);
  while (kept.length > limit) {
    least++;
    kept = kept.filter(([, count]) => count >= least);
  }
  const weight = (count: number): number => Math.log(1 + texts.length / count) ** RARITY_POWER;
  const hashes = Int32Array.from(kept, ([hash]) => hash);
  return {
    hashes,
    rarity: Float32Array.from(kept, ([, count]) => weight(count)),
    unseen: weight(1),
    index: indexOf(hashes),
  };
}

/** What of a text the vocabulary knows. */
export function rowOf({ index, rarity, unseen }: Vocabulary, text: TextFeatures): SparseRow {
  const rows = new Int32Array(text.hashes.length);
  const values = new Float32Array(rows.length);
  let length = 0;
  let known = 0;
  let all = 0;
  for (let i = 0; i < text.hashes.length; i++) {
    const row = index.get(text.hashes[i]!);
    const value = text.values[i]! * (row === undefined ? unseen : rarity[row]!);
    all += value * value;
    if (row === undefined) continue;
    known += value * value;
    rows[length] = row;
    values[length++] = value;
  }
  const scale = known > 0 ? 1 / Math.sqrt(known) : 0;
  for (let i = 0; i < length; i++) values[i]! *= scale;
  return {
    rows: rows.subarray(0, length),
    values: values.subarray(0, length),
    known: all > 0 ? known / all : 0,
  };
}
