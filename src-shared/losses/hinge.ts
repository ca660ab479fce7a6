import type { Loss } from './loss.ts';
import { perValue } from './perValue.ts';

/** max(1 − sz, 0), s = −1 for class 0 and 1 for class 1: no loss for a row that is right by a margin of 1 (Keras Hinge, whose targets are s). */
export const hinge: Loss = {
  id: 'hinge',
  task: 'classification',
  targets: 'class',
  metric: 'accuracy',
  activation: 'linear',
  oneUnit: true,
  evaluate: (batch) =>
    perValue(batch, (z, y) => {
      const side = y === 1 ? 1 : -1;
      const short = 1 - side * z;
      return short > 0 ? { loss: short, slope: -side } : { loss: short * 0, slope: short * 0 };
    }),
};
