import type { XAxis } from '#shared/domain/settings.ts';
import type { Comparison } from '../training/comparison.ts';
import { solves } from '#shared/training/solving.ts';
import type { ContenderRuns } from './contenders.ts';

/** Where the updates of one contender stand on the x axis, counted in `unit`s of the axis. */
export interface XPlaces {
  /** The place after so many of its updates. */
  at(step: number): number;
  /** From one update to the next, on the average. */
  readonly perUpdate: number;
}

const asCounted: XPlaces = { at: (step) => step, perUpdate: 1 };

/**
 * Places over updates, epochs or gradients. Over epochs a contender whose batches have another size makes fewer or more updates in the
 * same length; over gradients one that asks for several per update moves further with each. A solver's gradients are passes over the rows, as
 * epochs are.
 */
export function xPlaces(
  axis: XAxis,
  group: ContenderRuns,
  comparison: Comparison,
  epochs: { readonly unit: number | null; readonly own: number | null },
): XPlaces {
  if (axis === 'evaluations') return overEvaluations(group, comparison);
  if (axis === 'epochs' && epochs.unit !== null && solves(group.contender))
    return scaled(overEvaluations(group, comparison), epochs.unit);
  if (axis === 'steps' || epochs.unit === null || epochs.own === null || epochs.unit === epochs.own) return asCounted;
  const perUpdate = epochs.unit / epochs.own;
  return { at: (step) => whole(step * perUpdate), perUpdate };
}

function overEvaluations({ runs }: ContenderRuns, { curves }: Comparison): XPlaces {
  const series = runs
    .map(({ id }) => curves.get(id)?.evaluations?.values ?? [])
    .reduce<ArrayLike<number>>((longest, each) => (each.length > longest.length ? each : longest), []);
  const last = series[series.length - 1];
  if (typeof last !== 'number' || last === series.length) return asCounted;
  const perUpdate = last / series.length;
  const end = Math.max(last, ...runs.map(({ stepsPlanned }) => stepsPlanned));
  return { at: (step) => (step === 0 ? 0 : (series[step - 1] ?? Math.min(end, step * perUpdate))), perUpdate };
}

function scaled({ at, perUpdate }: XPlaces, unit: number): XPlaces {
  return { at: (step) => at(step) * unit, perUpdate: perUpdate * unit };
}

/** Ends of equal epochs stand at equal places, whatever the product's last bit is. */
function whole(place: number): number {
  return Math.abs(place - Math.round(place)) < 1e-6 ? Math.round(place) : place;
}
