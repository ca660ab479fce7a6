/* Convolution with a max-pooling behind it, forward: what lies between the two is never written. */
import { packColumns } from './conv2d';
import { align, scratch } from './memory';
import { panelCount } from './panels';
import {
  describeWindows,
  groupPictures,
  groupScratch,
  prepareGroup,
  segmentBytes,
  segmentValues,
  windowSegments,
} from './patches';
import { poolPanel, poolTileRows } from './poolTiles';
import {
  describePool,
  filledArea,
  firstWindowRow,
  placeBytes,
  placesBytes,
  pooledBand,
  windowRows,
  writePlaces,
} from './poolWindows';
import { panelColumns, panelRowBytes, rectifying } from './tiles';

const relu: i32 = 1;

/** Bytes of scratch memory that the forward pass needs. */
export function poolForwardScratch(filters: i32): usize {
  const steps = <usize>(windowSegments() * segmentValues());
  const panels = <usize>panelCount(filters);
  const packed = align(panels * steps * panelRowBytes) + align(panels * panelRowBytes);
  return placesBytes(poolTileRows) * 2 + packed + groupScratch() + 64;
}

/**
 * y = max over each pooling window of activation(x ⋆ kernel + bias), argmax = its place in the window. Activations beyond relu are for the
 * caller to apply to y: the largest of activated values is the activation of the largest.
 */
export function conv2dMaxPool2d(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  argmax: usize,
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
  pooledHeight: i32,
  pooledWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  poolStrideY: i32,
  poolStrideX: i32,
  poolPadTop: i32,
  poolPadLeft: i32,
): void {
  // prettier-ignore
  describeWindows(pictures, height, width, channels, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft, true);
  // prettier-ignore
  describePool(outHeight, outWidth, pooledHeight, pooledWidth, poolHeight, poolWidth, poolStrideY, poolStrideX, poolPadTop, poolPadLeft);
  const steps = windowSegments() * segmentValues();
  const offsets = align(scratch());
  const places = offsets + placesBytes(poolTileRows);
  const panels = places + placesBytes(poolTileRows);
  const biases = panels + align(<usize>panelCount(filters) * <usize>steps * panelRowBytes);
  const room = biases + align(<usize>panelCount(filters) * panelRowBytes);
  packColumns(panels, kernel, steps, filters);
  packColumns(biases, bias, 1, filters);
  const mode = activation == relu ? rectifying : 0;
  const isBanded = pooledBand < pooledHeight;
  let isWritten = false;
  for (let picture = 0; picture < pictures; picture += groupPictures) {
    const count = min(groupPictures, pictures - picture);
    for (let row = 0; row < pooledHeight; row += pooledBand) {
      const rows = min(pooledBand, pooledHeight - row);
      // A shorter last group of whole pictures needs the beginning of the same tables.
      if (isBanded || !isWritten) writePlaces(offsets, places, count, row, rows, poolTileRows);
      isWritten = true;
      const source = prepareGroup(x, room, picture, count, firstWindowRow(row), windowRows(row, rows));
      const at = <usize>((picture * pooledHeight + row) * pooledWidth) * <usize>filters;
      const windows = count * rows * pooledWidth;
      poolGroup(
        offsets,
        places,
        windows,
        source,
        panels,
        biases,
        y + (at << 2),
        argmax + at * placeBytes(),
        filters,
        mode,
      );
    }
  }
}

/** All pooling windows of one group, panel by panel. */
function poolGroup(
  offsets: usize,
  places: usize,
  windows: i32,
  source: usize,
  panels: usize,
  biases: usize,
  y: usize,
  argmax: usize,
  filters: i32,
  mode: i32,
): void {
  const bytes = placeBytes();
  const tiles = filledArea(poolTileRows) / poolTileRows;
  const segments = windowSegments();
  const length = segmentValues();
  const apart = segmentBytes();
  const panelBytes = <usize>(segments * length) * panelRowBytes;
  for (let filter = 0; filter < filters; filter += panelColumns) {
    const wide = min(panelColumns, filters - filter);
    const value = y + ((<usize>filter) << 2);
    const place = argmax + <usize>filter * bytes;
    // prettier-ignore
    poolPanel(offsets, places, windows, tiles, source, segments, length, apart, panels, biases, value, place, bytes, filters, wide, mode);
    panels += panelBytes;
    biases += panelRowBytes;
  }
}
