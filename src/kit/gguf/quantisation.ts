import type { TensorEntry } from './read-tensors.ts';

/** Names of mixtures by `general.file_type`, where the type of most tensors does not say it all. */
const MIXTURES: Readonly<Record<number, string>> = {
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  15: 'Q4_K_M',
  16: 'Q5_K_S',
  17: 'Q5_K_M',
  21: 'Q2_K_S',
};

/** The type that most values are stored in, with the letter of its mixture where the file names one that agrees. */
export function quantisationOf(tensors: readonly TensorEntry[], fileType: unknown): string {
  const values = new Map<string, number>();
  for (const { type, elements } of tensors) values.set(type, (values.get(type) ?? 0) + elements);
  const main = [...values].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'none';
  const mixture = typeof fileType === 'number' ? MIXTURES[fileType] : undefined;
  return mixture?.startsWith(main) ? mixture : main;
}
