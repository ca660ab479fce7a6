import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { OutputDemand } from '../domain/modelCheck.ts';
import type { FeaturePlan } from '../domain/experiment.ts';
import type { Shape } from '../domain/layerGraph.ts';
import { completeRows } from '../domain/trainingSteps.ts';
import { StudioError } from '../result.ts';
import { encodedWidth } from './treatment.ts';

export { encodedWidth, MAX_ONE_HOT } from './treatment.ts';

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

/** The named column; throws `columnUnknown`. */
export function targetColumn(descriptor: DatasetDescriptor, target: string | null): ColumnInfo {
  const column = descriptor.columns?.find((candidate) => candidate.name === target);
  if (column) return column;
  const known = descriptor.columns?.map((candidate) => candidate.name).join(', ') ?? '–';
  throw new StudioError('columnUnknown', { value: target ?? '–', known });
}

/** Shapes of a data set prepared for this target, without reading its samples. Throws `columnUnknown`, `categoryUnknown`, `targetNotSet`, `dropUnknown`. */
export function dataShape(descriptor: DatasetDescriptor, target: string | null, plan: FeaturePlan = {}): DataShape {
  if (descriptor.kind === 'image') {
    const classNames = descriptor.classes?.map((info) => info.name) ?? [];
    return {
      inputShape: descriptor.samples.shape.slice(1),
      demand: { task: 'classification', units: classNames.length },
      classNames,
    };
  }
  const column = targetColumn(descriptor, target);
  if (plan.missing === 'drop' && completeRows(descriptor, target) === null)
    throw new StudioError('dropUnknown', { name: descriptor.name });
  checkColumns(descriptor, plan);
  const features = descriptor.columns!.filter((candidate) => candidate !== column);
  const inputShape = [features.reduce((sum, feature) => sum + encodedWidth(feature, plan), 0)];
  if (columnTask(column) === 'regression')
    return { inputShape, demand: { task: 'regression', units: 1 }, classNames: null };
  const classNames = column.type === 'category' ? column.categories! : numericClasses(descriptor, column);
  return { inputShape, demand: { task: 'classification', units: classNames.length }, classNames };
}

/** Columns and categories a plan names must be there: a misspelt one would change nothing, silently. */
function checkColumns(descriptor: DatasetDescriptor, { columns = {} }: FeaturePlan): void {
  for (const [name, { order = [] }] of Object.entries(columns)) {
    const known = targetColumn(descriptor, name).categories ?? [];
    const unknown = order.find((category) => !known.includes(category));
    if (unknown !== undefined)
      throw new StudioError('categoryUnknown', { name, value: unknown, known: known.slice(0, 20).join(', ') });
  }
}

/** Classes of a whole-number target, named by their values; kept by the descriptor when its target is set. */
function numericClasses(descriptor: DatasetDescriptor, column: ColumnInfo): readonly string[] {
  if (descriptor.target === column.name && descriptor.classes) return descriptor.classes.map((info) => info.name);
  throw new StudioError('targetNotSet', { value: column.name });
}
