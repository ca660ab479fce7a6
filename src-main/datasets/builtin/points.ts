import type { BuiltinSet } from './builtin.ts';
import { builtinTable } from './table.ts';

/** A point of the plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const ROWS = 1000;
const classNames = ['A', 'B'] as const;

/** Two classes of points in turn, columns x, y and class; coordinates have four decimals. */
export function pointSet(
  id: string,
  name: string,
  revision: number,
  point: (index: number, classIndex: number) => Point,
): BuiltinSet {
  return builtinTable({
    id,
    name,
    revision,
    rows: ROWS,
    columns: [
      { name: 'x', categories: null },
      { name: 'y', categories: null },
      { name: 'class', categories: classNames },
    ],
    target: 'class',
    row: (index) => {
      const classIndex = index % classNames.length;
      const { x, y } = point(index, classIndex);
      return [rounded(x), rounded(y), classIndex];
    },
  });
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
