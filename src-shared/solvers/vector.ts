export type Vector = Float64Array;
/** Rows of a square matrix. */
export type Matrix = readonly Vector[];

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export function norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

/** a + factor · b */
export function addScaled(a: Vector, factor: number, b: Vector): Vector {
  return a.map((value, i) => value + factor * b[i]!);
}

export function scaled(a: Vector, factor: number): Vector {
  return a.map((value) => value * factor);
}

export function product(matrix: Matrix, vector: Vector): Vector {
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

/** Solves A x = b by elimination with partial pivoting; null when A is singular to working precision. */
export function solveLinear(matrix: Matrix, b: Vector): Vector | null {
  const n = b.length;
  const rows = matrix.map((row, i) => Float64Array.of(...row, b[i]!));
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    if (rows[pivot]![column] === 0) return null;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = column + 1; row < n; row++) {
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let k = column; k <= n; k++) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  const x = new Float64Array(n);
  for (let row = n - 1; row >= 0; row--) {
    let sum = rows[row]![n]!;
    for (let k = row + 1; k < n; k++) sum -= rows[row]![k]! * x[k]!;
    x[row] = sum / rows[row]![row]!;
  }
  return x;
}
