import type { BackendChoice } from '#shared/domain/backend.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { TrainRequest } from '../engine/messages.ts';
import { heatsOf } from './heats.ts';

/** What a graphics card would train first if Train were pressed now: every contender of the first heat once; null where there is none. */
export function rehearsalOf(
  experiment: Experiment,
  descriptor: DatasetDescriptor,
  backend: BackendChoice,
): TrainRequest | null {
  const [seed = 0] = experiment.training.seeds;
  const runs = experiment.contenders.map((contender, at) => ({ id: String(at), seed, contender }));
  const [first] = heatsOf({ experiment, descriptor, runs, backend });
  return first && !first.solves ? first : null;
}
