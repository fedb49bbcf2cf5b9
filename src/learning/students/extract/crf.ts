import { hashPair } from './hash.ts';

/**
 * A linear chain over tokens: state 0 is outside, `1 + 2t` begins tag t, `2 + 2t` goes on with it. Features are sparse:
 * a row has weights only for states it was seen with.
 */
export interface Crf {
  readonly tags: number;
  /** Tags that a class allows. */
  readonly allowed: readonly Int32Array[];
  /** Hash of a feature → row. */
  readonly rows: Map<number, number>;
  /** Row r has the entries `starts[r]` to `starts[r + 1]`. */
  readonly starts: Uint32Array;
  readonly states: Uint16Array;
  readonly weights: Float32Array;
  /** From state (last row: the beginning) to state. */
  readonly steps: Float32Array;
}

export const stateCount = (tags: number): number => 1 + 2 * tags;

/** Features that are also joined with the class, by their place in the list of a token. */
const JOINED = [0, 1, 2, 3, 14];

/** Rows of every token's features that the model knows. */
export function rowsFor(
  rows: ReadonlyMap<number, number>,
  features: readonly number[][],
  cls: number,
): Int32Array[] {
  return features.map((list) => {
    const found: number[] = [];
    for (const hash of list) {
      const row = rows.get(hash);
      if (row !== undefined) found.push(row);
    }
    for (const place of JOINED) {
      const row = rows.get(hashPair(list[place] ?? 0, 7777 + cls));
      if (row !== undefined) found.push(row);
    }
    return Int32Array.from(found);
  });
}

export const hashesFor = (list: readonly number[], cls: number): number[] => [
  ...list,
  ...JOINED.map((place) => hashPair(list[place] ?? 0, 7777 + cls)),
];

/** One sentence under one class: scores of its local states (0 outside, 1 + 2j begin, 2 + 2j go on with the j-th allowed tag). */
export interface Lattice {
  readonly length: number;
  readonly size: number;
  /** Local state → state. */
  readonly globals: Int32Array;
  readonly scores: Float64Array;
}

export function latticeOf(model: Crf, rows: readonly Int32Array[], cls: number): Lattice {
  const allowed = model.allowed[cls] ?? new Int32Array();
  const size = stateCount(allowed.length);
  const globals = new Int32Array(size);
  const locals = new Int32Array(stateCount(model.tags)).fill(-1);
  locals[0] = 0;
  allowed.forEach((tag, j) => {
    globals[1 + 2 * j] = 1 + 2 * tag;
    globals[2 + 2 * j] = 2 + 2 * tag;
    locals[1 + 2 * tag] = 1 + 2 * j;
    locals[2 + 2 * tag] = 2 + 2 * j;
  });
  const scores = new Float64Array(rows.length * size);
  rows.forEach((list, t) => {
    for (const row of list) {
      const end = model.starts[row + 1]!;
      for (let e = model.starts[row]!; e < end; e++) {
        const local = locals[model.states[e]!]!;
        if (local >= 0) scores[t * size + local]! += model.weights[e]!;
      }
    }
  });
  return { length: rows.length, size, globals, scores };
}

/** Weights of the steps between local states; the last row is the beginning. Forbidden ones are -Infinity. */
export function stepsOf(model: Crf, { size, globals }: Lattice): Float64Array {
  const all = stateCount(model.tags);
  const steps = new Float64Array((size + 1) * size);
  for (let a = 0; a <= size; a++) {
    const from = a === size ? all : globals[a]!;
    for (let b = 0; b < size; b++) {
      const goesOn = b > 0 && b % 2 === 0;
      const forbidden = goesOn && a !== b && a !== b - 1;
      steps[a * size + b] = forbidden ? -Infinity : model.steps[from * all + globals[b]!]!;
    }
  }
  return steps;
}

/** Probabilities of every state at every token, of every step summed over tokens, and the logarithm of the norm. */
export interface Marginals {
  readonly states: Float64Array;
  readonly steps: Float64Array;
  readonly logNorm: number;
}

export function marginalsOf({ length, size, scores }: Lattice, steps: Float64Array): Marginals {
  const moves = steps.map(Math.exp);
  const emit = new Float64Array(length * size);
  const forward = new Float64Array(length * size);
  const scales = new Float64Array(length);
  let logNorm = 0;
  for (let t = 0; t < length; t++) {
    let max = -Infinity;
    for (let k = 0; k < size; k++) max = Math.max(max, scores[t * size + k]!);
    logNorm += max;
    let sum = 0;
    for (let k = 0; k < size; k++) {
      emit[t * size + k] = Math.exp(scores[t * size + k]! - max);
      let before = 0;
      if (t === 0) before = moves[size * size + k]!;
      else if (k > 0 && k % 2 === 0) {
        before =
          forward[(t - 1) * size + k]! * moves[k * size + k]! +
          forward[(t - 1) * size + k - 1]! * moves[(k - 1) * size + k]!;
      } else for (let j = 0; j < size; j++) before += forward[(t - 1) * size + j]! * moves[j * size + k]!;
      const value = before * emit[t * size + k]!;
      forward[t * size + k] = value;
      sum += value;
    }
    sum = sum > 0 ? sum : Number.MIN_VALUE;
    scales[t] = sum;
    logNorm += Math.log(sum);
    for (let k = 0; k < size; k++) forward[t * size + k]! /= sum;
  }
  return backward({ length, size, emit, forward, scales, moves, logNorm });
}

interface Passed {
  readonly length: number;
  readonly size: number;
  readonly emit: Float64Array;
  readonly forward: Float64Array;
  readonly scales: Float64Array;
  readonly moves: Float64Array;
  readonly logNorm: number;
}

function backward({ length, size, emit, forward, scales, moves, logNorm }: Passed): Marginals {
  const states = new Float64Array(length * size);
  const steps = new Float64Array((size + 1) * size);
  let later = new Float64Array(size).fill(1);
  for (let t = length - 1; t >= 0; t--) {
    for (let k = 0; k < size; k++) states[t * size + k] = forward[t * size + k]! * later[k]!;
    if (t === 0) break;
    const ahead = new Float64Array(size);
    for (let k = 0; k < size; k++) ahead[k] = (emit[t * size + k]! * later[k]!) / scales[t]!;
    const earlier = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      const reach = forward[(t - 1) * size + j]!;
      let sum = 0;
      for (let k = 0; k < size; k++) {
        const flow = moves[j * size + k]! * ahead[k]!;
        sum += flow;
        steps[j * size + k]! += reach * flow;
      }
      earlier[j] = sum;
    }
    later = earlier;
  }
  if (length > 0) steps.set(states.subarray(0, size), size * size);
  return { states, steps, logNorm };
}
