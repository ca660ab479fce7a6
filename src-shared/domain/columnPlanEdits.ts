import type { ColumnPlan, FeaturePlan } from './experiment.ts';

/** What to change of a column's plan; undefined goes back to what holds for all. */
export type ColumnPlanPatch = { readonly [K in keyof ColumnPlan]?: ColumnPlan[K] | undefined };

/** The plans of single columns with a change of one of them; a column that differs in nothing has none. */
export function withColumnPlan(plan: FeaturePlan, name: string, patch: ColumnPlanPatch): Pick<FeaturePlan, 'columns'> {
  const own = Object.entries({ ...columnPlanOf(plan, name), ...patch }).filter(([, value]) => value !== undefined);
  const others = Object.entries(plan.columns ?? {}).filter(([other]) => other !== name);
  return { columns: Object.fromEntries(own.length > 0 ? [...others, [name, Object.fromEntries(own)]] : others) };
}

/** What differs for a column; nothing where it is as all others. */
export function columnPlanOf({ columns }: FeaturePlan, name: string): ColumnPlan {
  return columns && Object.hasOwn(columns, name) ? columns[name]! : {};
}

/** An order with the category at `at` one place earlier. */
export function movedUp(order: readonly string[], at: number): readonly string[] {
  const before = order[at - 1];
  return before === undefined ? order : order.with(at - 1, order[at]!).with(at, before);
}
