import { experimentOf, heatKey } from '#shared/domain/contenderPlan.ts';
import { solves } from '#shared/training/solving.ts';
import type { TrainRequest } from '../engine/messages.ts';

/** What one worker trains: runs of one heat. */
export interface Share {
  readonly heat: TrainRequest;
  readonly runs: readonly string[];
}

/**
 * The training in heats: runs of the same layers, batches and epochs train in one go. Each heat has the experiment as its contenders train
 * it; the first one is also told the layer kinds of the others, since all are trained on one backend. Solvers train in heats of their own, on
 * the CPU engine: these come last, since the first decides for the others.
 */
export function heatsOf(request: TrainRequest): readonly TrainRequest[] {
  const heats = new Map<string, TrainRequest>();
  for (const run of request.runs) {
    const own = experimentOf(request.experiment, run.contender);
    const isSolver = solves(run.contender);
    const key = `${isSolver} ${heatKey(own)}`;
    const known = heats.get(key) ?? {
      ...request,
      ...inHeat(request, own),
      ...(isSolver && { solves: true }),
      runs: [],
    };
    heats.set(key, { ...known, runs: [...known.runs, run] });
  }
  const [first, ...others] = [...heats.values()].sort((a, b) => Number(a.solves ?? false) - Number(b.solves ?? false));
  if (!first || others.length === 0) return first ? [first] : [];
  const kinds = others
    .filter((heat) => !heat.solves)
    .flatMap(({ experiment }) => experiment.model.layers.map(({ kind }) => kind));
  return [{ ...first, alsoKinds: [...new Set(kinds)] }, ...others];
}

/** Of a contender's own experiment only what the whole heat has: schedule, clipping and start are each run's business. */
function inHeat(
  { experiment }: TrainRequest,
  own: TrainRequest['experiment'],
): Pick<TrainRequest, 'experiment' | 'differsFrom'> {
  const { batchSize, epochs } = own.training;
  const { initializer } = experiment.model;
  const { initializer: _, ...graph } = own.model;
  return {
    experiment: {
      ...experiment,
      model: { ...graph, ...(initializer !== undefined && { initializer }) },
      training: { ...experiment.training, batchSize, epochs },
    },
    ...(graph.layers !== experiment.model.layers && { differsFrom: experiment.model }),
  };
}

/** Who trains what: each heat has a worker at least, and as many more as its part of the processors allows. */
export function shares(heats: readonly TrainRequest[], cores: number): readonly Share[] {
  const all = heats.reduce((sum, { runs }) => sum + runs.length, 0);
  return heats.flatMap((heat) => {
    const ids = heat.runs.map(({ id }) => id);
    const count = Math.max(1, Math.min(Math.floor((cores * ids.length) / all), ids.length));
    return Array.from({ length: count }, (_, at) => ({
      heat,
      runs: ids.filter((_run, index) => index % count === at),
    }));
  });
}
