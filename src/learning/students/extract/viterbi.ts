import type { Lattice } from './crf.ts';

/** The best path through a lattice. */
export interface BestPath {
  /** Local states. */
  readonly states: Int32Array;
  readonly score: number;
}

export function bestPath({ length, size, scores }: Lattice, steps: Float64Array): BestPath {
  const from = new Int32Array(length * size);
  let now = new Float64Array(size);
  for (let t = 0; t < length; t++) {
    const next = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      let best = -Infinity;
      let source = 0;
      if (t === 0) best = steps[size * size + k]!;
      else {
        const goesOn = k > 0 && k % 2 === 0;
        const begin = goesOn ? k - 1 : 0;
        const end = goesOn ? k + 1 : size;
        for (let j = begin; j < end; j++) {
          const value = now[j]! + steps[j * size + k]!;
          if (value > best) [best, source] = [value, j];
        }
      }
      next[k] = best + scores[t * size + k]!;
      from[t * size + k] = source;
    }
    now = next;
  }
  const states = new Int32Array(length);
  if (length === 0) return { states, score: 0 };
  let state = now.indexOf(Math.max(...now));
  const score = now[state] ?? 0;
  for (let t = length - 1; t >= 0; t--) {
    states[t] = state;
    state = from[t * size + state] ?? 0;
  }
  return { states, score };
}
