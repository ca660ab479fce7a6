/** From this share of a row on, a cell has the next step of the hue. */
export const heatSteps = [0.01, 0.04, 0.09, 0.4, 0.8] as const;

/** The step of a share of a row, 0 … 5; null for an empty cell. */
export function heatOf(share: number): number | null {
  return share > 0 ? heatSteps.filter((step) => share >= step).length : null;
}
