/** Numbers of examples as bytes: sorted, each as the distance from the one before, seven bits a byte. */
export function packIds(ids: readonly number[]): Uint8Array {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const bytes: number[] = [];
  let before = 0;
  for (const id of sorted) {
    let distance = id - before;
    before = id;
    // No bit operations: numbers may be larger than 32 bits.
    for (; distance >= 128; distance = Math.floor(distance / 128)) bytes.push((distance % 128) + 128);
    bytes.push(distance);
  }
  return Uint8Array.from(bytes);
}

/** What {@link packIds} packed, ascending. */
export function unpackIds(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  let [before, distance, scale] = [0, 0, 1];
  for (const byte of bytes) {
    distance += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    before += distance;
    ids.push(before);
    [distance, scale] = [0, 1];
  }
  return ids;
}
