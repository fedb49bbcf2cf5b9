import type { TensorTypeName } from '../../../kit/gguf/types.ts';
import type { Graph, Value } from '../graph.ts';

/** ONNX numbers of element types. */
const FLOAT32 = 1;
const FLOAT16 = 10;

/**
 * `x` [rows, width] as llama.cpp sees it in a product with a weight of this type: whole numbers of 8 bits with one factor a
 * block. Blocks have 32 numbers, and 256 beside K-quants, whose factor stays float32.
 */
export function narrowed(graph: Graph, x: Value, type: TensorTypeName): Value {
  if (!type.startsWith('Q')) return x;
  const [rows, width] = x.shape as [number, number];
  const superBlock = type.endsWith('_K');
  const block = superBlock ? 256 : 32;
  const shape = [rows, width / block, block];
  const narrow = [rows, width / block, 1];
  const parts = graph.node('Reshape', [x, graph.ints(shape)], shape);
  const sizes = graph.node('Abs', [parts], shape);
  const most = graph.node('ReduceMax', [sizes, graph.ints([-1])], narrow, { keepdims: 1 });
  const least = graph.node('Max', [most, graph.scalar(1e-30)], narrow);
  const inverse = graph.node('Div', [graph.scalar(127), least], narrow);
  const whole = graph.node('Round', [graph.node('Mul', [parts, inverse], shape)], shape);
  const factor = graph.node('Div', [least, graph.scalar(127)], narrow);
  const half = graph.node('Cast', [factor], narrow, { to: FLOAT16 });
  const stored = superBlock ? factor : graph.node('Cast', [half], narrow, { to: FLOAT32 });
  const values = graph.node('Mul', [whole, stored], shape);
  return graph.node('Reshape', [values, graph.ints([rows, width])], x.shape);
}
