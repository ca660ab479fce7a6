/*
 * What recurrent layers share. Sequences lie step by step, [steps, rows, values], so that a step is one matrix; units are padded to whole groups
 * of four. The recurrent kernel is packed once for all steps.
 */
import { packBlock, plainBlock, writeRows } from './gemm';
import { align, scratch } from './memory';
import { panelCount } from './panels';
import { adding, panelRowBytes } from './tiles';

/** Bytes of scratch memory for a recurrent kernel [units, columns], packed either way and in one or two pieces. */
export function recurrentScratch(units: i32, columns: i32): f64 {
  const forward = <usize>(panelCount(columns) + 1) * <usize>units;
  const backward = <usize>panelCount(units) * <usize>columns;
  return <f64>(max(forward, backward) * panelRowBytes + 64);
}

/** Packs columns `first` … `first + columns − 1` of u [units, all] for products with states; returns where. */
export function packKernel(panels: usize, u: usize, units: i32, all: i32, first: i32, columns: i32): usize {
  packBlock(panels, u, 0, all, units, first, columns, 0, units);
  return panels;
}

/** Packs the same columns turned round, for products with gradients; returns where. */
export function packTransposed(panels: usize, u: usize, units: i32, all: i32, first: i32, columns: i32): usize {
  packBlock(panels, u, 1, units, all, 0, units, first, columns);
  return panels;
}

/** Where packed kernels may lie: the first place of scratch memory, or the one behind a packed kernel of these sizes. */
export function packedPlace(): usize {
  return align(scratch());
}

/** The place behind a kernel [inner, columns] that is packed at `panels`. */
export function placeBehind(panels: usize, inner: i32, columns: i32): usize {
  return panels + <usize>panelCount(columns) * <usize>inner * panelRowBytes;
}

/** c[rows, columns] = a[rows, inner] · a packed kernel, or added to what is there; rows of a and c are so many values long. */
export function stepProduct(
  panels: usize,
  a: usize,
  aLength: i32,
  rows: i32,
  inner: i32,
  c: usize,
  cLength: i32,
  columns: i32,
  mode: i32,
): void {
  const aRowBytes = (<usize>aLength) << 2;
  const cRowBytes = (<usize>cLength) << 2;
  writeRows(rows, aRowBytes, cRowBytes);
  plainBlock(inner, a, aRowBytes, panels, rows, 0, rows, columns, c, cRowBytes, mode);
}

/** The mode of `stepProduct` on the way back: gradients of a sequence lie a step apart and are added to, that of one state is written over. */
export function gradientMode(stepBytes: usize): i32 {
  return stepBytes > 0 ? adding : 0;
}
