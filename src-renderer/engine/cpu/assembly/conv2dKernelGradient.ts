/* Gradient of a convolution's kernel: the windows, transposed and read in place, times the gradient of the output. */
import { tableBytes } from './conv2d';
import { align, scratch } from './memory';
import { packPanel } from './panels';
import {
  bandRows,
  describeWindows,
  groupPictures,
  groupScratch,
  prepareGroup,
  segmentBytes,
  segmentValues,
  windowSegments,
  writeWindowOffsets,
} from './patches';
import { adding, columnTile, panelColumns, panelRowBytes, tileRows } from './tiles';

/** So many windows are added up before their sum is added to the gradient: bounds the rounding error and fits the first cache. */
const chainWindows: i32 = 256;
const panelBytes: usize = <usize>chainWindows * panelRowBytes;

/** Bytes of scratch memory that the gradient of the kernel needs. */
export function kernelGradientScratch(
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
  return tableBytes() + panelBytes + groupScratch() + 64;
}

/** dKernel[ky, kx, channel, filter] = Σ over pictures and places of x · dy. */
export function conv2dKernelGradient(
  x: usize,
  dy: usize,
  dKernel: usize,
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
  const offsets = align(scratch());
  const panel = offsets + tableBytes();
  const room = panel + panelBytes;
  const windowBytes = (<usize>filters) << 2;
  let known = -1;
  let mode = 0;
  for (let picture = 0; picture < pictures; picture += groupPictures) {
    const count = min(groupPictures, pictures - picture);
    for (let row = 0; row < outHeight; row += bandRows) {
      const rows = min(bandRows, outHeight - row);
      if (known != count * rows) writeWindowOffsets(offsets, count, rows);
      known = count * rows;
      const source = prepareGroup(x, room, picture, count, row, rows);
      const gradient = dy + <usize>((picture * outHeight + row) * outWidth) * windowBytes;
      const windows = count * rows * outWidth;
      const chains = (windows + chainWindows - 1) / chainWindows;
      const chain = (windows + chains - 1) / chains;
      for (let window = 0; window < windows; window += chain) {
        const from = gradient + <usize>window * windowBytes;
        const places = offsets + ((<usize>window) << 2);
        kernelTiles(places, min(chain, windows - window), source, from, panel, dKernel, filters, mode);
        mode = adding;
      }
    }
  }
}

/** Adds what some windows contribute to the whole kernel. */
function kernelTiles(
  offsets: usize,
  windows: i32,
  source: usize,
  gradient: usize,
  panel: usize,
  dKernel: usize,
  filters: i32,
  mode: i32,
): void {
  const segments = windowSegments();
  const length = segmentValues();
  const rowBytes = (<usize>filters) << 2;
  for (let filter = 0; filter < filters; filter += panelColumns) {
    const wide = min(panelColumns, filters - filter);
    packPanel(panel, gradient + ((<usize>filter) << 2), rowBytes, windows, wide);
    let target = dKernel + ((<usize>filter) << 2);
    for (let segment = 0; segment < segments; segment++) {
      const from = source + <usize>segment * segmentBytes();
      for (let row = 0; row < length; row += tileRows) {
        // The last tile of a kernel row is moved back, so that it reads no value of another place; rows made before do not count.
        const start = max(min(row, length - tileRows), 0);
        const rows = ((1 << min(tileRows, length - start)) - 1) & ~((1 << (row - start)) - 1);
        const into = target + <usize>start * rowBytes;
        columnTile(offsets, windows, from + ((<usize>start) << 2), panel, into, rowBytes, rows, wide, mode);
      }
      target += <usize>length * rowBytes;
    }
  }
}
