import type { DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan, SeriesPlan } from '../domain/experiment.ts';
import { splitSizes } from '../domain/trainingSteps.ts';
import { dataShape, targetColumn } from './dataShape.ts';
import { encodeRows, fitFeature } from './featureEncoding.ts';
import type { DatasetBytes, PreparedData } from './preparedData.ts';
import { identityScaling, standardisation } from './scaling.ts';
import { seriesFeatures, seriesPlanOf, windowsIn } from './seriesPlan.ts';
import { seriesGrid, type SeriesGrid } from './seriesGrid.ts';
import type { Split } from './split.ts';
import { cellsOf } from './table.ts';

/**
 * Series: a sample is [window, features], the values of so many steps in a row, the target's own past among them; its answer is the
 * target `horizon` steps after the last of them. The parts follow each other in time and nothing is shuffled across them: every training
 * target lies before every validation target, and scaling is fitted on the steps up to the last training target. Samples whose target is
 * missing are left out.
 */
export function prepareSeries(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  bytes: DatasetBytes,
  scalesTarget = true,
): PreparedData {
  const full = seriesPlanOf(plan);
  const grid = seriesGrid(descriptor, full, cellsOf(descriptor, bytes));
  const target = targetColumn(descriptor, plan.target);
  const targetAt = descriptor.columns!.indexOf(target);
  const shape = dataShape(descriptor, plan.target, plan);
  const split = splitWindows(descriptor, plan, grid, targetAt);
  const answerAt = (sample: number): number => answerStep(sample, full);
  const lastTrain = split.train.length > 0 ? answerAt(split.train.at(-1)!) : -1;
  const trainColumn = (at: number) => Float64Array.from({ length: lastTrain + 1 }, (_, step) => grid.at(step, at));
  const isScaled = plan.scaling === 'standardise';
  const seen = new Set(seriesFeatures(descriptor));
  const features = descriptor.columns!.map((info, at) =>
    seen.has(info) ? fitFeature(info, trainColumn(at), isScaled, plan) : null,
  );
  const width = shape.inputShape[1]!;
  const encoded = encodeRows(grid, features, descriptor.columns!, width);
  const isNumber = target.type === 'number';
  const scaling = isNumber && isScaled && scalesTarget ? standardisation(trainColumn(targetAt)) : identityScaling;
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
        column: target.name,
      },
      ...(isNumber ? { target: scaling } : {}),
      classes: shape.classNames,
    },
    gather: (rows, out) => {
      let to = 0;
      for (const sample of rows) {
        const first = sample * full.stride * width;
        for (let from = first; from < first + sampleSize; from++) out[to++] = encoded[from]!;
      }
    },
    gatherTargets: (rows, out) => {
      for (let i = 0; i < rows.length; i++)
        out[i] = (grid.at(answerAt(rows[i]!), targetAt) - scaling.mean) / scaling.std;
    },
  };
}

/** The step whose target a sample predicts. */
export function answerStep(sample: number, { window, horizon, stride }: Required<SeriesPlan>): number {
  return sample * stride + window - 1 + horizon;
}

/** Samples whose target is there, in the order of time: the first train, the next validate, the last test. */
function splitWindows(descriptor: DatasetDescriptor, plan: DataPlan, grid: SeriesGrid, targetAt: number): Split {
  const full = seriesPlanOf(plan);
  const usable = Uint32Array.from({ length: windowsIn(grid.rows, full) }, (_, sample) => sample).filter(
    (sample) => !grid.wasMissing(answerStep(sample, full), targetAt),
  );
  const { train, validation } = splitSizes(descriptor, plan, usable.length);
  return {
    train: usable.slice(0, train),
    validation: usable.slice(train, train + validation),
    test: usable.slice(train + validation),
  };
}
