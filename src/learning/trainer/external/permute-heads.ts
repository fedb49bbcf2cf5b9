/**
 * Rows of a query or key matrix [rows, columns] from the order of its authors, in which the two halves of a head turn
 * together, into that of llama files, in which neighbours do: of each head row 0, then the first of the second half, and so on.
 */
export function permuteHeads(data: Float32Array, rows: number, columns: number, heads: number): Float32Array {
  const out = new Float32Array(data.length);
  const width = rows / heads;
  for (let row = 0; row < rows; row++) {
    const within = row % width;
    const half = within < width / 2 ? 0 : 1;
    const to = row - within + 2 * (within - (half * width) / 2) + half;
    out.set(data.subarray(row * columns, (row + 1) * columns), to * columns);
  }
  return out;
}
