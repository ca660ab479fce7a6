import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import type { Loss } from './loss.ts';

/**
 * Σ p log(p / q) of the target distribution p against q = softmax(z) (Keras KLDivergence). A row has one class, so p is 1 there and the entropy
 * of p is 0: the same numbers as the cross-entropy, from the same logits.
 */
export const klDivergence: Loss = { ...categoricalCrossentropy, id: 'klDivergence' };
