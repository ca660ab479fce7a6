type Rows = readonly (readonly number[])[];

export interface Normalised {
  readonly mean: number[];
  /** Biased: divided by the number of rows. */
  readonly variance: number[];
  readonly y: number[][];
}

function columns(rows: Rows): number[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** y = γ (x − μ) / √(σ² + ε) + β per column (Ioffe & Szegedy 2015, Algorithm 1). */
export function normaliseBatch(x: Rows, gamma: readonly number[], beta: readonly number[], eps: number): Normalised {
  const means = columns(x).map(mean);
  const variance = columns(x).map((column, j) => mean(column.map((value) => (value - means[j]!) ** 2)));
  return { mean: means, variance, y: normaliseWith(x, gamma, beta, eps, means, variance) };
}

/** The same with given statistics: inference. */
export function normaliseWith(
  x: Rows,
  gamma: readonly number[],
  beta: readonly number[],
  eps: number,
  means: readonly number[],
  variance: readonly number[],
): number[][] {
  return x.map((row) =>
    row.map((value, j) => (gamma[j]! * (value - means[j]!)) / Math.sqrt(variance[j]! + eps) + beta[j]!),
  );
}

/** Gradients of a scalar with upstream ∂/∂y, through the batch statistics. */
export function batchGradients(x: Rows, gamma: readonly number[], upstream: Rows, eps: number) {
  const { mean: means, variance } = normaliseBatch(x, gamma, gamma, eps);
  const inverse = variance.map((value) => 1 / Math.sqrt(value + eps));
  const xHat = x.map((row) => row.map((value, j) => (value - means[j]!) * inverse[j]!));
  const dbeta = columns(upstream).map((column) => column.reduce((sum, g) => sum + g, 0));
  const dgamma = columns(upstream).map((column, j) => column.reduce((sum, g, i) => sum + g * xHat[i]![j]!, 0));
  const rows = x.length;
  const dx = x.map((row, i) =>
    row.map(
      (_, j) => ((gamma[j]! * inverse[j]!) / rows) * (rows * upstream[i]![j]! - dbeta[j]! - xHat[i]![j]! * dgamma[j]!),
    ),
  );
  return { dx, dgamma, dbeta };
}

/** r ← momentum·r + (1 − momentum)·batch. */
export function runningStatistic(before: readonly number[], batch: readonly number[], momentum: number): number[] {
  return before.map((value, j) => momentum * value + (1 - momentum) * batch[j]!);
}
