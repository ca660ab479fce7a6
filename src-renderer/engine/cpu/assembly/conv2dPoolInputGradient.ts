/*
 * Gradient of the input of a convolution with a max-pooling behind it: for every pooling window, the filters whose largest value stood at a place
 * are listed, and what their kernels say, turned round, is added to the part of the picture that the window there covers.
 */
import { align, copyValues, scratch, zeroValues } from './memory';
import { addPieces, entryBytes } from './sparseTiles';

let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let filters: i32 = 0;
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let padTop: i32 = 0;
let padLeft: i32 = 0;
/** Size of the picture with what is added around it. */
let paddedHeight: i32 = 0;
let paddedWidth: i32 = 0;

function describe(
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  height = inHeight;
  width = inWidth;
  channels = inChannels;
  filters = outFilters;
  kernelHeight = windowHeight;
  kernelWidth = windowWidth;
  padTop = top;
  padLeft = left;
  paddedHeight = max((outHeight - 1) * strideY + kernelHeight, padTop + height);
  paddedWidth = max((outWidth - 1) * strideX + kernelWidth, padLeft + width);
}

/** Values of a row of the kernel over all channels, and the same filled up to whole vectors. */
function rowValues(): i32 {
  return kernelWidth * channels;
}
function filledRow(): i32 {
  return (rowValues() + 3) & ~3;
}

function kernelBytes(): usize {
  return align((<usize>(filters * kernelHeight * filledRow())) << 2);
}

/** Bytes of the padded picture; whole vectors are added to it, the last of which may reach behind it. */
function pictureBytes(): usize {
  return align(((<usize>(paddedHeight * paddedWidth * channels)) << 2) + 16);
}

/** Bytes of the list of one place of a pooling window. */
function listBytes(): usize {
  return <usize>(filters + 1) * entryBytes;
}

/** Bytes of scratch memory that the gradient of the input needs. */
export function poolInputGradientScratch(
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  area: i32,
): usize {
  // prettier-ignore
  describe(inHeight, inWidth, inChannels, outHeight, outWidth, outFilters, windowHeight, windowWidth, strideY, strideX, top, left);
  return kernelBytes() + pictureBytes() + align(<usize>area * listBytes()) + align((<usize>area) << 2) + 64;
}

/** dx[y, x, channel] = Σ over the pooling windows whose largest value's window contains (y, x) of dy · kernel. */
export function conv2dMaxPool2dInputGradient(
  dy: usize,
  argmax: usize,
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
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
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
  describe(inHeight, inWidth, inChannels, outHeight, outWidth, outFilters, windowHeight, windowWidth, strideY, strideX, top, left);
  const area = poolHeight * poolWidth;
  const turned = align(scratch());
  const picture = turned + kernelBytes();
  const lists = picture + pictureBytes();
  const ends = lists + align(<usize>area * listBytes());
  const bytes: usize = area > 256 ? 2 : 1;
  const rowBytes = (<usize>(paddedWidth * channels)) << 2;
  turnKernel(turned, kernel);
  for (let each = 0; each < pictures; each++) {
    zeroValues(picture, <i32>(pictureBytes() >> 2));
    for (let down = 0; down < pooledHeight; down++) {
      for (let across = 0; across < pooledWidth; across++) {
        listFilters(lists, ends, area, dy, argmax, bytes);
        for (let place = 0; place < area; place++) {
          const list = lists + <usize>place * listBytes();
          const end = <usize>load<u32>(ends + ((<usize>place) << 2));
          if (end == list) continue;
          const y = (down * poolStrideY - poolPadTop + place / poolWidth) * strideY;
          const x = (across * poolStrideX - poolPadLeft + (place % poolWidth)) * strideX;
          addKernels(list, end, turned, picture + <usize>y * rowBytes + ((<usize>(x * channels)) << 2), rowBytes);
        }
        dy += (<usize>filters) << 2;
        argmax += <usize>filters * bytes;
      }
    }
    cutOut(picture, dx);
    dx += (<usize>(height * width * channels)) << 2;
  }
}

/** Adds the kernels of the listed filters to the part of the picture that begins at `target`. */
function addKernels(list: usize, end: usize, turned: usize, target: usize, rowBytes: usize): void {
  const filled = filledRow();
  for (let row = kernelHeight; row > 0; row--) {
    addPieces(list, end, turned, target, filled);
    turned += (<usize>filled) << 2;
    target += rowBytes;
  }
}

/** For every place of a pooling window, lists the kernels of the filters whose largest value stood there, with their gradients. */
function listFilters(lists: usize, ends: usize, area: i32, dy: usize, argmax: usize, bytes: usize): void {
  for (let place = 0; place < area; place++) {
    store<u32>(ends + ((<usize>place) << 2), <u32>(lists + <usize>place * listBytes()));
  }
  const step = (<usize>(kernelHeight * filledRow())) << 2;
  let offset: usize = 0;
  for (let filter = filters; filter > 0; filter--) {
    const value = load<f32>(dy);
    const place = bytes == 1 ? <usize>load<u8>(argmax) : <usize>load<u16>(argmax);
    const at = ends + (place << 2);
    const end = <usize>load<u32>(at);
    store<u32>(end, <u32>offset);
    store<f32>(end, value, 4);
    // Without a branch: which of them are zero is not to be foreseen.
    store<u32>(at, <u32>(end + <usize>(value != 0) * entryBytes));
    offset += step;
    dy += 4;
    argmax += bytes;
  }
}

/** Writes the kernel filter by filter, its rows filled up with zeros. */
function turnKernel(turned: usize, kernel: usize): void {
  const length = rowValues();
  const filled = filledRow();
  const filterBytes = (<usize>(kernelHeight * filled)) << 2;
  zeroValues(turned, <i32>(kernelBytes() >> 2));
  for (let row = 0; row < kernelHeight; row++) {
    for (let value = 0; value < length; value++) {
      let to = turned + ((<usize>(row * filled + value)) << 2);
      for (let filter = filters; filter > 0; filter--) {
        store<f32>(to, load<f32>(kernel));
        to += filterBytes;
        kernel += 4;
      }
    }
  }
}

/** Copies the picture out of what is around it. */
function cutOut(picture: usize, dx: usize): void {
  const row = width * channels;
  let from = picture + ((<usize>((padTop * paddedWidth + padLeft) * channels)) << 2);
  for (let y = 0; y < height; y++) {
    copyValues(dx, from, row);
    from += (<usize>(paddedWidth * channels)) << 2;
    dx += (<usize>row) << 2;
  }
}
