/*
 * Depthwise convolution: output channel c · multiplier + m comes from input channel c. Where the multiplier is above 1 a picture is first written
 * with every channel repeated, so that all loops run over channels side by side; its gradient is added up again at the end.
 */
import { align, scratch } from './memory';
import { addTotals } from './reductions';

let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let outHeight: i32 = 0;
let outWidth: i32 = 0;
/** Output channels. */
let filters: i32 = 0;
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let strideY: i32 = 0;
let strideX: i32 = 0;
let padTop: i32 = 0;
let padLeft: i32 = 0;

/** Bytes between neighbours: of an output channel's picture, its rows, and those of the kernel; and of the output. */
let placeBytes: usize = 0;
let rowBytes: usize = 0;
let tapRowBytes: usize = 0;
let outRowBytes: usize = 0;

function describe(
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  windowsDown: i32,
  windowsAcross: i32,
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
  outHeight = windowsDown;
  outWidth = windowsAcross;
  filters = outFilters;
  kernelHeight = windowHeight;
  kernelWidth = windowWidth;
  strideY = stepY;
  strideX = stepX;
  padTop = top;
  padLeft = left;
  placeBytes = (<usize>filters) << 2;
  rowBytes = <usize>width * placeBytes;
  tapRowBytes = <usize>kernelWidth * placeBytes;
  outRowBytes = <usize>outWidth * placeBytes;
}

/** Bytes of the sums of the kernel's gradient. */
function sumsBytes(): usize {
  return align((<usize>(kernelHeight * kernelWidth * filters)) << 3);
}

/** Bytes of scratch memory that a depthwise convolution and its gradients need. */
export function depthwiseConv2dScratch(
  pictures: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  windowsDown: i32,
  windowsAcross: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): f64 {
  // prettier-ignore
  describe(inHeight, inWidth, inChannels, windowsDown, windowsAcross, outFilters, windowHeight, windowWidth, stepY, stepX, top, left);
  return <f64>(pictures > 0 ? sumsBytes() + align(<usize>height * rowBytes) + 64 : 0);
}

/** A picture with every channel repeated: itself where the multiplier is 1, else written to `target`. */
function repeated(picture: usize, target: usize): usize {
  const multiplier = filters / channels;
  if (multiplier == 1) return picture;
  let to = target;
  for (let place = height * width * channels; place > 0; place--) {
    const value = load<f32>(picture);
    for (let each = multiplier; each > 0; each--) {
      store<f32>(to, value);
      to += 4;
    }
    picture += 4;
  }
  return target;
}

/** First tap inside, and the one past the last, of a window that begins at `start`, which may lie outside an axis of this length. */
function firstTap(start: i32): i32 {
  return max(-start, 0);
}
function tapsEnd(start: i32, taps: i32, length: i32): i32 {
  return min(taps, length - start);
}

/** y = x ⋆ kernel + bias, channel by channel. */
export function depthwiseConv2d(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  pictures: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  windowsDown: i32,
  windowsAcross: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  // prettier-ignore
  describe(inHeight, inWidth, inChannels, windowsDown, windowsAcross, outFilters, windowHeight, windowWidth, stepY, stepX, top, left);
  const room = align(scratch());
  for (let picture = 0; picture < pictures; picture++) {
    const source = repeated(x, room);
    for (let row = 0; row < outHeight; row++) {
      const startY = row * strideY - padTop;
      for (let column = 0; column < outWidth; column++) {
        windowSums(source, kernel, bias, y, startY, column * strideX - padLeft);
        y += placeBytes;
      }
    }
    x += (<usize>(height * width * channels)) << 2;
  }
}

/** All channels of one window. */
function windowSums(source: usize, kernel: usize, bias: usize, y: usize, startY: i32, startX: i32): void {
  const firstY = firstTap(startY);
  const endY = tapsEnd(startY, kernelHeight, height);
  const firstX = firstTap(startX);
  const across = tapsEnd(startX, kernelWidth, width) - firstX;
  const start = source + <usize>(startY + firstY) * rowBytes + <usize>(startX + firstX) * placeBytes;
  const taps = kernel + <usize>firstY * tapRowBytes + <usize>firstX * placeBytes;
  let place: usize = 0;
  for (; place + 16 <= placeBytes; place += 16) {
    let sum = v128.load(bias + place);
    let fromRow = start + place;
    let tapRow = taps + place;
    for (let ky = firstY; ky < endY; ky++) {
      let from = fromRow;
      let tap = tapRow;
      for (let kx = across; kx > 0; kx--) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(tap)));
        from += placeBytes;
        tap += placeBytes;
      }
      fromRow += rowBytes;
      tapRow += tapRowBytes;
    }
    v128.store(y + place, sum);
  }
  for (; place < placeBytes; place += 4) {
    let sum = load<f32>(bias + place);
    let fromRow = start + place;
    let tapRow = taps + place;
    for (let ky = firstY; ky < endY; ky++) {
      let from = fromRow;
      let tap = tapRow;
      for (let kx = across; kx > 0; kx--) {
        sum += load<f32>(from) * load<f32>(tap);
        from += placeBytes;
        tap += placeBytes;
      }
      fromRow += rowBytes;
      tapRow += tapRowBytes;
    }
    store<f32>(y + place, sum);
  }
}

/** dKernel[ky, kx, channel, m] = Σ over pictures and places of x · dy: a row of places in float32, the rows in float64. */
export function depthwiseConv2dKernelGradient(
  x: usize,
  dy: usize,
  dKernel: usize,
  pictures: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  windowsDown: i32,
  windowsAcross: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  // prettier-ignore
  describe(inHeight, inWidth, inChannels, windowsDown, windowsAcross, outFilters, windowHeight, windowWidth, stepY, stepX, top, left);
  const sums = align(scratch());
  const room = sums + sumsBytes();
  memory.fill(sums, 0, sumsBytes());
  for (let picture = 0; picture < pictures; picture++) {
    const source = repeated(x, room);
    for (let row = 0; row < outHeight; row++) {
      const startY = row * strideY - padTop;
      const endY = tapsEnd(startY, kernelHeight, height);
      for (let ky = firstTap(startY); ky < endY; ky++) {
        const from = source + <usize>(startY + ky) * rowBytes;
        const total = sums + <usize>ky * (tapRowBytes << 1);
        for (let kx = 0; kx < kernelWidth; kx++) addTap(from, dy, total + <usize>kx * (placeBytes << 1), kx);
      }
      dy += outRowBytes;
    }
    x += (<usize>(height * width * channels)) << 2;
  }
  const values = <usize>(kernelHeight * kernelWidth * filters);
  for (let each: usize = 0; each < values; each++) {
    store<f32>(dKernel + (each << 2), <f32>load<f64>(sums + (each << 3)));
  }
}

/** What one tap gets from one row of windows: Σ over the columns whose window has this tap inside the picture. */
function addTap(row: usize, dy: usize, total: usize, kx: i32): void {
  const first = padLeft > kx ? (padLeft - kx + strideX - 1) / strideX : 0;
  const past = width - 1 + padLeft - kx;
  const end = past < 0 ? 0 : min(outWidth, past / strideX + 1);
  if (first >= end) return;
  const start = row + <usize>(first * strideX + kx - padLeft) * placeBytes;
  const step = <usize>strideX * placeBytes;
  let place: usize = 0;
  for (; place + 16 <= placeBytes; place += 16) {
    let sum = f32x4.splat(0);
    let from = start + place;
    let gradient = dy + <usize>first * placeBytes + place;
    for (let column = first; column < end; column++) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(gradient)));
      from += step;
      gradient += placeBytes;
    }
    addTotals(total + (place << 1), sum);
  }
  for (; place < placeBytes; place += 4) {
    let sum: f32 = 0;
    let from = start + place;
    let gradient = dy + <usize>first * placeBytes + place;
    for (let column = first; column < end; column++) {
      sum += load<f32>(from) * load<f32>(gradient);
      from += step;
      gradient += placeBytes;
    }
    const at = total + (place << 1);
    store<f64>(at, load<f64>(at) + <f64>sum);
  }
}

/** dx[y, x, channel] = Σ over the windows that contain (y, x), and over the channel's filters, of dy · kernel. */
export function depthwiseConv2dInputGradient(
  dy: usize,
  kernel: usize,
  dx: usize,
  pictures: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  windowsDown: i32,
  windowsAcross: i32,
  outFilters: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  // prettier-ignore
  describe(inHeight, inWidth, inChannels, windowsDown, windowsAcross, outFilters, windowHeight, windowWidth, stepY, stepX, top, left);
  const isRepeated = filters != channels;
  const room = align(scratch());
  for (let picture = 0; picture < pictures; picture++) {
    let target = isRepeated ? room : dx;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        placeSums(dy, kernel, target, row + padTop, column + padLeft);
        target += placeBytes;
      }
    }
    if (isRepeated) addRepeated(room, dx);
    dy += <usize>outHeight * outRowBytes;
    dx += (<usize>(height * width * channels)) << 2;
  }
}

/** All channels of one place of the padded input: taps that share its remainder, each with the window that has it there. */
function placeSums(dy: usize, kernel: usize, target: usize, y: i32, x: i32): void {
  // Windows that begin too far down or right do not exist: later taps belong to earlier windows.
  const firstY = max(y % strideY, y - (outHeight - 1) * strideY);
  const firstX = max(x % strideX, x - (outWidth - 1) * strideX);
  const endY = min(kernelHeight, y + 1);
  const endX = min(kernelWidth, x + 1);
  const tapStepY = <usize>strideY * tapRowBytes;
  const tapStepX = <usize>strideX * placeBytes;
  const start = dy + <usize>((y - firstY) / strideY) * outRowBytes + <usize>((x - firstX) / strideX) * placeBytes;
  const taps = kernel + <usize>firstY * tapRowBytes + <usize>firstX * placeBytes;
  let place: usize = 0;
  for (; place + 16 <= placeBytes; place += 16) {
    let sum = f32x4.splat(0);
    let fromRow = start + place;
    let tapRow = taps + place;
    for (let ky = firstY; ky < endY; ky += strideY) {
      let from = fromRow;
      let tap = tapRow;
      for (let kx = firstX; kx < endX; kx += strideX) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(tap)));
        from -= placeBytes;
        tap += tapStepX;
      }
      fromRow -= outRowBytes;
      tapRow += tapStepY;
    }
    v128.store(target + place, sum);
  }
  for (; place < placeBytes; place += 4) {
    let sum: f32 = 0;
    let fromRow = start + place;
    let tapRow = taps + place;
    for (let ky = firstY; ky < endY; ky += strideY) {
      let from = fromRow;
      let tap = tapRow;
      for (let kx = firstX; kx < endX; kx += strideX) {
        sum += load<f32>(from) * load<f32>(tap);
        from -= placeBytes;
        tap += tapStepX;
      }
      fromRow -= outRowBytes;
      tapRow += tapStepY;
    }
    store<f32>(target + place, sum);
  }
}

/** Adds up the gradients of a channel's copies. */
function addRepeated(source: usize, dx: usize): void {
  const multiplier = filters / channels;
  for (let place = height * width * channels; place > 0; place--) {
    let sum: f32 = 0;
    for (let each = multiplier; each > 0; each--) {
      sum += load<f32>(source);
      source += 4;
    }
    store<f32>(dx, sum);
    dx += 4;
  }
}
