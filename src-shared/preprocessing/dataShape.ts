import type { ColumnInfo, DatasetDescriptor, DatasetKind } from '../domain/dataset.ts';
import type { OutputDemand } from '../domain/modelCheck.ts';
import type { FeaturePlan } from '../domain/experiment.ts';
import type { Shape } from '../domain/layerGraph.ts';
import type { DataIds } from '../domain/modelInputs.ts';
import { shapeSize } from '../layers/kind.ts';
import { completeRows } from '../domain/trainingSteps.ts';
import { StudioError } from '../result.ts';
import { answeredSteps, seriesFeatures, seriesPlanOf } from './seriesPlan.ts';
import { targetColumn, targetColumns } from './targetColumns.ts';
import { textPlanOf } from './textPlan.ts';
import { tableCodes, type TableCodes } from './tableCodes.ts';
import { tokenCount } from './tableTokens.ts';
import { encodedWidth } from './treatment.ts';

export { targetColumn } from './targetColumns.ts';
export { encodedWidth, MAX_ONE_HOT } from './treatment.ts';

/** What a model meets: the shape of one prepared sample and what its last layer must give. */
export interface DataShape {
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
  readonly classNames: readonly string[] | null;
  /** Texts, and tables as tokens: every value is a whole number from 0 to below this, the number of a word, category or bin. */
  readonly vocabulary?: number;
  /** Tables with columns of codes for an embedding, which stand first. */
  readonly codes?: TableCodes;
  /** Series that answer several numbers: the columns they are of. All of the nearest step come first, then those of the next. */
  readonly targets?: readonly string[];
}

/** Whole numbers with at most this many different values are taken for classes when they are the target. */
export const MAX_NUMERIC_CLASSES = 12;

/** The task a target column sets: categories and few whole numbers are classes, everything else a number to predict. */
export function columnTask(column: ColumnInfo): 'classification' | 'regression' {
  if (column.type === 'category') return 'classification';
  return column.integer && column.distinct <= MAX_NUMERIC_CLASSES ? 'classification' : 'regression';
}

/** The task a column sets in a set of this kind: a series predicts a number however few values it has. */
export function targetTask(kind: DatasetKind, column: ColumnInfo): 'classification' | 'regression' {
  if (kind !== 'series') return columnTask(column);
  return column.type === 'category' ? 'classification' : 'regression';
}

/** Shapes of a data set prepared for this target, without reading its samples. Throws `columnUnknown`, `categoryUnknown`, `targetNotSet`, `dropUnknown`, `targetsOfTable`, `targetTwice`, `targetsNotNumbers`, `embeddingOfSeries`, `reconstructTexts`. */
export function dataShape(descriptor: DatasetDescriptor, target: string | null, plan: FeaturePlan = {}): DataShape {
  const shape = answeredShape(descriptor, target, plan);
  if (plan.reconstruct !== true) return shape;
  if (shape.vocabulary !== undefined || shape.codes)
    throw new StudioError('reconstructTexts', { name: descriptor.name });
  return {
    inputShape: shape.inputShape,
    classNames: null,
    demand: { task: 'regression', units: shapeSize(shape.inputShape) },
  };
}

/** Which values can be numbers of words or categories: tokens all of them, some where there are codes, or whole numbers of a table as they stand. */
export function idsOf({ vocabulary, codes }: DataShape, { scaling }: { readonly scaling: string }): DataIds {
  if (vocabulary !== undefined) return vocabulary;
  return codes !== undefined || scaling === 'none' ? 'some' : 'none';
}

function answeredShape(descriptor: DatasetDescriptor, target: string | null, plan: FeaturePlan): DataShape {
  if (descriptor.kind === 'image') return { inputShape: descriptor.samples.shape.slice(1), ...classShape(descriptor) };
  if (descriptor.kind === 'text') return textShape(descriptor, plan);
  const targets = targetColumns(descriptor, target, plan);
  const column = targets[0]!;
  checkColumns(descriptor, plan);
  if (descriptor.kind === 'series') return seriesShape(descriptor, targets, plan);
  if (plan.missing === 'drop' && completeRows(descriptor, target) === null)
    throw new StudioError('dropUnknown', { name: descriptor.name });
  const features = descriptor.columns!.filter((candidate) => candidate !== column);
  const tokens =
    plan.categories === 'embedding' ? { vocabulary: vocabularyOfTable(descriptor, { ...plan, target }) } : {};
  const codes = tableCodes(descriptor, { ...plan, target });
  const first = codes ? { codes } : {};
  return { inputShape: [widthOf(features, plan)], ...tokens, ...first, ...columnShape(descriptor, column) };
}

/** Tokens of all columns of a table together: each has its own. */
export function vocabularyOfTable(
  { columns }: DatasetDescriptor,
  plan: FeaturePlan & { readonly target: string | null },
): number {
  const seen = (columns ?? []).filter((feature) => feature.name !== plan.target && encodedWidth(feature, plan) > 0);
  return seen.reduce((sum, feature) => sum + tokenCount(feature), 0);
}

type AnswerShape = Pick<DataShape, 'demand' | 'classNames'>;

const numbersShape = (units: number): AnswerShape => ({ demand: { task: 'regression', units }, classNames: null });

function classesShape(classNames: readonly string[]): AnswerShape {
  return { demand: { task: 'classification', units: classNames.length }, classNames };
}

/** The classes of pictures and texts. */
function classShape(descriptor: DatasetDescriptor): AnswerShape {
  return classesShape(descriptor.classes?.map((info) => info.name) ?? []);
}

function columnShape(descriptor: DatasetDescriptor, column: ColumnInfo): AnswerShape {
  if (targetTask(descriptor.kind, column) === 'regression') return numbersShape(1);
  return classesShape(column.type === 'category' ? column.categories! : numericClasses(descriptor, column));
}

function textShape(descriptor: DatasetDescriptor, plan: FeaturePlan): DataShape {
  const { length, vocabulary } = textPlanOf(plan);
  const answer = descriptor.task === 'regression' ? numbersShape(1) : classShape(descriptor);
  return { inputShape: [length], vocabulary, ...answer };
}

function seriesShape(descriptor: DatasetDescriptor, targets: readonly ColumnInfo[], plan: FeaturePlan): DataShape {
  const isEmbedded = [plan.categories, ...Object.values(plan.columns ?? {}).map(({ encoding }) => encoding)].some(
    (encoding) => encoding === 'embedding' || encoding === 'code',
  );
  if (isEmbedded) throw new StudioError('embeddingOfSeries', { name: descriptor.name });
  const full = seriesPlanOf(plan);
  const inputShape = [full.window, widthOf(seriesFeatures(descriptor), plan)];
  const units = targets.length * answeredSteps(full).length;
  if (units === 1) return { inputShape, ...columnShape(descriptor, targets[0]!) };
  return { inputShape, ...numbersShape(units), targets: targets.map(({ name }) => name) };
}

function widthOf(features: readonly ColumnInfo[], plan: FeaturePlan): number {
  return features.reduce((sum, feature) => sum + encodedWidth(feature, plan), 0);
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
