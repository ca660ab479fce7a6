/* Copies of blocks that lie apart: to other strides, to another order of axes, with zeros behind them. */
import { addValues, copyValues, zeroValues } from './memory';

/** Copies `count` blocks of `length` values, `sourceStride` and `targetStride` values apart, and writes `zeros` zeros behind each copy. */
export function copyBlocks(
  source: usize,
  sourceStride: i32,
  target: usize,
  targetStride: i32,
  length: i32,
  zeros: i32,
  count: i32,
): void {
  const bytes = (<usize>length) << 2;
  for (let block = count; block > 0; block--) {
    copyValues(target, source, length);
    if (zeros > 0) zeroValues(target + bytes, zeros);
    source += (<usize>sourceStride) << 2;
    target += (<usize>targetStride) << 2;
  }
}

/** The same, but each block is added to what is there. */
export function addBlocks(
  source: usize,
  sourceStride: i32,
  target: usize,
  targetStride: i32,
  length: i32,
  count: i32,
): void {
  for (let block = count; block > 0; block--) {
    addValues(target, source, length);
    source += (<usize>sourceStride) << 2;
    target += (<usize>targetStride) << 2;
  }
}
