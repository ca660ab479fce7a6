import type { LossBatch, LossValue } from '#shared/losses/loss.ts';
import type { SmoothProblem } from '#shared/solvers/solver.ts';
import { joined, splitLike } from '#shared/verification/float64Backend.ts';
import { gaussNewtonMatrix } from '#shared/verification/gaussNewton.ts';
import type { TrainingParts } from './trainingParts.ts';

/** The two directions of a model over all its rows, on whatever engine. Weights are one array per tensor. */
export interface Passes {
  /** Rows × units, before the last activation. */
  logits(weights: readonly Float32Array[]): Float32Array;
  /** The gradient of the weights where the logits have this one. */
  pullBack(weights: readonly Float32Array[], dLogits: Float32Array): Float32Array[];
  loss(batch: LossBatch): LossValue;
  readonly sizes: readonly number[];
}

/**
 * All rows as one smooth function whose loss, gradient and curvature come from an engine's passes. The Gauss–Newton matrix is made of exact
 * derivatives: one backward pass per row and unit, with a gradient of 1 there.
 */
export function smoothOver(
  { logits, pullBack, loss, sizes }: Passes,
  { data, loss: lossId }: TrainingParts,
): SmoothProblem {
  const rows = data.split.train;
  const targets = new Float32Array(rows.length);
  data.gatherTargets(rows, targets);
  const tensors = (theta: Float64Array): Float32Array[] =>
    splitLike(theta, sizes).map((values) => Float32Array.from(values));
  const lossAt = (weights: readonly Float32Array[]): LossValue => {
    const found = Float64Array.from(logits(weights));
    return loss({
      logits: found,
      targets: Float64Array.from(targets),
      rows: rows.length,
      units: found.length / rows.length,
    });
  };
  return {
    value: (theta) => lossAt(tensors(theta)).loss,
    gradient(theta) {
      const weights = tensors(theta);
      return joined(pullBack(weights, Float32Array.from(lossAt(weights).gradient)));
    },
    gaussNewton(theta) {
      const weights = tensors(theta);
      const found = Float64Array.from(logits(weights));
      const units = found.length / rows.length;
      const derivative = (at: number): Float64Array =>
        joined(
          pullBack(
            weights,
            Float32Array.from(found, (_, i) => (i === at ? 1 : 0)),
          ),
        );
      const jacobians = Array.from(rows, (_, row) =>
        Array.from({ length: units }, (_unused, unit) => derivative(row * units + unit)),
      );
      return gaussNewtonMatrix(jacobians, found, lossId);
    },
  };
}
