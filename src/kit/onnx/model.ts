import { ProtoWriter } from './protobuf.ts';

/** Element types used here, by their codes in onnx.proto. */
const DATA_TYPE = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
export type OnnxType = keyof typeof DATA_TYPE;

/** An attribute of a node: integer, list of integers, float (wrapped to tell it from an integer) or text. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number } | string;

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A graph input or output. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

/** A constant held inside the model; `data` is little endian. */
export interface OnnxConstant extends OnnxValue {
  readonly data: Uint8Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const IR_VERSION = 9;
const OPSET = 18;

/** Encodes a graph as an ONNX model file (IR version 9, opset 18, default domain). Field numbers are those of onnx.proto. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const body = new ProtoWriter();
  for (const node of graph.nodes) body.message(1, nodeProto(node));
  body.text(2, 'graph');
  for (const constant of graph.constants) body.message(5, tensorProto(constant));
  for (const input of graph.inputs) body.message(11, valueInfo(input));
  for (const output of graph.outputs) body.message(12, valueInfo(output));
  const opset = new ProtoWriter();
  opset.text(1, '');
  opset.int(2, OPSET);
  const model = new ProtoWriter();
  model.int(1, IR_VERSION);
  model.message(7, body);
  model.message(8, opset);
  return model.finish();
}

function nodeProto({ op, inputs, outputs, attributes }: OnnxNode): ProtoWriter {
  const node = new ProtoWriter();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, outputs[0] ?? op);
  node.text(4, op);
  for (const [name, value] of Object.entries(attributes ?? {})) node.message(5, attributeProto(name, value));
  return node;
}

function attributeProto(name: string, value: OnnxAttribute): ProtoWriter {
  const attribute = new ProtoWriter();
  attribute.text(1, name);
  if (typeof value === 'number') {
    attribute.int(3, value);
    attribute.int(20, 2);
  } else if (typeof value === 'string') {
    attribute.text(4, value);
    attribute.int(20, 3);
  } else if ('float' in value) {
    attribute.float(2, value.float);
    attribute.int(20, 1);
  } else {
    for (const item of value) attribute.int(8, item);
    attribute.int(20, 7);
  }
  return attribute;
}

function tensorProto({ name, type, shape, data }: OnnxConstant): ProtoWriter {
  const tensor = new ProtoWriter();
  for (const size of shape) tensor.int(1, size);
  tensor.int(2, DATA_TYPE[type]);
  tensor.text(8, name);
  tensor.bytes(9, data);
  return tensor;
}

function valueInfo({ name, type, shape }: OnnxValue): ProtoWriter {
  const dimensions = new ProtoWriter();
  for (const size of shape) {
    const dimension = new ProtoWriter();
    dimension.int(1, size);
    dimensions.message(1, dimension);
  }
  const tensorType = new ProtoWriter();
  tensorType.int(1, DATA_TYPE[type]);
  tensorType.message(2, dimensions);
  const typeProto = new ProtoWriter();
  typeProto.message(1, tensorType);
  const info = new ProtoWriter();
  info.text(1, name);
  info.message(2, typeProto);
  return info;
}
