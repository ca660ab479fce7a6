/* Packing of right operands into panels: eight columns side by side, one row of 32 bytes per step, the last panel filled up with zeros. */
import { panelColumns, panelRowBytes } from './tiles';

/** Number of panels for `columns` columns. */
export function panelCount(columns: i32): i32 {
  return (columns + panelColumns - 1) / panelColumns;
}

/** Packs `rows` rows of one panel: row s has `columns` (at most 8) values at source + s · rowBytes. */
export function packPanel(panel: usize, source: usize, rowBytes: usize, rows: i32, columns: i32): void {
  if (columns >= panelColumns) {
    for (let row = rows; row > 0; row--) {
      v128.store(panel, v128.load(source));
      v128.store(panel, v128.load(source, 16), 16);
      panel += panelRowBytes;
      source += rowBytes;
    }
    return;
  }
  for (let row = rows; row > 0; row--) {
    v128.store(panel, i32x4.splat(0));
    v128.store(panel, i32x4.splat(0), 16);
    for (let column: usize = 0; column < <usize>columns; column++) {
      store<f32>(panel + (column << 2), load<f32>(source + (column << 2)));
    }
    panel += panelRowBytes;
    source += rowBytes;
  }
}

/** Packs one panel from a transposed operand: column c (of at most 8) has its `rows` values side by side at source + c · columnBytes. */
export function packPanelTransposed(panel: usize, source: usize, columnBytes: usize, rows: i32, columns: i32): void {
  let row = rows;
  if (columns >= panelColumns) {
    for (; row >= 4; row -= 4) {
      transposeFour(panel, source, columnBytes);
      transposeFour(panel + 16, source + (columnBytes << 2), columnBytes);
      panel += panelRowBytes << 2;
      source += 16;
    }
  }
  for (; row > 0; row--) {
    for (let column = 0; column < panelColumns; column++) {
      const value: f32 = column < columns ? load<f32>(source + <usize>column * columnBytes) : 0;
      store<f32>(panel + ((<usize>column) << 2), value);
    }
    panel += panelRowBytes;
    source += 4;
  }
}

/** Four columns of four values become four rows of a panel's half. */
function transposeFour(panel: usize, source: usize, columnBytes: usize): void {
  const c0 = v128.load(source);
  const c1 = v128.load(source + columnBytes);
  const c2 = v128.load(source + (columnBytes << 1));
  const c3 = v128.load(source + columnBytes * 3);
  const low01 = v128.shuffle<f32>(c0, c1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(c0, c1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(c2, c3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(c2, c3, 2, 6, 3, 7);
  v128.store(panel, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(panel, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
  v128.store(panel, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
  v128.store(panel, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
}
