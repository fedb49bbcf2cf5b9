import { writeFileSync } from 'node:fs';

/** A matrix for a safetensors file. */
export interface Matrix {
  readonly shape: readonly [rows: number, columns: number];
  readonly data: Float32Array;
}

/** A file with this header (as it is, or as JSON) and these bytes after it. */
export function writeSafetensorsParts(path: string, header: unknown, data: Uint8Array): void {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  writeFileSync(path, Buffer.concat([length, text, data]));
}

/** Matrices as an F32 safetensors file, in the form that PEFT and mlx-lm write. */
export function writeSafetensors(path: string, tensors: ReadonlyMap<string, Matrix>): void {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const bytes = [...tensors.values()].map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  writeSafetensorsParts(path, header, Buffer.concat(bytes));
}
