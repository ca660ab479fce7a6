/* Activations by code, value by value, and their gradients told by their outputs. */
import { exp4, sigmoid4, tanh4 } from './exponentials';
import { copyValues } from './memory';

/* The codes of `activationCodes` in kernels.ts; 0 is linear. */
const relu: i32 = 1;
const tanh: i32 = 2;
const sigmoid: i32 = 3;

/** y = max(x, 0), in a loop of its own: beside the others it would cost a call. `pmax` keeps an x that is no number. */
function rectify(x: usize, y: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(y, f32x4.pmax(v128.load(x), zero));
    x += 16;
    y += 16;
  }
  for (; left > 0; left--) {
    v128.store32_lane(y, f32x4.pmax(v128.load32_splat(x), zero), 0);
    x += 4;
    y += 4;
  }
}

/** The activation of four values. */
export function bend(activation: i32, x: v128): v128 {
  if (activation == tanh) return tanh4(x);
  if (activation == sigmoid) return sigmoid4(x);
  return activation == relu ? f32x4.pmax(x, f32x4.splat(0)) : x;
}

/** y = activation(x); y may be x. */
export function activate(activation: i32, x: usize, y: usize, count: i32): void {
  if (activation == relu) return rectify(x, y, count);
  if (activation < relu) return copyValues(y, x, count);
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(y, bend(activation, v128.load(x)));
    x += 16;
    y += 16;
  }
  for (; left > 0; left--) {
    v128.store32_lane(y, bend(activation, v128.load32_splat(x)), 0);
    x += 4;
    y += 4;
  }
}

/** dx = dy where y > 0, else 0, in a loop of its own too; a y that is no number lets dy through. */
function passWherePositive(y: usize, dy: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(dx, v128.andnot(v128.load(dy), f32x4.le(v128.load(y), zero)));
    y += 16;
    dy += 16;
    dx += 16;
  }
  for (; left > 0; left--) {
    v128.store32_lane(dx, v128.andnot(v128.load32_splat(dy), f32x4.le(v128.load32_splat(y), zero)), 0);
    y += 4;
    dy += 4;
    dx += 4;
  }
}

/**
 * The way back through relu and then dropout, told by what dropout left: dy · scale where y > 0, else 0, in place; a y that is no number lets dy
 * through.
 */
export function rectifiedDropoutGradient(y: usize, dy: usize, count: i32, scale: f32): void {
  const zero = f32x4.splat(0);
  const factor = f32x4.splat(scale);
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(dy, v128.andnot(f32x4.mul(v128.load(dy), factor), f32x4.le(v128.load(y), zero)));
    y += 16;
    dy += 16;
  }
  for (; left > 0; left--) {
    const isOff = f32x4.le(v128.load32_splat(y), zero);
    v128.store32_lane(dy, v128.andnot(f32x4.mul(v128.load32_splat(dy), factor), isOff), 0);
    y += 4;
    dy += 4;
  }
}

/** The derivative of an activation where its output is y. For tanh (1 − y)(1 + y) and not 1 − y², which is inexact where y is close to 1. */
export function slope(activation: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  if (activation == tanh) return f32x4.mul(f32x4.add(one, y), f32x4.sub(one, y));
  if (activation == sigmoid) return f32x4.mul(y, f32x4.sub(one, y));
  return activation == relu ? v128.andnot(one, f32x4.le(y, f32x4.splat(0))) : one;
}

/** dx = dy · activation′; dx may be dy. */
export function activateGradient(activation: i32, y: usize, dy: usize, dx: usize, count: i32): void {
  if (activation == relu) return passWherePositive(y, dy, dx, count);
  if (activation < relu) return copyValues(dx, dy, count);
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(dx, f32x4.mul(v128.load(dy), slope(activation, v128.load(y))));
    y += 16;
    dy += 16;
    dx += 16;
  }
  for (; left > 0; left--) {
    v128.store32_lane(dx, f32x4.mul(v128.load32_splat(dy), slope(activation, v128.load32_splat(y))), 0);
    y += 4;
    dy += 4;
    dx += 4;
  }
}

/** Softmax over the last axis; y may be x. */
export function softmax(x: usize, y: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    let largest: f32 = -Infinity;
    for (let place: usize = 0; place < rowBytes; place += 4) largest = max<f32>(largest, load<f32>(x + place));
    let total: f64 = 0;
    for (let place: usize = 0; place < rowBytes; place += 4) {
      const power = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(x + place) - largest)), 0);
      store<f32>(y + place, power);
      total += <f64>power;
    }
    for (let place: usize = 0; place < rowBytes; place += 4) {
      store<f32>(y + place, <f32>(<f64>load<f32>(y + place) / total));
    }
    x += rowBytes;
    y += rowBytes;
  }
}

/** dx = y · (dy − Σ y · dy) for a softmax with output y; dx may be dy. */
export function softmaxGradient(y: usize, dy: usize, dx: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    let mean: f64 = 0;
    for (let place: usize = 0; place < rowBytes; place += 4) {
      mean += <f64>load<f32>(y + place) * <f64>load<f32>(dy + place);
    }
    for (let place: usize = 0; place < rowBytes; place += 4) {
      store<f32>(dx + place, <f32>(<f64>load<f32>(y + place) * (<f64>load<f32>(dy + place) - mean)));
    }
    y += rowBytes;
    dy += rowBytes;
    dx += rowBytes;
  }
}
