/** Protocol-buffer wire format: as much as an ONNX file needs. Numbers are little endian, messages length-delimited. */
export class ProtoWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Field of wire type 0; negative numbers take the 64-bit two's complement. */
  int(field: number, value: number | bigint): void {
    this.#varint(field << 3);
    this.#varint(value);
  }

  /** Field of wire type 5: a 32-bit float. */
  float(field: number, value: number): void {
    this.#varint((field << 3) | 5);
    this.#raw(new Uint8Array(new Float32Array([value]).buffer));
  }

  /** Field of wire type 2 with the given bytes, which are not copied until `finish`. */
  bytes(field: number, value: Uint8Array): void {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    this.#raw(value);
  }

  text(field: number, value: string): void {
    this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: ProtoWriter): void {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    for (const part of value.#parts) this.#raw(part);
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  #raw(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    const out: number[] = [];
    while (rest > 127n) {
      out.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    out.push(Number(rest));
    this.#raw(Uint8Array.from(out));
  }
}
