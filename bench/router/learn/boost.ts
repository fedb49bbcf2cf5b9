import { createRandom } from '../../../src/kit/random.ts';
import type { Scorer } from './logistic.ts';

export interface BoostOptions {
  readonly trees: number;
  /** Cuts on the way to a leaf. */
  readonly depth: number;
  readonly rate: number;
  /** Fewest rows in a leaf. */
  readonly leaf: number;
  /** Share of the rows, and of the columns, that each tree sees. */
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
}

const BINS = 24;

interface Leaf {
  readonly value: number;
}
interface Cut {
  readonly column: number;
  /** Rows up to this value go left. */
  readonly at: number;
  readonly left: Tree;
  readonly right: Tree;
}
type Tree = Leaf | Cut;

function valueOf(tree: Tree, row: ArrayLike<number>): number {
  let node = tree;
  while ('column' in node) node = row[node.column]! <= node.at ? node.left : node.right;
  return node.value;
}

/** Distinct cutting points of a column: its quantiles. */
function edgesOf(rows: readonly ArrayLike<number>[], column: number): Float64Array {
  const sorted = Float64Array.from(rows, (row) => row[column]!).sort();
  const edges = new Set<number>();
  for (let bin = 1; bin < BINS; bin++) edges.add(sorted[Math.floor((sorted.length * bin) / BINS)]!);
  edges.delete(sorted.at(-1)!);
  return Float64Array.from(edges);
}

/** Number of the first edge that a value does not exceed. */
function binOf(edges: Float64Array, value: number): number {
  let bin = 0;
  while (bin < edges.length && value > edges[bin]!) bin++;
  return bin;
}

/** Gradient boosting of small regression trees on the square of the error. Equal seeds give equal trees. */
export function fitBoosted(
  rows: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  options: BoostOptions,
): Scorer {
  const random = createRandom(options.seed, 0xb005);
  const width = rows[0]?.length ?? 0;
  const edges = Array.from({ length: width }, (_, column) => edgesOf(rows, column));
  const bins = edges.map((own, column) => Uint8Array.from(rows, (row) => binOf(own, row[column]!)));
  const left = Float64Array.from(targets);
  const start = left.reduce((sum, value) => sum + value, 0) / (rows.length || 1);
  for (let i = 0; i < left.length; i++) left[i]! -= start;
  const sums = new Float64Array(BINS + 1);
  const counts = new Int32Array(BINS + 1);

  const bestCut = (members: Int32Array, columns: readonly number[]) => {
    let total = 0;
    for (const i of members) total += left[i]!;
    let best: { gain: number; column: number; bin: number } | undefined;
    for (const column of columns) {
      const own = bins[column]!;
      const last = edges[column]!.length;
      sums.fill(0);
      counts.fill(0);
      for (const i of members) {
        sums[own[i]!]! += left[i]!;
        counts[own[i]!]!++;
      }
      let [sum, count] = [0, 0];
      for (let bin = 0; bin < last; bin++) {
        sum += sums[bin]!;
        count += counts[bin]!;
        const rest = members.length - count;
        if (count < options.leaf || rest < options.leaf) continue;
        const gain = sum ** 2 / count + (total - sum) ** 2 / rest - total ** 2 / members.length;
        if (gain > (best?.gain ?? 1e-9)) best = { gain, column, bin };
      }
    }
    return best;
  };
  const grow = (members: Int32Array, columns: readonly number[], depth: number): Tree => {
    const cut = depth > 0 ? bestCut(members, columns) : undefined;
    if (!cut) {
      let sum = 0;
      for (const i of members) sum += left[i]!;
      return { value: (options.rate * sum) / (members.length + 1) };
    }
    const own = bins[cut.column]!;
    return {
      column: cut.column,
      at: edges[cut.column]![cut.bin]!,
      left: grow(
        members.filter((i) => own[i]! <= cut.bin),
        columns,
        depth - 1,
      ),
      right: grow(
        members.filter((i) => own[i]! > cut.bin),
        columns,
        depth - 1,
      ),
    };
  };

  const all = Int32Array.from(rows.keys());
  const trees = Array.from({ length: options.trees }, () => {
    const members = all.filter(() => random() < options.rows);
    const columns = edges.map((_, column) => column).filter(() => random() < options.columns);
    const tree = grow(members, columns, options.depth);
    for (const i of all) left[i]! -= valueOf(tree, rows[i]!);
    return tree;
  });
  return (row) => trees.reduce((sum, tree) => sum + valueOf(tree, row), start);
}
