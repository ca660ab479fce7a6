import type { DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan, SeriesPlan } from '../domain/experiment.ts';
import { splitSizes } from '../domain/trainingSteps.ts';
import { dataShape } from './dataShape.ts';
import { encodeRows, fitFeature } from './featureEncoding.ts';
import type { DatasetBytes, PreparedData } from './preparedData.ts';
import { identityScaling, standardisation } from './scaling.ts';
import { answeredSteps, seriesFeatures, seriesPlanOf, windowsIn } from './seriesPlan.ts';
import { seriesGrid, type SeriesGrid } from './seriesGrid.ts';
import type { Split } from './split.ts';
import { cellsOf } from './table.ts';
import { targetColumns } from './targetColumns.ts';

/**
 * Series: a sample is [window, features], the values of so many steps in a row, the target's own past among them; its answer is the
 * target, or the targets one after another, `horizon` steps after the last of them or at every step up to there. The parts follow each other in time and nothing is shuffled across them: every training
 * target lies before every validation target (of the same step ahead), and scaling is fitted on the steps up to the last training target. Samples
 * with a target missing are left out.
 */
export function prepareSeries(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  bytes: DatasetBytes,
  scalesTarget = true,
): PreparedData {
  const full = seriesPlanOf(plan);
  const grid = seriesGrid(descriptor, full, cellsOf(descriptor, bytes));
  const targets = targetColumns(descriptor, plan.target, plan);
  const places = targets.map((target) => descriptor.columns!.indexOf(target));
  const shape = dataShape(descriptor, plan.target, plan);
  const split = splitWindows(descriptor, plan, grid, places);
  const lastTrain = split.train.length > 0 ? answerStep(split.train.at(-1)!, full) : -1;
  const trainColumn = (at: number) => Float64Array.from({ length: lastTrain + 1 }, (_, step) => grid.at(step, at));
  const isScaled = plan.scaling === 'standardise';
  const seen = new Set(seriesFeatures(descriptor));
  const features = descriptor.columns!.map((info, at) =>
    seen.has(info) ? fitFeature(info, trainColumn(at), isScaled, plan) : null,
  );
  const width = shape.inputShape[1]!;
  const encoded = encodeRows(grid, features, descriptor.columns!, width);
  const isNumber = targets[0]!.type === 'number';
  const scaling = (at: number) =>
    isNumber && isScaled && scalesTarget ? standardisation(trainColumn(at)) : identityScaling;
  const scalings = places.map(scaling);
  const ahead = answeredSteps(full);
  const sampleSize = full.window * width;
  return {
    shape,
    split,
    sampleSize,
    preprocessing: {
      kind: 'series',
      features: features.filter((feature) => feature !== null),
      series: {
        ...full,
        interval: (descriptor.series?.onGrid && descriptor.series.interval) || null,
        column: targets[0]!.name,
      },
      ...(targets.length > 1
        ? { targets: targets.map(({ name }, at) => ({ column: name, ...scalings[at]! })) }
        : isNumber
          ? { target: scalings[0]! }
          : {}),
      classes: shape.classNames,
    },
    gather: (rows, out) => {
      let to = 0;
      for (const sample of rows) {
        const first = sample * full.stride * width;
        for (let from = first; from < first + sampleSize; from++) out[to++] = encoded[from]!;
      }
    },
    targetSize: ahead.length * targets.length,
    gatherTargets: (rows, out) => {
      let to = 0;
      for (const sample of rows)
        for (const steps of ahead)
          for (let target = 0; target < places.length; target++) {
            const { mean, std } = scalings[target]!;
            out[to++] = (grid.at(lastStep(sample, full) + steps, places[target]!) - mean) / std;
          }
    },
  };
}

/** The step whose target a sample predicts, the last of several. */
export function answerStep(sample: number, plan: Required<SeriesPlan>): number {
  return lastStep(sample, plan) + plan.horizon;
}

/** The last step that a sample shows. */
function lastStep(sample: number, { window, stride }: Required<SeriesPlan>): number {
  return sample * stride + window - 1;
}

/** Samples whose targets are there, in the order of time: the first train, the next validate, the last test. */
function splitWindows(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  grid: SeriesGrid,
  targets: readonly number[],
): Split {
  const full = seriesPlanOf(plan);
  const ahead = answeredSteps(full);
  const usable = Uint32Array.from({ length: windowsIn(grid.rows, full) }, (_, sample) => sample).filter(
    (sample) =>
      !ahead.some((steps) => targets.some((target) => grid.wasMissing(lastStep(sample, full) + steps, target))),
  );
  const { train, validation } = splitSizes(descriptor, plan, usable.length);
  return {
    train: usable.slice(0, train),
    validation: usable.slice(train, train + validation),
    test: usable.slice(train + validation),
  };
}
