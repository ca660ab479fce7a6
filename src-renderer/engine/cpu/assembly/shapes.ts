/* Layers that only put values elsewhere, or treat whole channels alike. */

/** y[i0, i1, i2] = x[i0 · step0 + i1 · step1 + i2 · step2] for every row: axes in another order. Lengths are those of y, steps in values. */
export function permuteAxes(
  x: usize,
  y: usize,
  rows: i32,
  length0: i32,
  length1: i32,
  length2: i32,
  step0: i32,
  step1: i32,
  step2: i32,
): void {
  const rowBytes = (<usize>(length0 * length1 * length2)) << 2;
  const stepBytes = (<usize>step2) << 2;
  for (let row = 0; row < rows; row++) {
    for (let i0 = 0; i0 < length0; i0++) {
      for (let i1 = 0; i1 < length1; i1++) {
        let from = x + ((<usize>(i0 * step0 + i1 * step1)) << 2);
        for (let i2 = length2; i2 > 0; i2--) {
          store<f32>(y, load<f32>(from));
          from += stepBytes;
          y += 4;
        }
      }
    }
    x += rowBytes;
  }
}

/** Every place of a picture becomes size × size equal ones. */
export function upSample2d(x: usize, y: usize, rows: i32, height: i32, width: i32, channels: i32, size: i32): void {
  const placeBytes = (<usize>channels) << 2;
  for (let line = 0; line < rows * height; line++) {
    const start = y;
    for (let column = 0; column < width; column++) {
      for (let copy = 0; copy < size; copy++) {
        memory.copy(y, x, placeBytes);
        y += placeBytes;
      }
      x += placeBytes;
    }
    const lineBytes = y - start;
    for (let copy = 1; copy < size; copy++) {
      memory.copy(y, start, lineBytes);
      y += lineBytes;
    }
  }
}

/** y[row, place, channel] = x · factors[row, channel]; y may be x. */
export function scaleChannels(x: usize, factors: usize, y: usize, rows: i32, places: i32, channels: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let place = 0; place < places; place++) {
      let factor = factors;
      let left = channels;
      for (; left >= 4; left -= 4) {
        v128.store(y, f32x4.mul(v128.load(x), v128.load(factor)));
        x += 16;
        y += 16;
        factor += 16;
      }
      for (; left > 0; left--) {
        store<f32>(y, load<f32>(x) * load<f32>(factor));
        x += 4;
        y += 4;
        factor += 4;
      }
    }
    factors += (<usize>channels) << 2;
  }
}
