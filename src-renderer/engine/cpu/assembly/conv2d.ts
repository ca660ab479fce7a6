/* Convolution forward: rows of windows times the kernel's panels. */
import { activate } from './activations';
import { align, scratch } from './memory';
import { packPanel, panelCount } from './panels';
import {
  bandRows,
  describeWindows,
  groupPictures,
  groupScratch,
  prepareGroup,
  segmentBytes,
  segmentValues,
  windowSegments,
  windowsOfGroup,
  writeWindowOffsets,
} from './patches';
import { allRows, panelColumns, panelRowBytes, rectifying, rowTile, tileRows, zeroBias } from './tiles';

const relu: i32 = 1;

/** Bytes of scratch memory that the forward pass needs. */
export function forwardScratch(
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): usize {
  // prettier-ignore
  describeWindows(pictures, height, width, channels, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft, true);
  const steps = <usize>(windowSegments() * segmentValues());
  const panels = <usize>panelCount(filters);
  return tableBytes() * 2 + align(panels * steps * panelRowBytes) + align(panels * panelRowBytes) + groupScratch() + 64;
}

/** Bytes of a table with one place for every window of a group, and a tile more. */
export function tableBytes(): usize {
  return align((<usize>(windowsOfGroup() + tileRows)) << 2);
}

/** y = activation(x ⋆ kernel + bias). */
export function conv2d(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  activation: i32,
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  // prettier-ignore
  describeWindows(pictures, height, width, channels, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft, true);
  const steps = windowSegments() * segmentValues();
  const offsets = align(scratch());
  const targets = offsets + tableBytes();
  const panels = targets + tableBytes();
  const biases = panels + align(<usize>panelCount(filters) * <usize>steps * panelRowBytes);
  const room = biases + align(<usize>panelCount(filters) * panelRowBytes);
  packColumns(panels, kernel, steps, filters);
  packColumns(biases, bias, 1, filters);
  const windowBytes = (<usize>filters) << 2;
  writeTargets(targets, windowsOfGroup(), windowBytes);
  const mode = activation == relu ? rectifying : 0;
  let known = -1;
  for (let picture = 0; picture < pictures; picture += groupPictures) {
    const count = min(groupPictures, pictures - picture);
    for (let row = 0; row < outHeight; row += bandRows) {
      const rows = min(bandRows, outHeight - row);
      if (known != count * rows) writeWindowOffsets(offsets, count, rows);
      known = count * rows;
      const source = prepareGroup(x, room, picture, count, row, rows);
      const target = y + <usize>((picture * outHeight + row) * outWidth) * windowBytes;
      const windows = count * rows * outWidth;
      // prettier-ignore
      rowTiles(offsets, targets, windows, source, windowSegments(), segmentValues(), segmentBytes(), panels, biases, target, filters, mode);
      if (activation > relu) activate(activation, target, target, windows * filters);
    }
  }
}

/** Packs a matrix [steps, columns] into panels of all its columns. */
export function packColumns(panels: usize, source: usize, steps: i32, columns: i32): void {
  for (let column = 0; column < columns; column += panelColumns) {
    packPanel(
      panels,
      source + ((<usize>column) << 2),
      (<usize>columns) << 2,
      steps,
      min(panelColumns, columns - column),
    );
    panels += <usize>steps * panelRowBytes;
  }
}

/** Results of consecutive windows lie one behind the other. */
function writeTargets(targets: usize, windows: i32, windowBytes: usize): void {
  for (let window = 0; window < windows + tileRows; window++) {
    store<u32>(targets + ((<usize>window) << 2), <u32>(<usize>window * windowBytes));
  }
}

/** All tiles of one group, panel by panel: windows of `segments` pieces of `length` values. `biases`: a packed row for every panel, or 0. */
export function rowTiles(
  offsets: usize,
  targets: usize,
  windows: i32,
  source: usize,
  segments: i32,
  length: i32,
  bytes: usize,
  panels: usize,
  biases: usize,
  target: usize,
  columns: i32,
  mode: i32,
): void {
  const panelBytes = <usize>(segments * length) * panelRowBytes;
  for (let column = 0; column < columns; column += panelColumns) {
    const wide = min(panelColumns, columns - column);
    const into = target + ((<usize>column) << 2);
    const bias = biases ? biases + ((<usize>column) << 2) : zeroBias();
    for (let window = 0; window < windows; window += tileRows) {
      const place = (<usize>window) << 2;
      const rows = windows - window >= tileRows ? allRows : (1 << (windows - window)) - 1;
      rowTile(offsets + place, source, segments, length, bytes, panels, bias, targets + place, into, rows, wide, mode);
    }
    panels += panelBytes;
  }
}
