import type { Graph, Value } from '../graph.ts';
import type { RotaryPositions } from '../ops/rotary.ts';

/** Architectures that can be trained here, named as in `general.architecture`. */
export type ArchitectureName = 'llama' | 'qwen2' | 'qwen3' | 'gemma3';

/** Layers that look back over few positions only, among them every so often one that sees all. */
interface LocalAttention {
  /** A position sees itself and the ones before it, so many in all. */
  readonly window: number;
  /** Each so many-th layer sees all. */
  readonly period: number;
  readonly rope: RotaryPositions;
}

/** Everything that decides what a model computes, its weights apart. */
export interface ModelShape {
  readonly architecture: ArchitectureName;
  readonly vocabulary: number;
  readonly layers: number;
  /** Width of the residual stream. */
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Inner width of the feed-forward part. */
  readonly inner: number;
  /** Longest context the file promises, in tokens. */
  readonly context: number;
  readonly epsilon: number;
  readonly rope: RotaryPositions;
  readonly local: LocalAttention | null;
  /** Queries are multiplied with it, the rows of the embedding with the other. */
  readonly queryScale: number;
  readonly embeddingScale: number;
  /** Of the gate; gelu in its tanh form. */
  readonly activation: 'silu' | 'gelu';
  /** Whether queries, keys and values have a bias. */
  readonly biases: boolean;
  /** Whether each head's queries and keys are normalised. */
  readonly headNorms: boolean;
  /** Whether what attention and feed-forward add to the stream is normalised. */
  readonly postNorms: boolean;
  /** Whether the embedding is the output head as well. */
  readonly tied: boolean;
}

/** Where a forward pass takes its weights from. */
export interface ForwardContext {
  weight(name: string): Value;
  /** x times the named weight, with whatever is added to it. */
  linear(x: Value, name: string): Value;
  /** Leaves some of the numbers out: asked after the embedding and after both halves of each layer, in this order. */
  drop?(x: Value): Value;
  readonly batch: number;
  readonly time: number;
}

/** The parts of a forward pass; all values are [rows, width]. */
export interface Forward {
  /** `ids`: int64 [batch * time]. */
  embed(ids: Value): Value;
  layer(stream: Value, index: number): Value;
  /** The norm before the output head, on all rows or on chosen ones. */
  norm(stream: Value): Value;
}

/** An architecture of one size. The logits are `linear(norm(stream), head)`. */
export interface Architecture {
  readonly shape: ModelShape;
  /** Name and shape ([out, in] or [width]) of every weight, named as in GGUF. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
  /** Names of the matrices inside the layers; an adapter changes these. */
  readonly linears: readonly string[];
  readonly layers: number;
  /** Name of the output head's weight. */
  readonly head: string;
  /**
   * Declares the graph input `mask` [batch, 1, time, time] (added to the attention scores: 0 where a position may look,
   * a large negative number elsewhere) and gives the parts of the forward pass. Windows of local layers are made from it.
   */
  open(graph: Graph, context: ForwardContext): Forward;
}
