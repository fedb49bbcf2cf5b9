import { encodeOnnx } from '../../kit/onnx/model.ts';
import type { OnnxAttribute, OnnxConstant, OnnxNode, OnnxType, OnnxValue } from '../../kit/onnx/model.ts';

/** A tensor inside the graph: its name and its (fully known) shape. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Given the gradient of an operation's output, appends the nodes of one input's gradient. */
export type InputGradient = (gradient: Value) => Value;

/** A node as the memory estimate sees it. */
export interface GraphStep {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Of the output. */
  readonly elements: number;
}

interface TapeEntry {
  readonly output: Value;
  readonly inputs: readonly (readonly [Value, InputGradient])[];
}

/**
 * Builds one ordinary ONNX graph that holds a computation and, on demand, its gradients (reverse-mode differentiation):
 * any ONNX runtime then is a training engine. Operators with gradients live in `ops/`; they append nodes with `node` and
 * say with `record` how a gradient flows back. Shapes are static.
 */
export class Graph {
  readonly #nodes: OnnxNode[] = [];
  readonly #constants: OnnxConstant[] = [];
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];
  readonly #shared = new Map<string, Value>();
  readonly #tape: TapeEntry[] = [];
  readonly #elements: number[] = [];
  #counter = 0;

  /** Number of nodes so far. */
  get size(): number {
    return this.#nodes.length;
  }

  /** Declares a graph input. Weights are inputs too: no 2 GB limit, and a step changes them without a new graph. */
  input(name: string, type: OnnxType, shape: readonly number[]): Value {
    this.#inputs.push({ name, type, shape });
    return { name, shape };
  }

  /** Declares `value` as a graph output called `name`. */
  output(name: string, value: Value, type: OnnxType = 'float32'): void {
    this.#append({ op: 'Identity', inputs: [value.name], outputs: [name] }, value.shape);
    this.#outputs.push({ name, type, shape: value.shape });
  }

  /** A float32 constant. */
  floats(data: Float32Array, shape: readonly number[]): Value {
    return this.#constant('float32', new Uint8Array(data.buffer, data.byteOffset, data.byteLength), shape);
  }

  /** A float32 scalar constant; equal ones are shared. */
  scalar(value: number): Value {
    return this.#once(`scalar ${value}`, () => this.floats(new Float32Array([value]), []));
  }

  /** An int64 vector constant (shapes, axes); equal ones are shared. */
  ints(values: readonly number[]): Value {
    return this.#once(`ints ${values.join(' ')}`, () =>
      this.#constant('int64', new Uint8Array(BigInt64Array.from(values, BigInt).buffer), [values.length]),
    );
  }

  /** Appends a node and returns its output. No gradient flows unless `record` is called for it. */
  node(
    op: string,
    inputs: readonly Value[],
    shape: readonly number[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): Value {
    const name = `${op}_${this.#counter++}`;
    this.#append({ op, inputs: inputs.map((value) => value.name), outputs: [name], attributes }, shape);
    return { name, shape };
  }

  /** Says how the gradient of `output` flows back to the inputs it was computed from. */
  record(output: Value, ...inputs: readonly (readonly [Value, InputGradient])[]): Value {
    this.#tape.push({ output, inputs });
    return output;
  }

  /** Runs `build` without a tape: no gradient flows through what it appends, unless `record` is called afterwards. */
  untaped<T>(build: () => T): T {
    const { length } = this.#tape;
    const result = build();
    this.#tape.length = length;
    return result;
  }

  /** All nodes in their order, with the size of what they make. */
  steps(): GraphStep[] {
    return this.#nodes.map(({ op, inputs, outputs }, i) => ({
      op,
      inputs,
      output: outputs[0] ?? '',
      elements: this.#elements[i] ?? 0,
    }));
  }

  /**
   * Appends the nodes of the gradients of `seeds` (value, its gradient) with respect to `targets`, in the order of `targets`.
   * @throws Error when no path leads from a seed to a target.
   */
  gradients(seeds: readonly (readonly [Value, Value])[], targets: readonly Value[]): Value[] {
    const needed = new Set(targets.map((target) => target.name));
    const tape = [...this.#tape];
    for (const { output, inputs } of tape)
      if (inputs.some(([input]) => needed.has(input.name))) needed.add(output.name);
    const found = new Map(seeds.map(([value, gradient]) => [value.name, gradient]));
    for (const { output, inputs } of tape.toReversed()) {
      const gradient = found.get(output.name);
      if (gradient === undefined || !needed.has(output.name)) continue;
      for (const [input, flow] of inputs) {
        if (!needed.has(input.name)) continue;
        const part = flow(gradient);
        const sum = found.get(input.name);
        found.set(input.name, sum ? this.node('Add', [sum, part], input.shape) : part);
      }
    }
    return targets.map((target) => {
      const gradient = found.get(target.name);
      if (!gradient) throw new Error(`No gradient reaches ${target.name}.`);
      return gradient;
    });
  }

  /** The finished model file. */
  encode(): Uint8Array {
    return encodeOnnx({
      nodes: this.#nodes,
      constants: this.#constants,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }

  #append(node: OnnxNode, shape: readonly number[]): void {
    this.#nodes.push(node);
    this.#elements.push(shape.reduce((product, size) => product * size, 1));
  }

  #constant(type: OnnxType, data: Uint8Array, shape: readonly number[]): Value {
    const name = `constant_${this.#counter++}`;
    this.#constants.push({ name, type, shape, data });
    return { name, shape };
  }

  #once(key: string, make: () => Value): Value {
    const known = this.#shared.get(key);
    if (known) return known;
    const value = make();
    this.#shared.set(key, value);
    return value;
  }
}
