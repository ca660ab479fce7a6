/* Pooling over all places of a sample: [rows, length, channels] → [rows, channels]. A picture has height · width places. */

/** y = the largest value of every channel, places (whole numbers of 32 bits) = where it stands, the first of equals. Not a number wins. */
export function globalMaxPool(x: usize, y: usize, places: usize, rows: i32, length: i32, channels: i32): void {
  for (let row = 0; row < rows; row++) {
    let channel = 0;
    for (; channel + 8 <= channels; channel += 8) {
      largestOfEight(x + ((<usize>channel) << 2), y, places, length, channels);
      y += 32;
      places += 32;
    }
    for (; channel < channels; channel++) {
      largestOfOne(x + ((<usize>channel) << 2), y, places, length, channels);
      y += 4;
      places += 4;
    }
    x += (<usize>(length * channels)) << 2;
  }
}

/** Eight channels side by side: two vectors and their places stay in registers over the whole length. */
function largestOfEight(x: usize, y: usize, places: usize, length: i32, channels: i32): void {
  const step = (<usize>channels) << 2;
  const one = i32x4.splat(1);
  let low = v128.load(x);
  let high = v128.load(x, 16);
  let lowPlace = i32x4.splat(0);
  let highPlace = i32x4.splat(0);
  let now = i32x4.splat(0);
  for (let place = 1; place < length; place++) {
    x += step;
    now = i32x4.add(now, one);
    let value = v128.load(x);
    let isBetter = v128.or(f32x4.gt(value, low), f32x4.ne(value, value));
    low = v128.bitselect(value, low, isBetter);
    lowPlace = v128.bitselect(now, lowPlace, isBetter);
    value = v128.load(x, 16);
    isBetter = v128.or(f32x4.gt(value, high), f32x4.ne(value, value));
    high = v128.bitselect(value, high, isBetter);
    highPlace = v128.bitselect(now, highPlace, isBetter);
  }
  v128.store(y, low);
  v128.store(y, high, 16);
  v128.store(places, lowPlace);
  v128.store(places, highPlace, 16);
}

function largestOfOne(x: usize, y: usize, places: usize, length: i32, channels: i32): void {
  const step = (<usize>channels) << 2;
  let best = load<f32>(x);
  let kept = 0;
  for (let place = 1; place < length; place++) {
    x += step;
    const value = load<f32>(x);
    if (value > best || value != value) {
      best = value;
      kept = place;
    }
  }
  store<f32>(y, best);
  store<i32>(places, kept);
}

/** dx = dy at the places of the largest values, 0 elsewhere. */
export function globalMaxPoolGradient(
  dy: usize,
  places: usize,
  dx: usize,
  rows: i32,
  length: i32,
  channels: i32,
): void {
  const rowBytes = (<usize>(length * channels)) << 2;
  memory.fill(dx, 0, <usize>rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    for (let channel = 0; channel < channels; channel++) {
      store<f32>(dx + ((<usize>(load<i32>(places) * channels + channel)) << 2), load<f32>(dy));
      dy += 4;
      places += 4;
    }
    dx += rowBytes;
  }
}

/** dx = factor · dy at every place of the sample: the way back of a mean where the factor is 1 / length. */
export function spreadOverPlaces(dy: usize, dx: usize, rows: i32, length: i32, channels: i32, factor: f32): void {
  const rowBytes = (<usize>channels) << 2;
  const factors = f32x4.splat(factor);
  for (let row = 0; row < rows; row++) {
    for (let place = 0; place < length; place++) {
      let from = dy;
      let left = channels;
      for (; left >= 4; left -= 4) {
        v128.store(dx, f32x4.mul(v128.load(from), factors));
        from += 16;
        dx += 16;
      }
      for (; left > 0; left--) {
        store<f32>(dx, load<f32>(from) * factor);
        from += 4;
        dx += 4;
      }
    }
    dy += rowBytes;
  }
}
