import type { Graph, Value } from '../graph.ts';
import { gelu, silu } from '../ops/activation.ts';
import { add, multiply } from '../ops/arithmetic.ts';
import { embedding } from '../ops/embedding.ts';
import { rmsNorm } from '../ops/norm.ts';
import { rotaryTables, type RotaryPositions } from '../ops/rotary.ts';
import { attention, type AttentionTables } from './attention.ts';
import type { Architecture, Forward, ForwardContext, ModelShape } from './model.ts';
import { headOf, modelWeights } from './weights.ts';

/** The trainer's view of a model: its weights, and its forward pass in parts that can be put together in several ways. */
export function createArchitecture(shape: ModelShape): Architecture {
  const weights = modelWeights(shape);
  return {
    shape,
    weights,
    linears: [...weights].flatMap(([name, { length }]) =>
      length === 2 && name.startsWith('blk.') ? [name] : [],
    ),
    layers: shape.layers,
    head: headOf(shape),
    open: (graph, context) => openForward(graph, shape, context),
  };
}

function openForward(graph: Graph, shape: ModelShape, context: ForwardContext): Forward {
  const { weight, linear, batch, time } = context;
  const drop = context.drop ?? ((x: Value): Value => x);
  const { local } = shape;
  const mask = graph.input('mask', 'float32', [batch, 1, time, time]);
  const tables = (rope: RotaryPositions, seen: Value): AttentionTables => ({
    query: rotaryTables(graph, time, shape.headWidth, rope, shape.queryScale),
    key: rotaryTables(graph, time, shape.headWidth, rope),
    mask: seen,
  });
  const everywhere = tables(shape.rope, mask);
  const nearby = local && tables(local.rope, narrowed(graph, mask, local.window));
  const activation = shape.activation === 'gelu' ? gelu : silu;

  return {
    embed(ids) {
      const rows = embedding(graph, weight('token_embd.weight'), ids);
      const { embeddingScale } = shape;
      return drop(embeddingScale === 1 ? rows : multiply(graph, rows, graph.scalar(embeddingScale)));
    },
    layer(stream, index) {
      const at = `blk.${index}.`;
      const norm = (x: Value, name: string): Value =>
        rmsNorm(graph, x, weight(`${at}${name}.weight`), shape.epsilon);
      const isLocal = local !== null && (index + 1) % local.period !== 0;
      const attended = attention(
        graph,
        shape,
        context,
        norm(stream, 'attn_norm'),
        at,
        isLocal && nearby ? nearby : everywhere,
      );
      const half = shape.postNorms ? norm(attended, 'post_attention_norm') : attended;
      const middle = add(graph, stream, drop(half));

      const normal = norm(middle, 'ffn_norm');
      const gate = activation(graph, linear(normal, `${at}ffn_gate.weight`));
      const raised = multiply(graph, gate, linear(normal, `${at}ffn_up.weight`));
      const lowered = linear(raised, `${at}ffn_down.weight`);
      return add(graph, middle, drop(shape.postNorms ? norm(lowered, 'post_ffw_norm') : lowered));
    },
    norm: (stream) => rmsNorm(graph, stream, weight('output_norm.weight'), shape.epsilon),
  };
}

/** `mask` without what lies `window` or more positions back. Texts packed into one row lie side by side: distances hold. */
function narrowed(graph: Graph, mask: Value, window: number): Value {
  const time = mask.shape.at(-1) ?? 0;
  if (time <= window) return mask;
  const band = new Float32Array(time * time);
  for (let t = window; t < time; t++) band.fill(-1e9, t * time, t * time + t - window + 1);
  return graph.node('Add', [mask, graph.floats(band, [time, time])], mask.shape);
}
