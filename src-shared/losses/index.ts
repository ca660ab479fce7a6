import { StudioError } from '../result.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { klDivergence } from './klDivergence.ts';
import type { Loss } from './loss.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { poisson } from './poisson.ts';

/** Every loss the studio trains with. A new one is one file here, one in the engine, one kernel, and a line in each index. */
export const losses: readonly Loss[] = [
  categoricalCrossentropy,
  binaryCrossentropy,
  hinge,
  klDivergence,
  cosineSimilarity,
  meanSquaredError,
  meanAbsoluteError,
  huber,
  poisson,
];

export const lossIds: readonly string[] = losses.map((loss) => loss.id);

/**
 * Other names an experiment file may use. Targets are class numbers, never one-hot rows, so the sparse form of Keras is the only one there is
 * and both names mean it.
 */
export const lossAliases: Readonly<Record<string, string>> = {
  sparseCategoricalCrossentropy: categoricalCrossentropy.id,
  sparse_categorical_crossentropy: categoricalCrossentropy.id,
  categorical_crossentropy: categoricalCrossentropy.id,
  binary_crossentropy: binaryCrossentropy.id,
  kl_divergence: klDivergence.id,
  cosine_similarity: cosineSimilarity.id,
  mean_squared_error: meanSquaredError.id,
  mse: meanSquaredError.id,
  mean_absolute_error: meanAbsoluteError.id,
  mae: meanAbsoluteError.id,
};

/** The studio's own id of a loss; a name that is no alias stands for itself. */
export function lossIdOf(name: string): string {
  return Object.hasOwn(lossAliases, name) ? lossAliases[name]! : name;
}

/** The loss with this id; throws `lossUnknown` naming the known ones. */
export function lossById(id: string): Loss {
  const found = losses.find((loss) => loss.id === id);
  if (!found) throw new StudioError('lossUnknown', { value: id, known: lossIds.join(', ') });
  return found;
}

/** True for a loss of counts: what it predicts is not standardised. */
export function wantsCounts(id: string): boolean {
  return lossById(id).counts === true;
}
