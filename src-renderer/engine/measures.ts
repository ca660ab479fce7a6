/*
 * The measures of an update, in the order in which every executor gives them: Σ g² of each trained tensor before clipping; Σ Δθ² and Σ θ²
 * (before the update) over all of these; then, of each probed parameter, Δθ and the gradient as the rule saw it.
 */

/** Where Σ Δθ² stands; Σ θ² follows. */
export function changeAt(tensors: number): number {
  return tensors;
}

/** Where Δθ of a probe stands; its gradient follows. */
export function probeAt(tensors: number, probe: number): number {
  return tensors + 2 + 2 * probe;
}

/** How many measures an update has. */
export function measureCount(tensors: number, probes: number): number {
  return probeAt(tensors, probes);
}

/** ‖g‖ over these tensors in one update, before clipping. */
export function gradientNorm(
  measures: readonly (readonly number[])[],
  tensors: readonly number[],
  update: number,
): number {
  return Math.sqrt(tensors.reduce((sum, tensor) => sum + measures[tensor]![update]!, 0));
}
