/** At most so many of these rows, evenly spread. */
export function evenlySpread(rows: Uint32Array, most: number): Uint32Array {
  const stride = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, index) => index % stride === 0);
}
