/*
 * Max-pooling. Places outside the picture do not take part. The place of the largest value in its window (row by row, first of equals) is kept
 * in one byte, or in two where a window has more than 256 places.
 */

/** Read from memory, as a constant of four numbers is made anew at every use. */
const numbers: usize = memory.data<i32>([1, 2, 3]);

/** Bytes of one kept place. */
function placeBytes(kernelHeight: i32, kernelWidth: i32): usize {
  return kernelHeight * kernelWidth > 256 ? 2 : 1;
}

/** y = the largest value of every window, argmax = its place. */
export function maxPool2d(
  x: usize,
  y: usize,
  argmax: usize,
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
  const bytes = placeBytes(kernelHeight, kernelWidth);
  for (let picture = 0; picture < pictures; picture++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideY - padTop;
      const firstY = max(top, 0);
      const lastY = min(top + kernelHeight, height);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideX - padLeft;
        const firstX = max(left, 0);
        const lastX = min(left + kernelWidth, width);
        const source = x + ((<usize>((firstY * width + firstX) * channels)) << 2);
        const place = (firstY - top) * kernelWidth + firstX - left;
        poolWindow(source, y, argmax, channels, lastY - firstY, lastX - firstX, place, width, kernelWidth, bytes);
        y += (<usize>channels) << 2;
        argmax += <usize>channels * bytes;
      }
    }
    x += (<usize>(height * width * channels)) << 2;
  }
}

/**
 * The channels, four by four, of a whole window of 2 × 2, the usual one: nothing to loop over. Returns how many channels it did.
 */
function poolFour(source: usize, y: usize, argmax: usize, channels: i32, width: i32): i32 {
  const right = (<usize>channels) << 2;
  const below = source + <usize>width * right;
  const one = v128.load32_splat(numbers);
  const two = v128.load32_splat(numbers, 4);
  const three = v128.load32_splat(numbers, 8);
  const whole = channels & ~3;
  for (let place: usize = 0; place < (<usize>whole) << 2; place += 16) {
    let best = v128.load(source + place);
    let value = v128.load(source + right + place);
    let isBetter = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
    best = v128.bitselect(value, best, isBetter);
    let places = v128.and(one, isBetter);
    value = v128.load(below + place);
    isBetter = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
    best = v128.bitselect(value, best, isBetter);
    places = v128.bitselect(two, places, isBetter);
    value = v128.load(below + right + place);
    isBetter = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
    places = v128.bitselect(three, places, isBetter);
    v128.store(y + place, v128.bitselect(value, best, isBetter));
    const narrow = i16x8.narrow_i32x4_u(places, places);
    v128.store32_lane(argmax + (place >> 2), i8x16.narrow_i16x8_u(narrow, narrow), 0);
  }
  return whole;
}

/** The way back of `poolFour`, for windows that do not overlap. */
function spreadFour(dy: usize, argmax: usize, target: usize, channels: i32, width: i32): i32 {
  const right = (<usize>channels) << 2;
  const below = target + <usize>width * right;
  const one = v128.load32_splat(numbers);
  const two = v128.load32_splat(numbers, 4);
  const three = v128.load32_splat(numbers, 8);
  const whole = channels & ~3;
  for (let place: usize = 0; place < (<usize>whole) << 2; place += 16) {
    const gradient = v128.load(dy + place);
    const places = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(argmax + (place >> 2))));
    v128.store(target + place, v128.and(gradient, i32x4.eq(places, i32x4.splat(0))));
    v128.store(target + right + place, v128.and(gradient, i32x4.eq(places, one)));
    v128.store(below + place, v128.and(gradient, i32x4.eq(places, two)));
    v128.store(below + right + place, v128.and(gradient, i32x4.eq(places, three)));
  }
  return whole;
}

/** All channels of one window of rows × columns places inside the picture, the first of which is place `first` of the window. */
function poolWindow(
  source: usize,
  y: usize,
  argmax: usize,
  channels: i32,
  rows: i32,
  columns: i32,
  first: i32,
  width: i32,
  kernelWidth: i32,
  bytes: usize,
): void {
  const rowBytes = (<usize>(width * channels)) << 2;
  const columnBytes = (<usize>channels) << 2;
  let channel = 0;
  if (rows == 2 && columns == 2 && kernelWidth == 2 && bytes == 1 && first == 0) {
    channel = poolFour(source, y, argmax, channels, width);
    source += (<usize>channel) << 2;
    y += (<usize>channel) << 2;
    argmax += channel;
  }
  for (; channel + 4 <= channels; channel += 4) {
    let best = v128.load(source);
    let places = i32x4.splat(first);
    let from = source;
    for (let row = 0; row < rows; row++) {
      let place = from;
      for (let column = 0; column < columns; column++) {
        const value = v128.load(place);
        const isBetter = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
        best = v128.bitselect(value, best, isBetter);
        places = v128.bitselect(i32x4.splat(first + row * kernelWidth + column), places, isBetter);
        place += columnBytes;
      }
      from += rowBytes;
    }
    v128.store(y, best);
    const narrow = i16x8.narrow_i32x4_u(places, places);
    if (bytes == 1) v128.store32_lane(argmax, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    else v128.store64_lane(argmax, narrow, 0);
    source += 16;
    y += 16;
    argmax += bytes << 2;
  }
  for (; channel < channels; channel++) {
    let best = load<f32>(source);
    let kept = first;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = load<f32>(source + <usize>row * rowBytes + <usize>column * columnBytes);
        if (value > best || value != value) {
          best = value;
          kept = first + row * kernelWidth + column;
        }
      }
    }
    store<f32>(y, best);
    if (bytes == 1) store<u8>(argmax, <u8>kept);
    else store<u16>(argmax, <u16>kept);
    source += 4;
    y += 4;
    argmax += bytes;
  }
}

/** dx = dy at the places of the largest values, 0 elsewhere; added up where windows overlap. */
export function maxPool2dGradient(
  dy: usize,
  argmax: usize,
  dx: usize,
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
  const bytes = placeBytes(kernelHeight, kernelWidth);
  const pictureBytes = (<usize>(height * width * channels)) << 2;
  const isApart = strideY >= kernelHeight && strideX >= kernelWidth;
  // Every place is in exactly one window, and four channels at a time are written, not added to.
  const isCovered =
    strideY == kernelHeight &&
    strideX == kernelWidth &&
    outHeight * strideY - padTop >= height &&
    outWidth * strideX - padLeft >= width &&
    (channels & 3) == 0 &&
    bytes == 1;
  for (let picture = 0; picture < pictures; picture++) {
    // A picture at a time: it is still in the cache when the windows write to it.
    if (!isCovered) memory.fill(dx, 0, pictureBytes);
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideY - padTop;
      const firstY = max(top, 0);
      const lastY = min(top + kernelHeight, height);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideX - padLeft;
        const firstX = max(left, 0);
        const lastX = min(left + kernelWidth, width);
        const target = dx + ((<usize>((firstY * width + firstX) * channels)) << 2);
        const place = (firstY - top) * kernelWidth + firstX - left;
        // prettier-ignore
        spreadWindow(dy, argmax, target, channels, lastY - firstY, lastX - firstX, place, width, kernelWidth, bytes, isApart);
        dy += (<usize>channels) << 2;
        argmax += <usize>channels * bytes;
      }
    }
    dx += pictureBytes;
  }
}

/** Sends the gradient of one window to its places; a window that is `apart` from the others writes, one that overlaps adds. */
function spreadWindow(
  dy: usize,
  argmax: usize,
  target: usize,
  channels: i32,
  rows: i32,
  columns: i32,
  first: i32,
  width: i32,
  kernelWidth: i32,
  bytes: usize,
  isApart: bool,
): void {
  const rowBytes = (<usize>(width * channels)) << 2;
  const columnBytes = (<usize>channels) << 2;
  let channel = 0;
  if (isApart && rows == 2 && columns == 2 && kernelWidth == 2 && bytes == 1 && first == 0) {
    channel = spreadFour(dy, argmax, target, channels, width);
    dy += (<usize>channel) << 2;
    argmax += channel;
    target += (<usize>channel) << 2;
  }
  for (; channel + 4 <= channels && bytes == 1; channel += 4) {
    const gradient = v128.load(dy);
    const places = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(argmax)));
    let from = target;
    for (let row = 0; row < rows; row++) {
      let place = from;
      for (let column = 0; column < columns; column++) {
        const isHere = i32x4.eq(places, i32x4.splat(first + row * kernelWidth + column));
        const part = v128.and(gradient, isHere);
        v128.store(place, isApart ? part : f32x4.add(v128.load(place), part));
        place += columnBytes;
      }
      from += rowBytes;
    }
    dy += 16;
    argmax += 4;
    target += 16;
  }
  for (; channel < channels; channel++) {
    const kept = (bytes == 1 ? <i32>load<u8>(argmax) : <i32>load<u16>(argmax)) - first;
    const place = target + <usize>(kept / kernelWidth) * rowBytes + <usize>(kept % kernelWidth) * columnBytes;
    store<f32>(place, load<f32>(place) + load<f32>(dy));
    dy += 4;
    argmax += bytes;
    target += 4;
  }
}
