import type { Graph, Value } from '../graph.ts';
import { add, multiply } from './arithmetic.ts';
import { matmulConstant } from './linear.ts';

/** Which two numbers of a head turn together: `neighbours` (2j, 2j+1) in llama files, `halves` (j, j + width/2) in the others. */
type RotaryPairing = 'neighbours' | 'halves';

export interface RotaryTables {
  /** [time, width] */
  readonly cosine: Value;
  readonly sine: Value;
  /** [width, width]: turns each pair by a quarter. */
  readonly quarter: Value;
}

/** How positions turn numbers. */
export interface RotaryPositions {
  readonly pairing: RotaryPairing;
  readonly base: number;
  /** Positions are multiplied with it. */
  readonly scale: number;
  /** How many numbers of a head turn, the first ones. */
  readonly width: number;
  /** Divides the angle of each pair. */
  readonly factors?: Float32Array;
}

/** Constants of rotary positions for `time` steps and heads of `width` numbers, which are also multiplied with `factor`. */
export function rotaryTables(
  graph: Graph,
  time: number,
  width: number,
  positions: RotaryPositions,
  factor = 1,
): RotaryTables {
  const turning = positions.width;
  const cosine = new Float32Array(time * width).fill(factor);
  const sine = new Float32Array(time * width);
  const quarter = new Float32Array(width * width);
  for (let j = 0; j < turning / 2; j++) {
    const [a, b] = positions.pairing === 'neighbours' ? [2 * j, 2 * j + 1] : [j, j + turning / 2];
    quarter[b * width + a] = -1;
    quarter[a * width + b] = 1;
    const speed = (positions.scale * positions.base ** ((-2 * j) / turning)) / (positions.factors?.[j] ?? 1);
    for (let t = 0; t < time; t++) {
      for (const at of [a, b]) {
        cosine[t * width + at] = factor * Math.cos(t * speed);
        sine[t * width + at] = factor * Math.sin(t * speed);
      }
    }
  }
  return {
    cosine: graph.floats(cosine, [time, width]),
    sine: graph.floats(sine, [time, width]),
    quarter: graph.floats(quarter, [width, width]),
  };
}

/** Turns `x` [batch, heads, time, width] by its positions: x cos + (x quarter) sin. */
export function rotary(graph: Graph, x: Value, tables: RotaryTables): Value {
  const turned = matmulConstant(graph, x, tables.quarter);
  return add(graph, multiply(graph, x, tables.cosine), multiply(graph, turned, tables.sine));
}
