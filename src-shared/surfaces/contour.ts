import type { Pair } from './surface.ts';

/** Values on a regular grid, row by row from the lowest y. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly x: Pair;
  readonly y: Pair;
  readonly values: Float64Array;
}

/** A line of equal height; closed when its first point is its last. Coordinates are those of the surface. */
export type ContourLine = readonly Pair[];

/** f at every node of a grid; what is not finite is written as NaN and drawn by nobody. */
export function sampleGrid(f: (x: number, y: number) => number, x: Pair, y: Pair, columns: number, rows: number): Grid {
  const values = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const atY = y[0] + ((y[1] - y[0]) * row) / (rows - 1);
    for (let column = 0; column < columns; column++) {
      const value = f(x[0] + ((x[1] - x[0]) * column) / (columns - 1), atY);
      values[row * columns + column] = Number.isFinite(value) ? value : Number.NaN;
    }
  }
  return { columns, rows, x, y, values };
}

/**
 * Up to `count` heights between the lowest and the highest value, denser at the bottom: they cut the map into shares of its area that
 * grow with height, so that a function spanning ten decades still shows its floor. Round to two or three digits, rising, none twice.
 */
export function contourLevels(values: Float64Array, count: number): readonly number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const levels = Array.from({ length: count }, (_, i) => {
    const share = ((i + 1) / (count + 0.6)) ** 1.6;
    return rounded(sorted[Math.floor(share * (sorted.length - 1))]!, high - low);
  });
  return [...new Set(levels)].filter((level) => level > low && level < high).sort((a, b) => a - b);
}

/** Two digits, or three where two would leave the neighbourhood: relative to the height above the lowest point it hardly moves. */
function rounded(value: number, span: number): number {
  const two = Number(value.toPrecision(2));
  return Math.abs(two - value) <= 0.01 * span ? two : Number(value.toPrecision(3));
}

interface Segment {
  readonly from: string;
  readonly to: string;
}

/** The lines of one height by marching squares: each cell contributes up to two segments, joined end to end. */
export function contourLines(grid: Grid, level: number): readonly ContourLine[] {
  const points = new Map<string, Pair>();
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < grid.rows; row++)
    for (let column = 0; column + 1 < grid.columns; column++)
      segments.push(...cellSegments(grid, level, column, row, points));
  return joined(segments, points);
}

/** Edges of a cell in the order bottom, right, top, left; which of them a line enters and leaves by, for each pattern of high corners. */
const crossings: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 2],
    [1, 0],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 3],
    [2, 1],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

function cellSegments(
  { columns, values, rows, x, y }: Grid,
  level: number,
  column: number,
  row: number,
  points: Map<string, Pair>,
): Segment[] {
  const at = row * columns + column;
  const corners = [values[at]!, values[at + 1]!, values[at + columns + 1]!, values[at + columns]!] as const;
  if (corners.some(Number.isNaN)) return [];
  const pattern = corners.reduce((bits, value, i) => bits | (value >= level ? 1 << i : 0), 0);
  if (pattern === 0 || pattern === 15) return [];
  const [dx, dy] = [(x[1] - x[0]) / (columns - 1), (y[1] - y[0]) / (rows - 1)];
  const middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4;
  // An ambiguous cell is decided by its middle.
  const looked = (pattern === 5 || pattern === 10) && middle < level ? 15 - pattern : pattern;
  const share = (a: number, b: number): number => (level - a) / (b - a);
  const point = (edge: number): string => {
    const key = edgeKey(edge, column, row);
    if (!points.has(key)) {
      const [px, py] = edgePoint(edge, corners, share);
      points.set(key, [x[0] + (column + px) * dx, y[0] + (row + py) * dy]);
    }
    return key;
  };
  return crossings[looked]!.map(([from, to]) => ({ from: point(from), to: point(to) }));
}

/** The same edge has one name in both cells that share it. */
function edgeKey(edge: number, column: number, row: number): string {
  if (edge === 0) return `h${column},${row}`;
  if (edge === 1) return `v${column + 1},${row}`;
  return edge === 2 ? `h${column},${row + 1}` : `v${column},${row}`;
}

function edgePoint(
  edge: number,
  [a, b, c, d]: readonly [number, number, number, number],
  share: (from: number, to: number) => number,
): Pair {
  if (edge === 0) return [share(a, b), 0];
  if (edge === 1) return [1, share(b, c)];
  return edge === 2 ? [share(d, c), 1] : [0, share(a, d)];
}

function joined(segments: readonly Segment[], points: ReadonlyMap<string, Pair>): ContourLine[] {
  const neighbours = new Map<string, string[]>();
  const link = (from: string, to: string): void => void neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
  for (const { from, to } of segments) {
    link(from, to);
    link(to, from);
  }
  const lines: ContourLine[] = [];
  const walk = (start: string): void => {
    const keys = [start];
    for (let at = start; ;) {
      const next = neighbours.get(at)?.pop();
      if (next === undefined) break;
      const back = neighbours.get(next)!;
      back.splice(back.indexOf(at), 1);
      keys.push(next);
      at = next;
    }
    if (keys.length > 1) lines.push(keys.map((key) => points.get(key)!));
  };
  // Open lines first, from an end at the rim; what is left are loops.
  for (const [key, ends] of neighbours) if (ends.length === 1) walk(key);
  for (const key of neighbours.keys()) walk(key);
  return lines;
}
