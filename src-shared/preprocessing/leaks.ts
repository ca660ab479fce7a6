import type { ColumnInfo } from '../domain/dataset.ts';
import type { Problem } from '../domain/problem.ts';
import { correlation } from '../statistics/correlation.ts';
import { columnTask } from './dataShape.ts';

/** Beyond this a column is the target in other units. */
const SAME_CORRELATION = 0.99999;
const MIN_ROWS = 20;

/** Columns that are the target under another name: a model that sees them learns nothing else. `cells`: row by row. */
export function leaks(columns: readonly ColumnInfo[], target: string | null, cells: Float64Array): readonly Problem[] {
  const at = columns.findIndex(({ name }) => name === target);
  const rows = cells.length / columns.length;
  if (at < 0 || rows < MIN_ROWS || columns[at]!.distinct < 2) return [];
  const valuesOf = (column: number) =>
    Float64Array.from({ length: rows }, (_, row) => cells[row * columns.length + column]!);
  const wanted = valuesOf(at);
  const isSame = columnTask(columns[at]!) === 'regression' ? isLinear : isRenamed;
  return columns.flatMap(({ name }, column) =>
    column !== at && isSame(valuesOf(column), wanted)
      ? [{ code: 'columnLeak', where: name, detail: { value: name, target: target ?? '' } }]
      : [],
  );
}

/** True where one is a straight line of the other. */
function isLinear(values: Float64Array, wanted: Float64Array): boolean {
  const { r, count } = correlation(values, wanted);
  return count >= MIN_ROWS && r !== null && Math.abs(r) > SAME_CORRELATION;
}

/** True where every value stands for one class and every class for one value. */
function isRenamed(values: Float64Array, wanted: Float64Array): boolean {
  const classOf = new Map<number, number>();
  const valueOf = new Map<number, number>();
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const [value, label] = [values[row]!, wanted[row]!];
    if (Number.isNaN(value) || Number.isNaN(label)) continue;
    count += 1;
    if ((classOf.get(value) ?? label) !== label || (valueOf.get(label) ?? value) !== value) return false;
    classOf.set(value, label);
    valueOf.set(label, value);
  }
  return count >= MIN_ROWS && classOf.size > 1;
}
