/** Names of the per-update series of a run, as they are stored. */
export const series = {
  /** Mean loss of the batch, before the update. */
  loss: 'loss',
  learningRate: 'learningRate',
  /** ‖g‖ over all weights, before clipping. */
  gradientNorm: 'gradientNorm',
  /** ‖Δθ‖ / ‖θ‖ over all weights. */
  updateRatio: 'updateRatio',
  /** Gradients computed since the start, this update's included. */
  gradientEvaluations: 'gradientEvaluations',
} as const;

/** ‖g‖ of one layer, by its id. */
export function layerNorm(layer: string): string {
  return `${series.gradientNorm}/${layer}`;
}

const EFFECTIVE_RATE = 'effectiveRate';

/** |Δθ| / |g| of one followed parameter; see `probesOf` for its name. */
export function effectiveRate(parameter: string): string {
  return `${EFFECTIVE_RATE}/${parameter}`;
}
