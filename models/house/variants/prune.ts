import type { Crf } from '../../../src/learning/students/extract/crf.ts';
import type { Linear } from '../../../src/learning/students/extract/linear.ts';

/** Steps to either side of zero that a weight is rounded to: a byte each, which packs well. */
const STEPS = 127;

function rounded(weights: Iterable<number>): Float32Array {
  const all = Float32Array.from(weights);
  const step = all.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / STEPS || 1;
  return all.map((weight) => Math.round(weight / step) * step);
}

/** The same model with its largest weights alone, rounded; features without any are left out. */
export function pruneCrf(model: Crf, keep: number): Crf {
  const sizes = model.weights.map(Math.abs).sort();
  const least = sizes[Math.max(0, sizes.length - keep)] ?? 0;
  const rows = new Map<number, number>();
  const starts = [0];
  const entries: number[] = [];
  for (const [hash, row] of model.rows) {
    const before = entries.length;
    for (let e = model.starts[row] ?? 0; e < (model.starts[row + 1] ?? 0); e++) {
      const size = Math.abs(model.weights[e] ?? 0);
      if (size > 0 && size >= least) entries.push(e);
    }
    if (entries.length === before) continue;
    rows.set(hash, rows.size);
    starts.push(entries.length);
  }
  return {
    ...model,
    rows,
    starts: Uint32Array.from(starts),
    states: Uint16Array.from(entries, (e) => model.states[e] ?? 0),
    weights: rounded(entries.map((e) => model.weights[e] ?? 0)),
  };
}

/** The same model, its weights rounded. */
export const roundLinear = (model: Linear): Linear => ({ ...model, weights: rounded(model.weights) });
