import type { Split } from './split.ts';

/** Rows of the validation and test parts that stand, cell by cell, in the training part too. `cells`: row by row. */
export function rowsAcrossSplit(cells: Float64Array, columns: number, { train, validation, test }: Split): number {
  const bits = new Uint32Array(cells.buffer, cells.byteOffset, 2 * cells.length);
  const keyOf = (row: number): number => rowKey(bits, 2 * columns * row, 2 * columns * (row + 1));
  const seen = new Set<number>();
  for (const row of train) seen.add(keyOf(row));
  let count = 0;
  for (const part of [validation, test]) for (const row of part) if (seen.has(keyOf(row))) count += 1;
  return count;
}

/** 53 bits out of two FNV-1a sums (Fowler, Noll, Vo): among a million rows two different ones meet once in ten thousand tables. */
function rowKey(bits: Uint32Array, from: number, to: number): number {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let at = from; at < to; at++) {
    const word = bits[at]!;
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 0) * 0x200000 + (b >>> 11);
}
