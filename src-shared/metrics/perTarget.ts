import type { TargetRecord } from '../preprocessing/preparedData.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import type { Answers } from './metric.ts';
import { r2Score } from './r2Score.ts';
import { rootMeanSquaredError } from './rootMeanSquaredError.ts';

/** What is measured of each target by itself. */
export const targetMetrics = [meanAbsoluteError, rootMeanSquaredError, r2Score] as const;
export type TargetMetric = (typeof targetMetrics)[number]['id'];

/**
 * Errors of every target by its index, in the units of its column, as `meanAbsoluteError.1`. `answers` hold scaled values, those of a row one after
 * another: value i is of the target i mod their number. `r2Score` of all is the mean of theirs, as scikit-learn and Keras average it: columns of
 * different levels have no spread in common. Values that are not finite are left out.
 */
export function perTarget(answers: Answers, targets: readonly TargetRecord[]): Record<string, number> {
  const own = targets.map((target, index) => answersOfTarget(answers, target, index, targets.length));
  const each = own.flatMap((one, index) =>
    targetMetrics.map(({ id, evaluate }) => [ofTarget(id, index), evaluate(one)] as const),
  );
  const explained = own.reduce((sum, one) => sum + r2Score.evaluate(one), 0) / targets.length;
  const all = [...each, [r2Score.id, explained] as const];
  return Object.fromEntries(all.filter(([, value]) => Number.isFinite(value)));
}

/** The name under which a target has a metric of its own. */
export function ofTarget(metric: TargetMetric, index: number): string {
  return `${metric}.${index}`;
}

function answersOfTarget(
  { rows, predicted, actual }: Answers,
  { mean, std }: TargetRecord,
  index: number,
  count: number,
): Answers {
  const unscaled = (values: Float64Array): Float64Array =>
    values.filter((_, at) => at % count === index).map((value) => value * std + mean);
  return { rows: rows / count, classes: 1, predicted: unscaled(predicted), actual: unscaled(actual) };
}
