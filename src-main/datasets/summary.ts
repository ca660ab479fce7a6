import type { DatasetDescriptor, DatasetSummary } from '#shared/domain/dataset.ts';

/** The line of the gallery for a data set. A table's sample is its columns without the target. */
export function summaryOf(descriptor: DatasetDescriptor): DatasetSummary {
  const { id, name, kind, task, origin, samples, columns, classes, problems } = descriptor;
  return {
    id,
    name,
    kind,
    task,
    origin,
    samples: samples.shape[0] ?? 0,
    sampleShape: columns ? [columns.length - 1] : samples.shape.slice(1),
    classes: classes?.length ?? null,
    problems: problems.length,
  };
}
