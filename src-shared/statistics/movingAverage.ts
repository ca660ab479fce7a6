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

/** The weight βᵗ a gradient of so many updates ago still has in v ← βv + g; the newest one, 0 updates ago, weighs 1. */
export function velocityWeight(beta: number, age: number): number {
  return beta ** age;
}

/** The weights βⁱ of the newest gradients in v ← βv + g, from the newest on. */
export function velocityWeights(beta: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => velocityWeight(beta, i));
}

/** The weight (1 − β)βⁱ each has in the average v ← βv + (1 − β)g. */
export function averageWeights(beta: number, count: number): number[] {
  return velocityWeights(beta, count).map((weight) => (1 - beta) * weight);
}

/** After how many updates a gradient weighs less than this share (0 … 1) of the newest one; β in [0, 1). */
export function stepsUntilBelow(beta: number, share: number): number {
  if (beta === 0) return 1;
  const near = Math.max(1, Math.ceil(Math.log(share) / Math.log(beta)));
  // The quotient of two logarithms may be off by one at the boundary; the weights themselves decide.
  if (near > 1 && velocityWeight(beta, near - 1) < share) return near - 1;
  return velocityWeight(beta, near) < share ? near : near + 1;
}
