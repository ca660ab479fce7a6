import type { DatasetSummary } from '#shared/domain/dataset.ts';

/** True where the samples are points of a plane in classes. */
export function isPlane({ kind, task, sampleShape }: Pick<DatasetSummary, 'kind' | 'task' | 'sampleShape'>): boolean {
  return kind === 'table' && task === 'classification' && sampleShape[0] === 2;
}

/** The icon of a set's kind. */
export function datasetIcon(set: DatasetSummary): string {
  return isPlane(set) ? 'points' : set.kind;
}
