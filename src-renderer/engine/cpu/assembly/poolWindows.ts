/* A max-pooling behind a convolution: which windows of the convolution lie in each window of the pooling. Follows `describeWindows`. */
import { align } from './memory';
import { bandRows, groupPictures, pictureStep, rowStep, takeBands, windowStep } from './patches';

let pooledHeight: i32 = 0;
let pooledWidth: i32 = 0;
let poolHeight: i32 = 0;
let poolWidth: i32 = 0;
let strideY: i32 = 0;
let strideX: i32 = 0;
let padTop: i32 = 0;
let padLeft: i32 = 0;
/** Size of what is pooled: the windows of the convolution down and across. */
let height: i32 = 0;
let width: i32 = 0;
/** Rows of the pooled picture that one group of the convolution covers. */
export let pooledBand: i32 = 0;

/** Describes the pooling, and makes the groups of the convolution end where windows of the pooling do. */
export function describePool(
  windowsDown: i32,
  windowsAcross: i32,
  outHeight: i32,
  outWidth: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  height = windowsDown;
  width = windowsAcross;
  pooledHeight = outHeight;
  pooledWidth = outWidth;
  poolHeight = windowHeight;
  poolWidth = windowWidth;
  strideY = stepY;
  strideX = stepX;
  padTop = top;
  padLeft = left;
  pooledBand = pooledHeight;
  if (bandRows >= height) return;
  pooledBand = min(max((bandRows - poolHeight) / strideY + 1, 1), pooledHeight);
  takeBands(min((pooledBand - 1) * strideY + poolHeight, height));
}

/** Places of a pooling window. */
export function poolArea(): i32 {
  return poolHeight * poolWidth;
}

/** Bytes of the place of a largest value: as max-pooling keeps it. */
export function placeBytes(): usize {
  return poolArea() > 256 ? 2 : 1;
}

/** Windows of the pooling in a whole group. */
export function pooledOfGroup(): i32 {
  return groupPictures * pooledBand * pooledWidth;
}

/** The rows of the convolution's windows that `rows` rows of the pooling from `row` on need: the first of them, and how many. */
export function firstWindowRow(row: i32): i32 {
  return max(row * strideY - padTop, 0);
}
export function windowRows(row: i32, rows: i32): i32 {
  return min((row + rows - 1) * strideY - padTop + poolHeight, height) - firstWindowRow(row);
}

/** Places of a window, filled up to whole tiles of `tile`. */
export function filledArea(tile: i32): i32 {
  return ((poolArea() + tile - 1) / tile) * tile;
}

/** Bytes of each of the two tables of `writePlaces`. */
export function placesBytes(tile: i32): usize {
  return align((<usize>(pooledOfGroup() * filledArea(tile))) << 2);
}

/**
 * Writes, for every pooling window of a group, where its places begin in the group, and their numbers in the window. Places outside the picture,
 * and those that fill a tile up, repeat one inside: the first of equals wins, so they change nothing.
 */
export function writePlaces(offsets: usize, places: usize, pictures: i32, row: i32, rows: i32, tile: i32): void {
  const filled = filledArea(tile);
  const first = firstWindowRow(row);
  for (let picture = 0; picture < pictures; picture++) {
    for (let down = row; down < row + rows; down++) {
      const top = down * strideY - padTop;
      for (let across = 0; across < pooledWidth; across++) {
        const left = across * strideX - padLeft;
        const inside = max(-top, 0) * poolWidth + max(-left, 0);
        for (let each = 0; each < filled; each++) {
          const y = top + each / poolWidth;
          const x = left + (each % poolWidth);
          const isInside = each < poolArea() && y >= 0 && y < height && x >= 0 && x < width;
          const place = isInside ? each : inside;
          const windowRow = <usize>(top + place / poolWidth - first);
          const window = <usize>(left + (place % poolWidth));
          store<u32>(offsets, <u32>(<usize>picture * pictureStep() + windowRow * rowStep() + window * windowStep()));
          store<u32>(places, <u32>place);
          offsets += 4;
          places += 4;
        }
      }
    }
  }
}

/** Writes where every pooling window of a group begins, were it whole: a sum with a place's own offset, below, never lies outside. */
export function writeCorners(corners: usize, pictures: i32, row: i32, rows: i32): void {
  const first = firstWindowRow(row);
  for (let picture = 0; picture < pictures; picture++) {
    for (let down = row; down < row + rows; down++) {
      const start = picture * <i32>pictureStep() + (down * strideY - padTop - first) * <i32>rowStep();
      for (let across = 0; across < pooledWidth; across++) {
        store<i32>(corners, start + (across * strideX - padLeft) * <i32>windowStep());
        corners += 4;
      }
    }
  }
}

/** Writes how far every place of a pooling window lies behind its corner. */
export function writePlaceOffsets(offsets: usize): void {
  for (let place = 0; place < poolArea(); place++) {
    const offset = (place / poolWidth) * <i32>rowStep() + (place % poolWidth) * <i32>windowStep();
    store<i32>(offsets + ((<usize>place) << 2), offset);
  }
}
