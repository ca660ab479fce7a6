import type { Contender } from '#shared/domain/experiment.ts';
import type { KeptWeights } from '#shared/domain/keptStart.ts';
import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import { initialWeights, type StartPlaces } from '#shared/initializers/initialWeights.ts';
import { weightsHash } from './hashes.ts';
import type { TrainingParts } from './trainingParts.ts';

/** What a run begins with: one array per weight tensor in layer order, and their SHA-256. */
export interface StartWeights {
  readonly weights: Float32Array[];
  readonly hash: string;
}

/** The start weights of one seed by contender: drawn once for all that start alike, which is all but those with an initialiser of their own. */
export function startWeights(
  { check, places, kept = new Map() }: Pick<TrainingParts, 'check' | 'places' | 'kept'>,
  seed: number,
): (contender: Contender) => Promise<StartWeights> {
  const known = new Map<string, Promise<StartWeights>>();
  return ({ changes }) => {
    const initializer = changes?.initializer === undefined ? check.initializer : changes.initializer;
    const key = JSON.stringify(initializer);
    const found = known.get(key) ?? drawn({ ...check, initializer }, seed, places, kept);
    known.set(key, found);
    return found;
  };
}

async function drawn(
  check: ModelCheck,
  seed: number,
  places: StartPlaces | undefined,
  kept: KeptWeights,
): Promise<StartWeights> {
  const weights = initialWeights(check, seed, places, kept);
  return { weights, hash: await weightsHash(weights) };
}
