/** Rows of one width, end to end. */
export const packRows = (rows: readonly Int32Array[], width: number): Int32Array => {
  const packed = new Int32Array(rows.length * width);
  for (let row = 0; row < rows.length; row++) packed.set(rows[row] as Int32Array, row * width);
  return packed;
};

/** The rows again, each in memory of its own. */
export const splitRows = (packed: Int32Array, width: number): Int32Array[] =>
  Array.from({ length: packed.length / width }, (_, row) => packed.slice(row * width, (row + 1) * width));
