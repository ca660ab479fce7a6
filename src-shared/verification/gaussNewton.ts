import type { Matrix, Vector } from '../solvers/vector.ts';

/**
 * The Gauss–Newton matrix of a mean loss: Σ over the rows of Jᵀ C J / rows, C the curvature of one row's loss in its logits. `jacobians[r][k]`
 * is the gradient of logit k of row r; `logits` are rows × units.
 */
export function gaussNewtonMatrix(
  jacobians: readonly (readonly Vector[])[],
  logits: Float64Array,
  lossId: string,
): Matrix {
  const units = logits.length / jacobians.length;
  const size = jacobians[0]![0]!.length;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  jacobians.forEach((jacobian, r) => {
    const curvature = outputCurvature(logits.subarray(r * units, (r + 1) * units), lossId);
    addOuter(matrix, jacobian, curvature, jacobians.length);
  });
  return matrix;
}

/** Curvature of one row's loss in its logits: diag p − ppᵀ for softmax, 2/units for squares. */
function outputCurvature(logits: Float64Array, lossId: string): number[][] {
  const n = logits.length;
  if (lossId !== 'categoricalCrossentropy')
    return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => (i === j ? 2 / n : 0)));
  const max = Math.max(...logits);
  const exps = [...logits].map((z) => Math.exp(z - max));
  const sum = exps.reduce((a, b) => a + b, 0);
  const p = exps.map((e) => e / sum);
  return p.map((pi, i) => p.map((pj, j) => (i === j ? pi : 0) - pi * pj));
}

function addOuter(into: Float64Array[], jacobian: readonly Float64Array[], curvature: number[][], rows: number): void {
  const size = into.length;
  for (let k = 0; k < jacobian.length; k++)
    for (let l = 0; l < jacobian.length; l++) {
      const weight = curvature[k]![l]! / rows;
      if (weight === 0) continue;
      for (let a = 0; a < size; a++) {
        const factor = weight * jacobian[k]![a]!;
        if (factor !== 0) for (let b = 0; b < size; b++) into[a]![b]! += factor * jacobian[l]![b]!;
      }
    }
}
