import { columnPlanOf } from '../domain/columnPlanEdits.ts';
import type { ColumnInfo } from '../domain/dataset.ts';
import type { ColumnPlan, FeaturePlan } from '../domain/experiment.ts';

/** A text column with more different values than this is a name or an identifier, not a feature. */
export const MAX_ONE_HOT = 50;

/** A learned row of values stands for more of them, but not for the names of things. */
export const MAX_EMBEDDED = 200;

/** What becomes of a column on its way to a model. */
export interface Treatment {
  readonly encoding: 'number' | 'oneHot' | 'ordinal' | 'code' | 'token' | 'leftOut';
  /** What fills a missing cell; `none` leaves a missing category without a one. */
  readonly fill: 'median' | 'mean' | 'mostFrequent' | 'none';
  /** Whether a second value says that the cell was missing. */
  readonly hasIndicator: boolean;
  /** Categories in the order of their numbers; ordinal only. */
  readonly order: readonly string[] | null;
}

/** How a plan treats a column; what it does not say is as ever: one-hot, the median, no indicator, names and identifiers left out. */
export function treatmentOf(column: ColumnInfo, plan: FeaturePlan = {}): Treatment {
  const own = columnPlanOf(plan, column.name);
  const encoding = encodingOf(column, plan, own);
  // A gap has a token of its own.
  if (encoding === 'token' || encoding === 'code') return { encoding, fill: 'none', hasIndicator: false, order: null };
  const rule = own.missing ?? plan.missing ?? 'median';
  const hasIndicator = (own.indicator ?? plan.indicator ?? false) && column.missing > 0 && encoding !== 'leftOut';
  if (encoding === 'number') return { encoding, fill: rule === 'drop' ? 'median' : rule, hasIndicator, order: null };
  // A place in an order cannot be nowhere, but no one among the ones can.
  const fill = encoding === 'ordinal' || rule === 'mostFrequent' ? 'mostFrequent' : 'none';
  return { encoding, fill, hasIndicator, order: encoding === 'ordinal' ? orderOf(column, own) : null };
}

function encodingOf(column: ColumnInfo, plan: FeaturePlan, own: ColumnPlan): Treatment['encoding'] {
  if (own.use === false) return 'leftOut';
  const count = column.categories?.length ?? 0;
  if (plan.categories === 'embedding')
    return column.type === 'number' || (count > 0 && count <= MAX_EMBEDDED) ? 'token' : 'leftOut';
  if (column.type === 'number') return 'number';
  if (own.encoding === 'ordinal') return count > 0 ? 'ordinal' : 'leftOut';
  const encoding = own.encoding ?? plan.categories ?? 'oneHot';
  return count === 0 || count > (encoding === 'code' ? MAX_EMBEDDED : MAX_ONE_HOT) ? 'leftOut' : encoding;
}

/** The given order, behind it the categories it does not name. */
function orderOf({ categories }: ColumnInfo, { order = [] }: ColumnPlan): readonly string[] {
  const known = categories ?? [];
  return [...order.filter((name) => known.includes(name)), ...known.filter((name) => !order.includes(name))];
}

/** Values a column becomes: one for a number, an order or a code, one per category for one-hot, and one for an indicator; 0 where it is left out. */
export function encodedWidth(column: ColumnInfo, plan: FeaturePlan = {}): number {
  const { encoding, hasIndicator } = treatmentOf(column, plan);
  const values = encoding === 'leftOut' ? 0 : encoding === 'oneHot' ? column.categories!.length : 1;
  return values + (hasIndicator ? 1 : 0);
}

/** Places of the target and of the columns a model sees when nothing else is said: where a plan drops rows with gaps, a gap there does. */
export function askedColumns(columns: readonly ColumnInfo[], target: string | null): readonly number[] {
  return columns.flatMap((column, at) => (column.name === target || encodedWidth(column) > 0 ? [at] : []));
}
