import type { Loss } from './loss.ts';

/** Under the root, as in Keras: vectors of length 0 have no direction. */
const EPSILON = 1e-12;

/** −z·y / (‖z‖ ‖y‖) with y the unit vector of the row's class: −1 where z points along the axis of its class, whatever its length (Keras CosineSimilarity). */
export const cosineSimilarity: Loss = {
  id: 'cosineSimilarity',
  task: 'classification',
  targets: 'class',
  metric: 'accuracy',
  activation: 'linear',
  evaluate({ logits, targets, rows, units }) {
    const gradient = new Float64Array(rows * units);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const z = logits.subarray(row * units, (row + 1) * units);
      const squares = z.reduce((sum, value) => sum + value * value, 0);
      const length = Math.sqrt(Math.max(squares, EPSILON));
      const own = z[targets[row]!]!;
      total -= own / length;
      // Where ‖z‖ is below √ε the length is a constant.
      const along = squares > EPSILON ? own / (length * length * length) : 0;
      for (let unit = 0; unit < units; unit++)
        gradient[row * units + unit] = (along * z[unit]! - (unit === targets[row] ? 1 / length : 0)) / rows;
    }
    return { loss: total / rows, gradient };
  },
};
