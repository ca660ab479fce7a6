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
/** All series whose names begin alike, where names of series are asked for. */
const ALL = '/*';
/** Every parameter's effective rate. */
export const effectiveRates = `${EFFECTIVE_RATE}${ALL}`;

/** What names begin with that a pattern stands for, the slash included; null for the name of one series. */
export function prefixOf(pattern: string): string | null {
  return pattern.endsWith(ALL) ? pattern.slice(0, -1) : null;
}

/** True where a series has this name, or is one of those. */
export function isAskedFor(name: string, pattern: string): boolean {
  const prefix = prefixOf(pattern);
  return prefix === null ? name === pattern : name.startsWith(prefix);
}

/** |Δθ| / |g| of one followed parameter; see `probesOf` for its name. */
export function effectiveRate(parameter: string): string {
  return `${EFFECTIVE_RATE}/${parameter}`;
}
