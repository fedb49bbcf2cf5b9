import { describe, expect, test } from 'vitest';
import { fromHalf, toHalf } from './half.ts';
import { TENSOR_TYPE, tensorBytes } from './types.ts';
import { writeGguf } from './write.ts';

describe('writeGguf', () => {
  const data = new Uint8Array(new Float32Array([1, 2, 3]).buffer);

  test('lays out header, metadata, tensor table and aligned data', () => {
    const file = writeGguf(
      [
        { key: 'a', type: 'u32', value: 7 },
        { key: 'b', arrayOf: 'string', values: ['x', 'yz'] },
      ],
      [
        { name: 't', type: 'F32', dimensions: [3], data },
        { name: 'u', type: 'F32', dimensions: [3, 1], data },
      ],
    );
    const view = new DataView(file.buffer);
    expect(Buffer.from(file.subarray(0, 4)).toString()).toBe('GGUF');
    expect([view.getUint32(4, true), view.getBigUint64(8, true), view.getBigUint64(16, true)]).toEqual([
      3,
      2n,
      2n,
    ]);
    expect(file.length % 32).toBe(0);
    expect(view.getFloat32(file.length - 64, true)).toBe(1);
    expect(view.getFloat32(file.length - 32 + 8, true)).toBe(3);
  });

  test('refuses a tensor whose bytes do not fit its shape', () => {
    expect(() => writeGguf([], [{ name: 't', type: 'F32', dimensions: [4], data }])).toThrow(
      '12 bytes, its shape needs 16',
    );
  });
});

test('tensorBytes counts whole blocks', () => {
  expect(tensorBytes(TENSOR_TYPE.Q8_0, [64, 2])).toBe(136);
  expect(tensorBytes(TENSOR_TYPE.Q8_0, [33])).toBeUndefined();
});

describe('half precision', () => {
  test('exact values, rounding to even, subnormals, overflow', () => {
    const values = Float32Array.of(
      0,
      -0,
      1,
      -2.5,
      65504,
      1e6,
      2 ** -24,
      2 ** -26,
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
    );
    const back = fromHalf(toHalf(values));
    expect([...back]).toEqual([0, -0, 1, -2.5, 65504, Infinity, 2 ** -24, 0, 1, 1 + 2 ** -9]);
  });

  test('every half value survives the way there and back', () => {
    const all = new Uint8Array(Uint16Array.from({ length: 0x7c00 }, (_, i) => i).buffer);
    expect(toHalf(fromHalf(all))).toEqual(all);
  });
});
