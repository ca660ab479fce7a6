import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import { trainedWeights } from '#shared/domain/trained.ts';
import type { StepValues } from '#shared/domain/run.ts';
import { effectiveRate, layerNorm, series } from '#shared/domain/series.ts';
import type { Probe } from '#shared/training/probes.ts';
import type { UpdatePoints } from './executor.ts';
import { changeAt, gradientNorm, probeAt } from './measures.ts';

/** What only the trainer knows of the same updates. */
export interface OfTrainer {
  readonly learningRates: readonly number[];
  /** Gradients computed up to and with each update. */
  readonly evaluations: readonly number[];
}

/** Makes the per-update series of a run out of what its executor measured. */
export interface UpdateSeries {
  /** The first `count` updates of these; what was computed after a loss that is no number means nothing. */
  of(read: UpdatePoints, known: OfTrainer, count: number): StepValues[];
}

/** The series of a model whose probes these are. */
export function updateSeries({ rows }: ModelCheck, probes: readonly Probe[]): UpdateSeries {
  const layerOf = rows.flatMap((row) => trainedWeights(row).flatMap((isTrained) => (isTrained ? [row.node.id] : [])));
  const layers = [...new Set(layerOf)].map((layer) => ({
    name: layerNorm(layer),
    tensors: layerOf.flatMap((own, tensor) => (own === layer ? [tensor] : [])),
  }));
  const [all, tensors] = [[...layerOf.keys()], layerOf.length];
  return {
    of({ fromStep, losses, measures }, { learningRates, evaluations }, count) {
      const piece = (name: string, value: (i: number) => number): StepValues => ({
        series: name,
        fromStep,
        values: Array.from({ length: count }, (_, i) => finite(value(i))),
      });
      const at = (measure: number, i: number): number => measures[measure]![i]!;
      const change = changeAt(tensors);
      return [
        piece(series.loss, (i) => losses[i]!),
        piece(series.learningRate, (i) => learningRates[i]!),
        piece(series.gradientNorm, (i) => gradientNorm(measures, all, i)),
        ...layers.map(({ name, tensors: own }) => piece(name, (i) => gradientNorm(measures, own, i))),
        piece(series.updateRatio, (i) => Math.sqrt(at(change, i) / at(change + 1, i))),
        piece(series.gradientEvaluations, (i) => evaluations[i]!),
        ...probes.map((probe, number) => {
          const place = probeAt(tensors, number);
          return piece(effectiveRate(probe.name), (i) => Math.abs(at(place, i) / at(place + 1, i)));
        }),
      ];
    },
  };
}

/** What JSON and the database can hold. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
