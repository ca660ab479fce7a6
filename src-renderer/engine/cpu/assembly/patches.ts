/*
 * Where the windows of a convolution lie. A picture is never unfolded into a matrix where its kernel rows are long: a kernel row over all channels
 * is one piece of memory of the padded picture. Pictures are handled in groups small enough for the second cache: a few whole pictures, or a
 * band of rows of a large one. Only where a kernel row is short (few channels) are the windows of a group gathered side by side.
 */
import { align, copyValues, zeroValues } from './memory';
import { tileRows } from './tiles';

/** A group is at most this large, in bytes of its padded pictures and, unless one row has more, in windows. */
const groupBytes: i32 = 65536;
const groupWindows: i32 = 2048;
/** Kernel rows shorter than this are gathered. */
const shortRow: i32 = 12;

let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let outHeight: i32 = 0;
let outWidth: i32 = 0;
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let strideY: i32 = 0;
let strideX: i32 = 0;
let padTop: i32 = 0;
let padLeft: i32 = 0;
/** Values from one window of a gathered group to the next. */
let windowValues: i32 = 0;
let isGathered: bool = false;
/** The windows lie inside the picture as it is: nothing is copied. */
let isInPlace: bool = false;
/** Pictures of a group, and output rows of each. */
export let groupPictures: i32 = 0;
export let bandRows: i32 = 0;

/** Values of one row, and of one picture, of a prepared group. */
let rowValues: i32 = 0;
let pictureValues: i32 = 0;

/** Describes the windows; everything else in this file follows from it. `mayGather`: short kernel rows are gathered. */
export function describeWindows(
  pictures: i32,
  sourceHeight: i32,
  sourceWidth: i32,
  sourceChannels: i32,
  windowsDown: i32,
  windowsAcross: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
  mayGather: bool,
): void {
  height = sourceHeight;
  width = sourceWidth;
  channels = sourceChannels;
  outHeight = windowsDown;
  outWidth = windowsAcross;
  kernelHeight = windowHeight;
  kernelWidth = windowWidth;
  strideY = stepY;
  strideX = stepX;
  padTop = top;
  padLeft = left;
  isGathered = mayGather && kernelWidth * channels < shortRow;
  windowValues = (max(kernelHeight * kernelWidth * channels, tileRows) + 3) & ~3;
  const neededHeight = (outHeight - 1) * strideY + kernelHeight;
  const neededWidth = (outWidth - 1) * strideX + kernelWidth;
  isInPlace = !isGathered && top == 0 && left == 0 && neededHeight <= height && neededWidth <= width;
  rowValues = (isInPlace ? width : neededWidth) * channels;
  planGroups(pictures, neededHeight);
  pictureValues = rowValues * (isInPlace ? height : bandHeight());
}

/** Rows of the padded picture that one band needs. */
function bandHeight(): i32 {
  return (bandRows - 1) * strideY + kernelHeight;
}

function planGroups(pictures: i32, neededHeight: i32): void {
  const rowBytes = rowValues << 2;
  const pictureBytes = isGathered ? (outHeight * outWidth * windowValues) << 2 : neededHeight * rowBytes;
  const windows = outHeight * outWidth;
  bandRows = outHeight;
  groupPictures = min(pictures, min(groupBytes / max(pictureBytes, 1), groupWindows / max(windows, 1)));
  if (groupPictures > 0) return;
  groupPictures = 1;
  const bytesPerBandRow = isGathered ? (outWidth * windowValues) << 2 : rowBytes * strideY;
  bandRows = min(groupBytes / max(bytesPerBandRow, 1), groupWindows / outWidth);
  bandRows = max(min(bandRows, outHeight), 1);
}

/** Makes groups bands of so many rows of windows of one picture, where what stands behind the convolution wants other bands. */
export function takeBands(rows: i32): void {
  groupPictures = 1;
  bandRows = rows;
  if (!isInPlace) pictureValues = rowValues * bandHeight();
}

/** Windows of a whole group. */
export function windowsOfGroup(): i32 {
  return groupPictures * bandRows * outWidth;
}

/** Bytes of scratch memory that a prepared group needs. */
export function groupScratch(): usize {
  if (isInPlace) return 0;
  if (!isGathered) return align((<usize>(groupPictures * pictureValues)) << 2);
  return gatheredBytes() + align(((<usize>pictureValues) << 2) + 16);
}

function gatheredBytes(): usize {
  return align(((<usize>windowsOfGroup() * <usize>windowValues) << 2) + 16);
}

/** Whether windows are gathered side by side. */
export function isShort(): bool {
  return isGathered;
}

/** Pieces of a window, the values of each, and the bytes from one to the next. */
export function windowSegments(): i32 {
  return isGathered ? 1 : kernelHeight;
}
export function segmentValues(): i32 {
  return isGathered ? kernelHeight * kernelWidth * channels : kernelWidth * channels;
}
export function segmentBytes(): usize {
  return isGathered ? 0 : (<usize>rowValues) << 2;
}

/** Bytes from one prepared picture, row of windows, and window to the next. */
export function pictureStep(): usize {
  return isGathered ? (<usize>(bandRows * outWidth * windowValues)) << 2 : (<usize>pictureValues) << 2;
}
export function rowStep(): usize {
  return isGathered ? (<usize>(outWidth * windowValues)) << 2 : (<usize>(rowValues * strideY)) << 2;
}
export function windowStep(): usize {
  return isGathered ? (<usize>windowValues) << 2 : (<usize>(strideX * channels)) << 2;
}

/** Writes the byte offset of every window of a group of `pictures` pictures of `rows` rows; short groups are filled up to a tile with their last. */
export function writeWindowOffsets(offsets: usize, pictures: i32, rows: i32): void {
  let place = offsets;
  let last: u32 = 0;
  for (let picture = 0; picture < pictures; picture++) {
    for (let row = 0; row < rows; row++) {
      const start = <usize>picture * pictureStep() + <usize>row * rowStep();
      for (let column = 0; column < outWidth; column++) {
        last = <u32>(start + <usize>column * windowStep());
        store<u32>(place, last);
        place += 4;
      }
    }
  }
  for (let spare = 0; spare < tileRows; spare++) store<u32>(place + ((<usize>spare) << 2), last);
}

/** Makes a group ready to be read and returns its address: padded or gathered into `target`, or in place. */
export function prepareGroup(
  source: usize,
  target: usize,
  picture: i32,
  pictures: i32,
  firstRow: i32,
  rows: i32,
): usize {
  const sourcePicture = (<usize>(height * width * channels)) << 2;
  let from = source + <usize>picture * sourcePicture;
  if (isInPlace) return from + <usize>firstRow * rowStep();
  let to = target;
  for (let each = 0; each < pictures; each++) {
    const padded = isGathered ? target + gatheredBytes() : to;
    padPicture(from, padded, firstRow * strideY - padTop, (rows - 1) * strideY + kernelHeight);
    if (isGathered) gatherWindows(padded, to, rows);
    from += sourcePicture;
    to += pictureStep();
  }
  return target;
}

/** Copies `rows` rows from row `first` of the picture, which may lie outside, with zeros around. */
function padPicture(from: usize, to: usize, first: i32, rows: i32): void {
  const paddedWidth = rowValues / channels;
  const left = max(min(padLeft, paddedWidth), 0);
  const skipped = max(-padLeft, 0);
  const kept = max(min(width - skipped, paddedWidth - left), 0);
  for (let row = first; row < first + rows; row++) {
    if (row < 0 || row >= height) {
      zeroValues(to, rowValues);
    } else {
      zeroValues(to, left * channels);
      const source = from + ((<usize>((row * width + skipped) * channels)) << 2);
      copyValues(to + ((<usize>(left * channels)) << 2), source, kept * channels);
      const done = (left + kept) * channels;
      zeroValues(to + ((<usize>done) << 2), rowValues - done);
    }
    to += (<usize>rowValues) << 2;
  }
}

/**
 * Copies every window of `rows` rows of windows of a padded picture side by side, four values at a time: what is copied too far is overwritten by
 * the next piece, or lies where nobody reads.
 */
function gatherWindows(from: usize, to: usize, rows: i32): void {
  const piece = kernelWidth * channels;
  const sourceRow = (<usize>rowValues) << 2;
  for (let row = 0; row < rows; row++) {
    let start = from;
    for (let column = 0; column < outWidth; column++) {
      let source = start;
      let target = to;
      for (let ky = kernelHeight; ky > 0; ky--) {
        for (let done = 0; done < piece; done += 4) {
          v128.store(target + ((<usize>done) << 2), v128.load(source + ((<usize>done) << 2)));
        }
        source += sourceRow;
        target += (<usize>piece) << 2;
      }
      start += (<usize>(strideX * channels)) << 2;
      to += (<usize>windowValues) << 2;
    }
    from += sourceRow * <usize>strideY;
  }
}
