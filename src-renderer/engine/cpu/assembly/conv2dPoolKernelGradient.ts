/*
 * Gradient of the kernel of a convolution with a max-pooling behind it: only the windows that were the largest have one. For every filter the windows
 * of a group are listed with their gradients, and the pieces of the picture they cover are added up; no zero of the unpooled gradient is looked at.
 */
import { align, scratch, zeroValues } from './memory';
import {
  describeWindows,
  groupPictures,
  groupScratch,
  isShort,
  prepareGroup,
  segmentBytes,
  segmentValues,
  windowSegments,
} from './patches';
import {
  describePool,
  firstWindowRow,
  placeBytes,
  poolArea,
  pooledBand,
  pooledOfGroup,
  windowRows,
  writeCorners,
  writePlaceOffsets,
} from './poolWindows';
import { addPieces, entryBytes } from './sparseTiles';

/** Filters whose lists are made at once: they are walked again for every piece of a window. */
const blockFilters: i32 = 32;
/** Windows of so few vectors of gathered values are added up as they are met: making lists would cost more. */
const mostDirectVectors: i32 = 4;

/** Whether windows are few values side by side. */
function isDirect(): bool {
  return isShort() && paddedValues() <= mostDirectVectors << 2;
}

/** Values of a piece of a window, filled up to whole vectors. */
function paddedValues(): i32 {
  return (segmentValues() + 3) & ~3;
}

/** Bytes of the gradient of one filter, its pieces filled up. */
function filterBytes(): usize {
  return (<usize>(windowSegments() * paddedValues())) << 2;
}

function cornersBytes(): usize {
  return align((<usize>pooledOfGroup()) << 2);
}

function listBytes(): usize {
  return <usize>(pooledOfGroup() + 1) * entryBytes;
}

function listsBytes(): usize {
  return align(listBytes() * <usize>blockFilters) + align((<usize>blockFilters) << 2);
}

/** Bytes of scratch memory that the gradient of the kernel needs. */
export function poolKernelGradientScratch(filters: i32): usize {
  const tables = cornersBytes() + align((<usize>poolArea()) << 2);
  return tables + listsBytes() + align(2 * <usize>filters * filterBytes()) + groupScratch() + 128;
}

/** dKernel[ky, kx, channel, filter] = Σ over pictures and pooling windows of dy · x at the place of the largest; dy is that of the pooled values. */
export function conv2dMaxPool2dKernelGradient(
  x: usize,
  dy: usize,
  argmax: usize,
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
  const corners = align(scratch());
  const placeOffsets = corners + cornersBytes();
  const lists = placeOffsets + align((<usize>poolArea()) << 2);
  const sums = lists + listsBytes();
  const allBytes = <usize>filters * filterBytes();
  const room = align(sums + 2 * allBytes);
  const bytes = placeBytes();
  writePlaceOffsets(placeOffsets);
  zeroValues(sums, <i32>(allBytes >> 2));
  const isBanded = pooledBand < pooledHeight;
  let isWritten = false;
  for (let picture = 0; picture < pictures; picture += groupPictures) {
    const count = min(groupPictures, pictures - picture);
    for (let row = 0; row < pooledHeight; row += pooledBand) {
      const rows = min(pooledBand, pooledHeight - row);
      if (isBanded || !isWritten) writeCorners(corners, count, row, rows);
      isWritten = true;
      const source = prepareGroup(x, room, picture, count, firstWindowRow(row), windowRows(row, rows));
      const at = <usize>((picture * pooledHeight + row) * pooledWidth) * <usize>filters;
      const windows = count * rows * pooledWidth;
      const from = dy + (at << 2);
      const kept = argmax + at * bytes;
      if (isDirect())
        addDirectly(corners, placeOffsets, windows, source, from, kept, bytes, sums, sums + allBytes, filters);
      else addListed(corners, placeOffsets, windows, source, from, kept, bytes, lists, sums, filters);
    }
  }
  unpack(sums, dKernel, filters);
}

/** Adds what a group contributes, by lists. */
function addListed(
  corners: usize,
  placeOffsets: usize,
  windows: i32,
  source: usize,
  dy: usize,
  argmax: usize,
  bytes: usize,
  lists: usize,
  sums: usize,
  filters: i32,
): void {
  const ends = lists + align(listBytes() * <usize>blockFilters);
  const segments = windowSegments();
  const values = paddedValues();
  for (let first = 0; first < filters; first += blockFilters) {
    const count = min(blockFilters, filters - first);
    for (let each = 0; each < count; each++) {
      const list = lists + <usize>each * listBytes();
      const filter = <usize>(first + each);
      const end = listWindows(
        list,
        corners,
        placeOffsets,
        windows,
        dy + (filter << 2),
        argmax + filter * bytes,
        bytes,
        filters,
      );
      store<u32>(ends + ((<usize>each) << 2), <u32>end);
    }
    // Piece by piece, so that the pieces of all windows stay in the first cache while the filters take turns.
    for (let segment = 0; segment < segments; segment++) {
      for (let value = 0; value < values; value += 32) {
        const from = source + <usize>segment * segmentBytes() + ((<usize>value) << 2);
        const wide = min(32, values - value);
        for (let each = 0; each < count; each++) {
          const place = (<usize>(segment * values + value)) << 2;
          const sum = sums + <usize>(first + each) * filterBytes() + place;
          addPieces(lists + <usize>each * listBytes(), load<u32>(ends + ((<usize>each) << 2)), from, sum, wide);
        }
      }
    }
  }
}

/** Lists where the windows of one filter that have a gradient begin, with their gradients; returns the end of the list. */
function listWindows(
  list: usize,
  corners: usize,
  placeOffsets: usize,
  windows: i32,
  dy: usize,
  argmax: usize,
  bytes: usize,
  filters: i32,
): usize {
  const step = (<usize>filters) << 2;
  const placeStep = <usize>filters * bytes;
  for (let window = windows; window > 0; window--) {
    const value = load<f32>(dy);
    const place = bytes == 1 ? <usize>load<u8>(argmax) : <usize>load<u16>(argmax);
    store<u32>(list, load<u32>(corners) + load<u32>(placeOffsets + (place << 2)));
    store<f32>(list, value, 4);
    // Without a branch: which of them are zero is not to be foreseen.
    list += <usize>(value != 0) * entryBytes;
    corners += 4;
    dy += step;
    argmax += placeStep;
  }
  return list;
}

/** Adds what a group contributes where windows are a few values side by side: first into sums of the group's own, which bounds the rounding error. */
function addDirectly(
  corners: usize,
  placeOffsets: usize,
  windows: i32,
  source: usize,
  dy: usize,
  argmax: usize,
  bytes: usize,
  sums: usize,
  own: usize,
  filters: i32,
): void {
  const all = filters * paddedValues();
  zeroValues(own, all);
  if (paddedValues() == 4) addVectors(corners, placeOffsets, windows, source, dy, argmax, bytes, own, filters);
  else addManyVectors(corners, placeOffsets, windows, source, dy, argmax, bytes, own, filters, filterBytes());
  for (let done: usize = 0; done < (<usize>all) << 2; done += 16) {
    v128.store(sums + done, f32x4.add(v128.load(sums + done), v128.load(own + done)));
  }
}

/** Windows of one vector. */
function addVectors(
  corners: usize,
  placeOffsets: usize,
  windows: i32,
  source: usize,
  dy: usize,
  argmax: usize,
  bytes: usize,
  own: usize,
  filters: i32,
): void {
  for (let window = windows; window > 0; window--) {
    const from = source + load<u32>(corners);
    let sum = own;
    for (let filter = filters; filter > 0; filter--) {
      const place = bytes == 1 ? <usize>load<u8>(argmax) : <usize>load<u16>(argmax);
      const values = v128.load(from + load<u32>(placeOffsets + (place << 2)));
      v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(v128.load32_splat(dy), values)));
      sum += 16;
      dy += 4;
      argmax += bytes;
    }
    corners += 4;
  }
}

/** Windows of a few vectors. */
function addManyVectors(
  corners: usize,
  placeOffsets: usize,
  windows: i32,
  source: usize,
  dy: usize,
  argmax: usize,
  bytes: usize,
  own: usize,
  filters: i32,
  width: usize,
): void {
  for (let window = windows; window > 0; window--) {
    const from = source + load<u32>(corners);
    let sum = own;
    for (let filter = filters; filter > 0; filter--) {
      const place = bytes == 1 ? <usize>load<u8>(argmax) : <usize>load<u16>(argmax);
      const values = from + load<u32>(placeOffsets + (place << 2));
      const gradient = v128.load32_splat(dy);
      for (let at: usize = 0; at < width; at += 16) {
        v128.store(sum + at, f32x4.add(v128.load(sum + at), f32x4.mul(gradient, v128.load(values + at))));
      }
      sum += width;
      dy += 4;
      argmax += bytes;
    }
    corners += 4;
  }
}

/** The sums, filter by filter with pieces filled up, become the gradient, value by value. */
function unpack(sums: usize, dKernel: usize, filters: i32): void {
  const segments = windowSegments();
  const length = segmentValues();
  const values = paddedValues();
  for (let segment = 0; segment < segments; segment++) {
    for (let value = 0; value < length; value++) {
      let from = sums + ((<usize>(segment * values + value)) << 2);
      for (let filter = filters; filter > 0; filter--) {
        store<f32>(dKernel, load<f32>(from));
        from += filterBytes();
        dKernel += 4;
      }
    }
  }
}
