import { StudioError } from '#shared/result.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import type { TensorLoss } from './tensorLoss.ts';

const losses: Readonly<Record<string, TensorLoss>> = {
  categoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
};

/** The tensor version of a loss; throws `lossUnknown`. */
export function tensorLoss(id: string): TensorLoss {
  const found = Object.hasOwn(losses, id) ? losses[id] : undefined;
  if (!found) throw new StudioError('lossUnknown', { value: id, known: Object.keys(losses).join(', ') });
  return found;
}
