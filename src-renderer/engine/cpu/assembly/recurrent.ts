/*
 * What recurrent layers share. Sequences lie step by step, [steps, rows, values], so that a step is one matrix; units are padded to whole groups
 * of four. The recurrent kernel is packed once for all steps.
 */
import { packBlock, plainBlock, writeRows } from './gemm';
import { align, scratch } from './memory';
import { panelCount } from './panels';
import { adding, panelRowBytes } from './tiles';

/** Bytes of scratch memory for a recurrent kernel [units, columns] in both directions. */
export function recurrentScratch(units: i32, columns: i32): f64 {
  const forward = <usize>panelCount(columns) * <usize>units;
  const backward = <usize>panelCount(units) * <usize>columns;
  return <f64>(max(forward, backward) * panelRowBytes + 64);
}

/** Packs u [units, columns] for products with states; returns where. */
export function packKernel(u: usize, units: i32, columns: i32): usize {
  const panels = align(scratch());
  packBlock(panels, u, 0, columns, units, 0, columns, 0, units);
  return panels;
}

/** Packs u [units, columns] turned round, for products with gradients; returns where. */
export function packTransposed(u: usize, units: i32, columns: i32): usize {
  const panels = align(scratch());
  packBlock(panels, u, 1, units, columns, 0, units, 0, columns);
  return panels;
}

/** c[rows, columns] = a[rows, inner] · the packed kernel, added to what is there where `mode` says so. */
export function stepProduct(panels: usize, a: usize, rows: i32, inner: i32, c: usize, columns: i32, mode: i32): void {
  const aRowBytes = (<usize>inner) << 2;
  const cRowBytes = (<usize>columns) << 2;
  writeRows(rows, aRowBytes, cRowBytes);
  plainBlock(inner, a, aRowBytes, panels, rows, 0, rows, columns, c, cRowBytes, mode);
}

/** The mode of `stepProduct` on the way back: gradients of a sequence lie a step apart and are added to, that of one state is written over. */
export function gradientMode(stepBytes: usize): i32 {
  return stepBytes > 0 ? adding : 0;
}
