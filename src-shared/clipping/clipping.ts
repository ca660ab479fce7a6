type Gradient = Float64Array;

export const clippingModes = ['value', 'norm', 'global_norm', 'global_norm_eps'] as const;
export type ClippingMode = (typeof clippingModes)[number];

function squaredNorm(gradient: Gradient): number {
  return gradient.reduce((sum, g) => sum + g * g, 0);
}

/** Euclidean norm over all tensors together. */
export function globalNorm(gradients: readonly Gradient[]): number {
  return Math.sqrt(gradients.reduce((sum, gradient) => sum + squaredNorm(gradient), 0));
}

/**
 * Gradients made no longer than c: `value` clamps each number to [−c, c]; `norm` scales each tensor by c / max(|g|, c); `global_norm`
 * scales all by c / max(|all g|, c); `global_norm_eps` by min(1, c / (|all g| + 1e-6)) (PyTorch clip_grad_norm_).
 */
export function clipGradients(gradients: readonly Gradient[], mode: ClippingMode, threshold: number): Gradient[] {
  if (mode === 'value')
    return gradients.map((gradient) => gradient.map((g) => Math.max(-threshold, Math.min(threshold, g))));
  const scale = (factor: number) => (gradient: Gradient) => gradient.map((g) => g * factor);
  if (mode === 'norm')
    return gradients.map((gradient) =>
      scale(threshold / Math.max(Math.sqrt(squaredNorm(gradient)), threshold))(gradient),
    );
  const norm = globalNorm(gradients);
  const factor =
    mode === 'global_norm' ? threshold / Math.max(norm, threshold) : Math.min(1, threshold / (norm + 1e-6));
  return gradients.map(scale(factor));
}
