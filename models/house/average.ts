import type { Trained } from '../../src/learning/trainer/adamw.ts';

/** A running mean of weights that forgets: each call of `add` mixes `share` of the present weights in. */
export interface WeightAverage {
  readonly weights: ReadonlyMap<string, Trained>;
  add(share: number): void;
}

/** Starts from a copy of `weights`, or from `earlier` when a run goes on. The moments in it are empty: it cannot be trained on. */
export function createAverage(
  weights: ReadonlyMap<string, Trained>,
  earlier: ReadonlyMap<string, Trained> = weights,
): WeightAverage {
  const mean = new Map(
    [...earlier].map(([name, { value, decays }]): [string, Trained] => [
      name,
      {
        value: Float32Array.from(value),
        mean: new Float32Array(value.length),
        square: new Float32Array(value.length),
        decays,
      },
    ]),
  );
  return {
    weights: mean,
    add(share) {
      for (const [name, { value }] of mean) {
        const now = weights.get(name)?.value ?? value;
        for (let i = 0; i < value.length; i++) {
          const old = value[i] as number;
          value[i] = old + share * ((now[i] as number) - old);
        }
      }
    },
  };
}
