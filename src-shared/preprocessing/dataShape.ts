import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { OutputDemand } from '../domain/modelCheck.ts';
import type { Shape } from '../domain/layerGraph.ts';
import { StudioError } from '../result.ts';

/** What a model meets: the shape of one prepared sample and what its last layer must give. */
export interface DataShape {
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
  readonly classNames: readonly string[] | null;
}

/** Whole numbers with at most this many different values are taken for classes when they are the target. */
const MAX_NUMERIC_CLASSES = 12;

/** The task a target column sets: categories and few whole numbers are classes, everything else a number to predict. */
export function columnTask(column: ColumnInfo): 'classification' | 'regression' {
  if (column.type === 'category') return 'classification';
  return column.integer && column.distinct <= MAX_NUMERIC_CLASSES ? 'classification' : 'regression';
}

/** Values one column becomes: one for a number, one per category (one-hot). A constant or identifying text column is left out: 0. */
export function encodedWidth(column: ColumnInfo): number {
  if (column.type === 'number') return 1;
  const categories = column.categories?.length ?? 0;
  return categories > MAX_ONE_HOT ? 0 : categories;
}

/** A text column with more different values than this is a name or an identifier, not a feature. */
export const MAX_ONE_HOT = 50;

/** The named column; throws `columnUnknown`. */
export function targetColumn(descriptor: DatasetDescriptor, target: string | null): ColumnInfo {
  const column = descriptor.columns?.find((candidate) => candidate.name === target);
  if (column) return column;
  const known = descriptor.columns?.map((candidate) => candidate.name).join(', ') ?? '–';
  throw new StudioError('columnUnknown', { value: target ?? '–', known });
}

/** Shapes of a data set prepared for this target, without reading its samples. */
export function dataShape(descriptor: DatasetDescriptor, target: string | null): DataShape {
  if (descriptor.kind === 'image') {
    const classNames = descriptor.classes?.map((info) => info.name) ?? [];
    return {
      inputShape: descriptor.samples.shape.slice(1),
      demand: { task: 'classification', units: classNames.length },
      classNames,
    };
  }
  const column = targetColumn(descriptor, target);
  const features = descriptor.columns!.filter((candidate) => candidate !== column);
  const inputShape = [features.reduce((sum, feature) => sum + encodedWidth(feature), 0)];
  if (columnTask(column) === 'regression')
    return { inputShape, demand: { task: 'regression', units: 1 }, classNames: null };
  const classNames = column.type === 'category' ? column.categories! : numericClasses(descriptor, column);
  return { inputShape, demand: { task: 'classification', units: classNames.length }, classNames };
}

/** Classes of a whole-number target, named by their values; kept by the descriptor when its target is set. */
function numericClasses(descriptor: DatasetDescriptor, column: ColumnInfo): readonly string[] {
  if (descriptor.target === column.name && descriptor.classes) return descriptor.classes.map((info) => info.name);
  throw new StudioError('targetNotSet', { value: column.name });
}
