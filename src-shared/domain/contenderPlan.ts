import { settled } from './blocks.ts';
import { solverPlan, solves } from '../training/solving.ts';
import type { Contender, Experiment } from './experiment.ts';

/**
 * The experiment as one contender trains it: what it has for itself stands in place of what all have, and a solver has a plan of its own kind.
 * The same object where nothing differs.
 */
export function experimentOf(experiment: Experiment, contender: Pick<Contender, 'changes' | 'optimizer'>): Experiment {
  const own = withChanges(experiment, contender);
  return solves(contender) ? { ...own, training: solverPlan(own.training) } : own;
}

function withChanges(experiment: Experiment, { changes }: Pick<Contender, 'changes'>): Experiment {
  if (!changes) return experiment;
  const { layers, initializer, ...training } = changes;
  const graph = layers ? settled({ ...experiment.model, layers }) : experiment.model;
  const model = initializer === undefined ? graph : { ...graph, initializer };
  return { ...experiment, model, training: { ...experiment.training, ...training } };
}

/** The different experiments that the contenders train, that of all first where any contender trains it. */
export function experimentsOf(experiment: Experiment): readonly Experiment[] {
  const all = experiment.contenders.map((contender) => experimentOf(experiment, contender));
  const known = new Map(all.map((each) => [JSON.stringify([each.model, each.training]), each]));
  return [...known.values()].sort((a, b) => Number(b === experiment) - Number(a === experiment));
}

/** Equal for contenders that can be trained in one go: the same layers, the same batches, as many epochs. */
export function heatKey({ model: { layers, blocks }, training: { batchSize, epochs } }: Experiment): string {
  return JSON.stringify([layers, blocks, batchSize, epochs]);
}
