import type { ParamValues } from '#shared/domain/params.ts';
import { huberDelta } from '#shared/losses/huber.ts';
import { StudioError } from '#shared/result.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { poisson } from './poisson.ts';
import type { TensorLoss } from './tensorLoss.ts';

const losses: Readonly<Record<string, (params: ParamValues) => TensorLoss>> = {
  categoricalCrossentropy: () => categoricalCrossentropy,
  binaryCrossentropy: () => binaryCrossentropy,
  hinge: () => hinge,
  // The target is one class, whose own entropy is 0.
  klDivergence: () => categoricalCrossentropy,
  cosineSimilarity: () => cosineSimilarity,
  meanSquaredError: () => meanSquaredError,
  meanAbsoluteError: () => meanAbsoluteError,
  huber: (params) => huber(huberDelta(params)),
  poisson: () => poisson,
};

/** The tensor version of a loss with its own parameters; throws `lossUnknown`. */
export function tensorLoss(id: string, params: ParamValues = {}): TensorLoss {
  const found = Object.hasOwn(losses, id) ? losses[id] : undefined;
  if (!found) throw new StudioError('lossUnknown', { value: id, known: Object.keys(losses).join(', ') });
  return found(params);
}
