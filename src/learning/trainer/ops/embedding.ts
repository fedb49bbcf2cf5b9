import type { Graph, Value } from '../graph.ts';

/** Rows of `table` [vocabulary, width] picked by `ids` (int64 [rows]): [rows, width]. */
export function embedding(graph: Graph, table: Value, ids: Value): Value {
  const [rows] = ids.shape as [number];
  const [, width] = table.shape as [number, number];
  const y = graph.node('Gather', [table, ids], [rows, width], { axis: 0 });
  return graph.record(y, [
    table,
    (gradient) => {
      // Scatter-add of the gradient rows into zeros: the same index for all columns of a row.
      const column = graph.node('Unsqueeze', [ids, graph.ints([1])], [rows, 1]);
      const index = graph.node('Expand', [column, graph.ints([rows, width])], [rows, width]);
      const zeros = graph.node('ConstantOfShape', [graph.ints(table.shape)], table.shape);
      return graph.node('ScatterElements', [zeros, index, gradient], table.shape, {
        axis: 0,
        reduction: 'add',
      });
    },
  ]);
}
