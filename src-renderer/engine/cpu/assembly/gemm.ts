/* Matrix products. The right operand is packed block by block; the left one is read in place, along its rows or, transposed, along its columns. */
import { align, scratch } from './memory';
import { packPanel, packPanelTransposed, panelCount } from './panels';
import { adding, allRows, columnTile, panelColumns, panelRowBytes, rowTile, tileRows, zeroBias } from './tiles';

/** Largest block: steps, columns and rows. A panel of a block stays in the first cache, a block of either operand in the second. */
const blockSteps: i32 = 256;
const blockColumns: i32 = 256;
const blockRows: i32 = 96;

const rowOffsets: usize = memory.data(32, 16);
const rowTargets: usize = memory.data(32, 16);

/** Bytes of scratch memory that `gemm` and `dense` need for these sizes and for smaller ones. */
export function gemmScratch(m: i32, n: i32, k: i32): f64 {
  const steps = <usize>min(k, blockSteps);
  const panels = <usize>panelCount(min(n, blockColumns));
  const narrow = steps * <usize>min(m, tileRows) * panelRowBytes;
  return <f64>(align(steps << 2) + align(steps * panels * panelRowBytes) + narrow + 128);
}

/** c[m,n] = op(a) op(b), or += where `accumulate`. */
export function gemm(
  transposeA: i32,
  transposeB: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  b: usize,
  c: usize,
  accumulate: i32,
): void {
  const stepOffsets = align(scratch());
  const panels = align(stepOffsets + ((<usize>min(k, blockSteps)) << 2));
  const blocks = max((k + blockSteps - 1) / blockSteps, 1);
  const steps = (k + blocks - 1) / blocks;
  const aStepBytes: usize = transposeA ? (<usize>m) << 2 : 4;
  const aRowBytes: usize = transposeA ? 4 : (<usize>k) << 2;
  const cRowBytes = (<usize>n) << 2;
  let narrow: usize = 0;
  if (transposeA) {
    if (m < tileRows) narrow = align(panels + <usize>steps * panelRowBytes * panelCount(min(n, blockColumns)));
    writeSteps(stepOffsets, steps, narrow ? (<usize>tileRows) << 2 : aStepBytes);
  } else {
    writeRows(m, aRowBytes, cRowBytes);
  }
  for (let column = 0; column < n; column += blockColumns) {
    const columns = min(blockColumns, n - column);
    for (let step = 0; step < k; step += steps) {
      const count = min(steps, k - step);
      packBlock(panels, b, transposeB, n, k, column, columns, step, count);
      const mode = step > 0 || accumulate ? adding : 0;
      const left = a + <usize>step * aStepBytes;
      const target = c + ((<usize>column) << 2);
      if (narrow) {
        packNarrow(narrow, left, aStepBytes, m, count);
        narrowBlock(stepOffsets, count, narrow, panels, m, columns, target, cRowBytes, mode);
      } else {
        for (let row = 0; row < m; row += blockRows) {
          const last = min(row + blockRows, m);
          if (transposeA)
            transposedBlock(stepOffsets, count, left, panels, row, last, columns, target, cRowBytes, mode);
          else plainBlock(count, left, aRowBytes, panels, m, row, last, columns, target, cRowBytes, mode);
        }
      }
    }
  }
  if (k == 0 && !accumulate) memory.fill(c, 0, (<usize>m * <usize>n) << 2);
}

/** Where the rows of a tile lie; a matrix of fewer rows repeats its last one, which is computed and not written. */
export function writeRows(m: i32, aRowBytes: usize, cRowBytes: usize): void {
  for (let row = 0; row < tileRows; row++) {
    const place = <usize>min(row, m - 1);
    store<u32>(rowOffsets + ((<usize>row) << 2), <u32>(place * aRowBytes));
    store<u32>(rowTargets + ((<usize>row) << 2), <u32>(place * cRowBytes));
  }
}

function writeSteps(offsets: usize, steps: i32, stepBytes: usize): void {
  for (let step = 0; step < steps; step++) store<u32>(offsets + ((<usize>step) << 2), <u32>(<usize>step * stepBytes));
}

/** Packs `steps` steps from `step` on of `columns` columns from `column` on of b[k,n], [n,k] where transposed. */
export function packBlock(
  panels: usize,
  b: usize,
  transposeB: i32,
  n: i32,
  k: i32,
  column: i32,
  columns: i32,
  step: i32,
  steps: i32,
): void {
  for (let done = 0; done < columns; done += panelColumns) {
    const at = <usize>(column + done);
    const width = min(panelColumns, columns - done);
    if (transposeB)
      packPanelTransposed(panels, b + ((at * <usize>k + <usize>step) << 2), (<usize>k) << 2, steps, width);
    else packPanel(panels, b + ((<usize>step * <usize>n + at) << 2), (<usize>n) << 2, steps, width);
    panels += <usize>steps * panelRowBytes;
  }
}

/** The rows of a tile that begins at `row` and was moved back to `start`: those not made yet, below `last`. */
function rowsFrom(row: i32, start: i32, last: i32): i32 {
  const begin = row - start;
  const end = min(tileRows, last - start);
  return ((1 << end) - 1) & ~((1 << begin) - 1);
}

/** Rows `first` … `last` − 1 of a block of c, from the packed block; `writeRows` must have said how a and c lie. */
export function plainBlock(
  steps: i32,
  a: usize,
  aRowBytes: usize,
  panels: usize,
  m: i32,
  first: i32,
  last: i32,
  columns: i32,
  c: usize,
  cRowBytes: usize,
  mode: i32,
): void {
  for (let column = 0; column < columns; column += panelColumns) {
    const width = min(panelColumns, columns - column);
    for (let row = first; row < last; row += tileRows) {
      const start = max(min(row, m - tileRows), 0);
      const rows = start == row && last - row >= tileRows ? allRows : rowsFrom(row, start, last);
      const source = a + <usize>start * aRowBytes;
      const target = c + <usize>start * cRowBytes + ((<usize>column) << 2);
      rowTile(rowOffsets, source, 1, steps, 0, panels, zeroBias(), rowTargets, target, rows, width, mode);
    }
    panels += <usize>steps * panelRowBytes;
  }
}

function transposedBlock(
  offsets: usize,
  steps: i32,
  a: usize,
  panels: usize,
  first: i32,
  last: i32,
  columns: i32,
  c: usize,
  cRowBytes: usize,
  mode: i32,
): void {
  for (let column = 0; column < columns; column += panelColumns) {
    const width = min(panelColumns, columns - column);
    for (let row = first; row < last; row += tileRows) {
      // A block of fewer rows than a tile is the last one of more than a tile, so moving back stays inside the matrix.
      const start = min(row, last - tileRows);
      const rows = rowsFrom(row, start, last);
      const target = c + <usize>start * cRowBytes + ((<usize>column) << 2);
      columnTile(offsets, steps, a + ((<usize>start) << 2), panels, target, cRowBytes, rows, width, mode);
    }
    panels += <usize>steps * panelRowBytes;
  }
}

/** Copies a transposed left operand of fewer rows than a tile, so that whole tiles can be read without leaving it. */
function packNarrow(target: usize, a: usize, stepBytes: usize, m: i32, steps: i32): void {
  for (let step = 0; step < steps; step++) {
    for (let row = 0; row < tileRows; row++) {
      store<f32>(target + ((<usize>row) << 2), row < m ? load<f32>(a + ((<usize>row) << 2)) : 0);
    }
    target += (<usize>tileRows) << 2;
    a += stepBytes;
  }
}

function narrowBlock(
  offsets: usize,
  steps: i32,
  a: usize,
  panels: usize,
  m: i32,
  columns: i32,
  c: usize,
  cRowBytes: usize,
  mode: i32,
): void {
  for (let column = 0; column < columns; column += panelColumns) {
    const target = c + ((<usize>column) << 2);
    const width = min(panelColumns, columns - column);
    columnTile(offsets, steps, a, panels, target, cRowBytes, (1 << m) - 1, width, mode);
    panels += <usize>steps * panelRowBytes;
  }
}
