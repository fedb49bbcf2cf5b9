import type { Graph, Value } from '../graph.ts';
import { add, multiply } from './arithmetic.ts';
import { matmulConstant } from './linear.ts';

/** Which two numbers of a head turn together: `neighbours` (2j, 2j+1) in llama files, `halves` (j, j + width/2) in qwen3 and gemma. */
export type RotaryPairing = 'neighbours' | 'halves';

export interface RotaryTables {
  /** [time, width] */
  readonly cosine: Value;
  readonly sine: Value;
  /** [width, width]: turns each pair by a quarter. */
  readonly quarter: Value;
}

/** Constants of rotary positions for `time` steps and heads of `width` numbers. */
export function rotaryTables(
  graph: Graph,
  time: number,
  width: number,
  base: number,
  pairing: RotaryPairing,
): RotaryTables {
  const cosine = new Float32Array(time * width);
  const sine = new Float32Array(time * width);
  const quarter = new Float32Array(width * width);
  for (let j = 0; j < width / 2; j++) {
    const [a, b] = pairing === 'neighbours' ? [2 * j, 2 * j + 1] : [j, j + width / 2];
    quarter[b * width + a] = -1;
    quarter[a * width + b] = 1;
    for (let t = 0; t < time; t++) {
      const angle = t * base ** ((-2 * j) / width);
      for (const at of [a, b]) {
        cosine[t * width + at] = Math.cos(angle);
        sine[t * width + at] = Math.sin(angle);
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
