import type { Loss } from './loss.ts';

/** −y log σ(z) − (1 − y) log(1 − σ(z)) as max(z, 0) − zy + log(1 + e^−|z|): one logit per row, class 0 or 1. */
export const binaryCrossentropy: Loss = {
  id: 'binaryCrossentropy',
  task: 'classification',
  targets: 'class',
  metric: 'accuracy',
  activation: 'sigmoid',
  oneUnit: true,
  evaluate({ logits, targets, rows }) {
    const gradient = logits.map((z, row) => (1 / (1 + Math.exp(-z)) - targets[row]!) / rows);
    const total = logits.reduce(
      (sum, z, row) => sum + Math.max(z, 0) - z * targets[row]! + Math.log1p(Math.exp(-Math.abs(z))),
      0,
    );
    return { loss: total / rows, gradient };
  },
};
