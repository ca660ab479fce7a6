import type { DatasetDescriptor, SplitSizes } from './dataset.ts';
import { seriesSamples } from '../preprocessing/seriesPlan.ts';
import { askedColumns, encodedWidth } from '../preprocessing/treatment.ts';
import type { DataPlan, FeaturePlan, TrainingPlan } from './experiment.ts';

/** Samples of a series, or rows that can be used: those whose target is there, and, where the plan drops rows with gaps, no cell a model sees is missing. */
export function usableRows(descriptor: DatasetDescriptor, target: string | null, plan: FeaturePlan = {}): number {
  if (descriptor.kind === 'series') return seriesSamples(descriptor, target, plan);
  const missing = descriptor.columns?.find((column) => column.name === target)?.missing ?? 0;
  const withTarget = descriptor.samples.shape[0]! - missing;
  return plan.missing === 'drop' ? (completeRows(descriptor, target) ?? withTarget) : withTarget;
}

/**
 * Rows of a table without a gap in the target and in the columns a model sees when nothing else is said; null where the data set does not
 * say, which those of older versions do not.
 */
export function completeRows(descriptor: DatasetDescriptor, target: string | null): number | null {
  const columns = descriptor.columns ?? [];
  const gaps = askedColumns(columns, target).flatMap((at) => (columns[at]!.missing > 0 ? columns[at]! : []));
  const rows = descriptor.samples.shape[0]!;
  if (gaps.length < 2) return rows - (gaps[0]?.missing ?? 0);
  const isCounted = target === descriptor.target || gaps.every((column) => encodedWidth(column) > 0);
  return isCounted ? (descriptor.completeRows ?? null) : null;
}

/** Rows of each part. A published test part stays the test part; the validation part comes out of the rest. */
export function splitSizes(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  rows = usableRows(descriptor, plan.target, plan),
): SplitSizes {
  const published = descriptor.publishedTest;
  const test = published > 0 ? published : testRows(plan, rows);
  const rest = rows - test;
  const wanted = plan.validationSize ?? Math.round((published > 0 ? rest : rows) * plan.validationShare);
  const validation = Math.min(wanted, Math.max(0, rest - 1));
  return { train: rest - validation, validation, test };
}

/** As many as asked for, as long as two rows are left to train and validate on. */
function testRows({ testSize, testShare }: DataPlan, rows: number): number {
  return Math.min(testSize ?? Math.round(rows * testShare), Math.max(0, rows - 2));
}

/** Updates of one epoch: the last batch may be short. Fashion-MNIST: 55,000 rows in batches of 64 are 860. */
export function stepsPerEpoch(trainRows: number, batchSize: number): number {
  return Math.ceil(trainRows / batchSize);
}

/** Updates each run will make in all. */
export function stepsPlanned(trainRows: number, plan: TrainingPlan): number {
  const all = stepsPerEpoch(trainRows, plan.batchSize) * plan.epochs;
  return plan.limitSteps === null ? all : Math.min(all, plan.limitSteps);
}
