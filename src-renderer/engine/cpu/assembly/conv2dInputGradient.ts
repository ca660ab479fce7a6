/*
 * Gradient of a convolution's input. Places of the input that share the remainder of (place + padding) / stride are touched by the same taps of
 * the kernel: for each such phase the gradient is itself a convolution of dy, of stride 1, with those taps turned round. Stride 1 has one phase.
 */
import { rowTiles, tableBytes } from './conv2d';
import { align, scratch } from './memory';
import { packPanelTransposed, panelCount } from './panels';
import {
  bandRows,
  describeWindows,
  groupPictures,
  groupScratch,
  pictureStep,
  prepareGroup,
  rowStep,
  segmentBytes,
  windowStep,
} from './patches';
import { panelColumns, panelRowBytes, tileRows } from './tiles';

let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let filters: i32 = 0;
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let strideY: i32 = 0;
let strideX: i32 = 0;
let padTop: i32 = 0;
let padLeft: i32 = 0;
/** Most taps of a phase, and the first and number of places of a phase, down and across. */
let tapsDown: i32 = 0;
let tapsAcross: i32 = 0;
let firstDown: i32 = 0;
let firstAcross: i32 = 0;
let placesDown: i32 = 0;
let placesAcross: i32 = 0;

function describe(
  pictures: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  height = inHeight;
  width = inWidth;
  channels = inChannels;
  filters = outFilters;
  kernelHeight = windowHeight;
  kernelWidth = windowWidth;
  strideY = stepY;
  strideX = stepX;
  padTop = top;
  padLeft = left;
  tapsDown = (kernelHeight + strideY - 1) / strideY;
  tapsAcross = (kernelWidth + strideX - 1) / strideX;
  firstDown = padTop / strideY;
  firstAcross = padLeft / strideX;
  placesDown = (height - 1 + padTop) / strideY - firstDown + 1;
  placesAcross = (width - 1 + padLeft) / strideX - firstAcross + 1;
  const above = tapsDown - 1 - firstDown;
  const before = tapsAcross - 1 - firstAcross;
  // prettier-ignore
  describeWindows(pictures, outHeight, outWidth, filters, placesDown, placesAcross, tapsDown, tapsAcross, 1, 1, above, before, false);
}

function panelBytes(): usize {
  return align(<usize>panelCount(channels) * <usize>(kernelHeight * kernelWidth * filters) * panelRowBytes);
}

/** Bytes of scratch memory that the gradient of the input needs. */
export function inputGradientScratch(
  pictures: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): usize {
  // prettier-ignore
  describe(pictures, inHeight, inWidth, inChannels, outHeight, outWidth, outFilters, windowHeight, windowWidth, stepY, stepX, top, left);
  return tableBytes() * 2 + panelBytes() + groupScratch() + 64;
}

/** dx[y, x, channel] = Σ over the windows that contain (y, x) of dy · kernel. */
export function conv2dInputGradient(
  dy: usize,
  kernel: usize,
  dx: usize,
  pictures: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  // prettier-ignore
  describe(pictures, inHeight, inWidth, inChannels, outHeight, outWidth, outFilters, windowHeight, windowWidth, stepY, stepX, top, left);
  const offsets = align(scratch());
  const targets = offsets + tableBytes();
  const panels = targets + tableBytes();
  const room = panels + panelBytes();
  const pictureBytes = (<usize>(height * width * channels)) << 2;
  packPhases(panels, kernel);
  // Places that no tap reaches.
  if (kernelHeight < strideY || kernelWidth < strideX) memory.fill(dx, 0, <usize>pictures * pictureBytes);
  const isOnePhase = strideY == 1 && strideX == 1;
  let known = -1;
  let windows = 0;
  for (let picture = 0; picture < pictures; picture += groupPictures) {
    const count = min(groupPictures, pictures - picture);
    for (let row = 0; row < placesDown; row += bandRows) {
      const rows = min(bandRows, placesDown - row);
      const source = prepareGroup(dy, room, picture, count, row, rows);
      const target = dx + <usize>picture * pictureBytes;
      let panel = panels;
      for (let phaseY = 0; phaseY < min(strideY, kernelHeight); phaseY++) {
        for (let phaseX = 0; phaseX < min(strideX, kernelWidth); phaseX++) {
          const down = tapsOf(phaseY, kernelHeight, strideY);
          const across = tapsOf(phaseX, kernelWidth, strideX);
          const steps = down * across * filters;
          const now = (row << 16) + count * rows;
          if (!isOnePhase || known != now) windows = writePhase(offsets, targets, count, row, rows, phaseY, phaseX);
          known = now;
          // prettier-ignore
          rowTiles(offsets, targets, windows, source, down, across * filters, segmentBytes(), panel, 0, target, channels, 0);
          panel += <usize>panelCount(channels) * <usize>steps * panelRowBytes;
        }
      }
    }
  }
}

/** Taps of the kernel that touch the places of a phase. */
function tapsOf(phase: i32, size: i32, stride: i32): i32 {
  return (size - phase + stride - 1) / stride;
}

/** Writes where each place of a phase reads and where its result goes; returns how many there are. */
function writePhase(
  offsets: usize,
  targets: usize,
  pictures: i32,
  first: i32,
  rows: i32,
  phaseY: i32,
  phaseX: i32,
): i32 {
  const spareDown = <usize>(tapsDown - tapsOf(phaseY, kernelHeight, strideY));
  const spareAcross = <usize>(tapsAcross - tapsOf(phaseX, kernelWidth, strideX));
  // One step down a prepared group is one row of windows, as the windows have stride 1.
  const shift = spareDown * rowStep() + spareAcross * windowStep();
  let windows: usize = 0;
  for (let picture = 0; picture < pictures; picture++) {
    for (let row = 0; row < rows; row++) {
      const y = (firstDown + first + row) * strideY + phaseY - padTop;
      if (y < 0 || y >= height) continue;
      const from = shift + <usize>picture * pictureStep() + <usize>row * rowStep();
      for (let column = 0; column < placesAcross; column++) {
        const x = (firstAcross + column) * strideX + phaseX - padLeft;
        if (x < 0 || x >= width) continue;
        store<u32>(offsets + (windows << 2), <u32>(from + <usize>column * windowStep()));
        store<u32>(targets + (windows << 2), <u32>((picture * height + y) * width + x) * (channels << 2));
        windows++;
      }
    }
  }
  repeatLast(offsets + (windows << 2));
  repeatLast(targets + (windows << 2));
  return <i32>windows;
}

/** Fills a table up to a whole tile; what is computed there is not written. */
function repeatLast(end: usize): void {
  for (let spare = 0; spare < tileRows; spare++) store<u32>(end + ((<usize>spare) << 2), load<u32>(end - 4));
}

/** Packs the taps of all phases, turned round: for each phase and panel of channels, rows (ky, kx, filter). */
function packPhases(panel: usize, kernel: usize): void {
  for (let phaseY = 0; phaseY < min(strideY, kernelHeight); phaseY++) {
    for (let phaseX = 0; phaseX < min(strideX, kernelWidth); phaseX++) {
      const lastY = phaseY + (tapsOf(phaseY, kernelHeight, strideY) - 1) * strideY;
      const lastX = phaseX + (tapsOf(phaseX, kernelWidth, strideX) - 1) * strideX;
      for (let channel = 0; channel < channels; channel += panelColumns) {
        for (let ky = lastY; ky >= 0; ky -= strideY) {
          for (let kx = lastX; kx >= 0; kx -= strideX) panel = packTap(panel, kernel, ky, kx, channel);
        }
      }
    }
  }
}

/** Packs one tap for eight channels, a row per filter; returns the address behind it. */
function packTap(panel: usize, kernel: usize, ky: i32, kx: i32, channel: i32): usize {
  const from = kernel + ((<usize>(((ky * kernelWidth + kx) * channels + channel) * filters)) << 2);
  packPanelTransposed(panel, from, (<usize>filters) << 2, filters, min(panelColumns, channels - channel));
  return panel + <usize>filters * panelRowBytes;
}
