import { meanAbsolute } from './scores.ts';
import type { TensorLoss } from './tensorLoss.ts';

/** Mean |z − y| over the rows. */
export const meanAbsoluteError: TensorLoss = { loss: meanAbsolute, score: meanAbsolute };
