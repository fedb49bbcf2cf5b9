import { describe, expect, test } from 'vitest';
import { encodeOnnx } from './model.ts';
import { ProtoWriter } from './protobuf.ts';

describe('ProtoWriter', () => {
  const bytesOf = (write: (writer: ProtoWriter) => void): number[] => {
    const writer = new ProtoWriter();
    write(writer);
    return [...writer.finish()];
  };

  test('integers are varints, negative ones in 64 bits', () => {
    expect(bytesOf((w) => w.int(1, 150))).toEqual([0x08, 0x96, 0x01]);
    expect(bytesOf((w) => w.int(1, -1))).toEqual([0x08, ...Array<number>(9).fill(0xff), 0x01]);
  });

  test('text and messages carry their length', () => {
    expect(bytesOf((w) => w.text(2, 'hi'))).toEqual([0x12, 2, 0x68, 0x69]);
    const inner = new ProtoWriter();
    inner.int(1, 1);
    expect(bytesOf((w) => w.message(3, inner))).toEqual([0x1a, 2, 8, 1]);
  });

  test('floats are little endian', () => {
    expect(bytesOf((w) => w.float(1, 1))).toEqual([0x0d, 0, 0, 0x80, 0x3f]);
  });
});

test('a model names its operators, inputs and outputs', () => {
  const text = Buffer.from(
    encodeOnnx({
      nodes: [{ op: 'Softmax', inputs: ['x'], outputs: ['y'], attributes: { axis: -1 } }],
      constants: [],
      inputs: [{ name: 'x', type: 'float32', shape: [2] }],
      outputs: [{ name: 'y', type: 'float32', shape: [2] }],
    }),
  ).toString('latin1');
  expect(text).toContain('Softmax');
  expect(text).toContain('axis');
});
