export interface Averaged {
  readonly v: number;
  /** v / (1 − βᵗ): without the pull of the start at 0. */
  readonly corrected: number;
}

/** The exponential moving average v ← βv + (1 − β)x from v = 0, and its corrected form, after every x. */
export function movingAverage(values: readonly number[], beta: number): Averaged[] {
  let v = 0;
  return values.map((x, i) => {
    v = beta * v + (1 - beta) * x;
    return { v, corrected: v / (1 - beta ** (i + 1)) };
  });
}

/** The weight βⁱ a gradient of i updates ago still has in v ← βv + g. */
export function velocityWeights(beta: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => beta ** i);
}

/** The weight (1 − β)βⁱ it has in the average v ← βv + (1 − β)g. */
export function averageWeights(beta: number, count: number): number[] {
  return velocityWeights(beta, count).map((weight) => (1 - beta) * weight);
}
