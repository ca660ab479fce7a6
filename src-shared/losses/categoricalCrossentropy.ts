import type { Loss } from './loss.ts';

/** −log softmax(z)[y] (Keras's sparse form: y is a class number), from logits, exact where a clipped version saturates: logits (30, 0, 0), class 1 → loss 30, gradient (1, −1, 0). */
export const categoricalCrossentropy: Loss = {
  id: 'categoricalCrossentropy',
  task: 'classification',
  targets: 'class',
  metric: 'accuracy',
  activation: 'softmax',
  evaluate({ logits, targets, rows, units }) {
    const gradient = new Float64Array(rows * units);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const z = logits.subarray(row * units, (row + 1) * units);
      const max = Math.max(...z);
      const exps = z.map((value) => Math.exp(value - max));
      const sum = exps.reduce((a, b) => a + b, 0);
      const y = targets[row]!;
      total += max + Math.log(sum) - z[y]!;
      for (let unit = 0; unit < units; unit++)
        gradient[row * units + unit] = (exps[unit]! / sum - (unit === y ? 1 : 0)) / rows;
    }
    return { loss: total / rows, gradient };
  },
};
