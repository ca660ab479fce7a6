import type { DatasetDescriptor, SplitSizes } from './dataset.ts';
import type { DataPlan, TrainingPlan } from './experiment.ts';

/** Rows that can be used: those whose target is there. */
export function usableRows(descriptor: DatasetDescriptor, target: string | null): number {
  const missing = descriptor.columns?.find((column) => column.name === target)?.missing ?? 0;
  return descriptor.samples.shape[0]! - missing;
}

/** Rows of each part. A published test part stays the test part; the validation part comes out of the rest. */
export function splitSizes(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  rows = usableRows(descriptor, plan.target),
): SplitSizes {
  const published = descriptor.publishedTest;
  const test = published > 0 ? published : Math.round(rows * plan.testShare);
  const rest = rows - test;
  const wanted = plan.validationSize ?? Math.round((published > 0 ? rest : rows) * plan.validationShare);
  const validation = Math.min(wanted, Math.max(0, rest - 1));
  return { train: rest - validation, validation, test };
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
