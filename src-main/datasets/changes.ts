import { join } from 'node:path';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { targetColumn, targetTask } from '#shared/preprocessing/dataShape.ts';
import { StudioError } from '#shared/result.ts';
import { countClasses } from './columnCounts.ts';
import { partFiles } from './descriptorFile.ts';
import { completeRows } from './readers/completeRows.ts';

const MAX_NAME_CHARACTERS = 120;
/** As many as a column keeps apart; see MAX_DISTINCT of the CSV reader. */
const MAX_CLASSES = 1000;

/** The name without blanks around it; throws `datasetNameEmpty`, `datasetNameLong`. */
export function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new StudioError('datasetNameEmpty');
  if (trimmed.length > MAX_NAME_CHARACTERS)
    throw new StudioError('datasetNameLong', { found: trimmed.length, limit: MAX_NAME_CHARACTERS });
  return trimmed;
}

/** A name taken from a file, cut to what a name may have. */
export function nameFromFile(name: string): string {
  return name.trim().slice(0, MAX_NAME_CHARACTERS) || 'data';
}

/** The descriptor with another target, its task and its classes counted; throws `targetOfPictures`, `columnUnknown`, `targetManyValues`. */
export async function withTarget(
  folder: string,
  current: DatasetDescriptor,
  target: string,
): Promise<DatasetDescriptor> {
  if (!current.columns) throw new StudioError('targetOfPictures', { name: current.name });
  const column = targetColumn(current, target);
  if ((column.categories?.length ?? 0) > MAX_CLASSES)
    throw new StudioError('targetManyValues', { value: target, limit: MAX_CLASSES });
  const task = targetTask(current.kind, column);
  const classes = task === 'classification' ? await countClasses(folder, current, column) : null;
  const others = current.problems.filter(({ code }) => code !== 'targetMissing');
  const missing = { code: 'targetMissing', where: target, detail: { value: target, count: column.missing } };
  const problems = column.missing > 0 ? [...others, missing] : others;
  const rows = current.samples.shape[0] ?? 0;
  const complete = await completeRows(join(folder, partFiles.samples), rows, current.columns, target);
  const { moreTargets = [], ...rest } = current;
  const kept = column.type === 'number' ? moreTargets.filter((name) => name !== target) : [];
  const beside = kept.length > 0 ? { moreTargets: kept } : {};
  return { ...rest, ...beside, target, task, classes, completeRows: complete, problems };
}
