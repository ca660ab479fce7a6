/* Activations beyond the few that products and convolutions apply on the way: value by value, with one number of their own where they have one. */
import { exp4, sigmoid4, tanh4 } from './exponentials';

/* The codes of `curveCodes` in kernels.ts. */
const leakyRelu: i32 = 0;
const elu: i32 = 1;
const selu: i32 = 2;
const softplus: i32 = 3;
const softsign: i32 = 4;
const gelu: i32 = 5;

/* λ and λ α of the self-normalising ELU. */
const seluScale: f32 = 1.0507009873554805;
const seluDepth: f32 = 1.7580993408473766;

/* Abramowitz & Stegun 7.1.26: p, a₁ … a₅; |error| of the error function below 1.5e-7. TF.js has the same. */
const erfConstants: usize = memory.data<f32>([
  0.3275911, 0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429,
]);

/** eˣ − 1 without loss of digits near 0: 2 t / (1 − t) with t = tanh(x / 2). For x up to 0. */
function expm1Negative(x: v128): v128 {
  const t = tanh4(f32x4.mul(x, f32x4.splat(0.5)));
  return f32x4.div(f32x4.add(t, t), f32x4.sub(f32x4.splat(1), t));
}

/** Φ(x), the share of the normal distribution below x. */
function normalShare(x: v128): v128 {
  const one = f32x4.splat(1);
  const size = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(size, v128.load32_splat(erfConstants))));
  let sum = v128.load32_splat(erfConstants, 20);
  for (let constant: usize = 16; constant >= 4; constant -= 4) {
    sum = f32x4.add(f32x4.mul(sum, t), v128.load32_splat(erfConstants + constant));
  }
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(sum, t), exp4(f32x4.neg(f32x4.mul(size, size)))), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

/** log(1 + eˣ) of one number. */
function softplusOf(x: f32): f32 {
  return x > 0 ? x + NativeMathf.log1p(NativeMathf.exp(-x)) : NativeMathf.log1p(NativeMathf.exp(x));
}

/** The softplus of four numbers. */
function softplus4(x: v128): v128 {
  let y = f32x4.splat(softplusOf(f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, softplusOf(f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, softplusOf(f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, softplusOf(f32x4.extract_lane(x, 3)));
}

/** `above` where x > 0, else `below`; an x that is no number goes below, where it stays none. */
function bySign(x: v128, above: v128, below: v128): v128 {
  return v128.bitselect(above, below, f32x4.gt(x, f32x4.splat(0)));
}

function curve4(code: i32, x: v128, number: f32): v128 {
  if (code == leakyRelu) return bySign(x, x, f32x4.mul(x, f32x4.splat(number)));
  if (code == elu) return bySign(x, x, f32x4.mul(expm1Negative(x), f32x4.splat(number)));
  if (code == selu)
    return bySign(x, f32x4.mul(x, f32x4.splat(seluScale)), f32x4.mul(expm1Negative(x), f32x4.splat(seluDepth)));
  if (code == softplus) return softplus4(x);
  if (code == softsign) return f32x4.div(x, f32x4.add(f32x4.splat(1), f32x4.abs(x)));
  return f32x4.mul(x, code == gelu ? normalShare(x) : sigmoid4(x));
}

/** The derivative: told by the output, for gelu and swish by the input. */
function curveSlope4(code: i32, from: v128, number: f32): v128 {
  const one = f32x4.splat(1);
  // A from that is no number must stay one, so the constant above is made from it.
  if (code == leakyRelu) return bySign(from, one, f32x4.add(f32x4.splat(number), f32x4.mul(from, f32x4.splat(0))));
  if (code == elu) return bySign(from, one, f32x4.add(from, f32x4.splat(number)));
  if (code == selu) return bySign(from, f32x4.splat(seluScale), f32x4.add(from, f32x4.splat(seluDepth)));
  if (code == softplus) return f32x4.neg(expm1Negative(f32x4.neg(from)));
  if (code == softsign) {
    const left = f32x4.sub(one, f32x4.abs(from));
    return f32x4.mul(left, left);
  }
  if (code == gelu) {
    const density = f32x4.mul(
      exp4(f32x4.mul(f32x4.mul(from, from), f32x4.splat(-0.5))),
      f32x4.splat(0.3989422804014327),
    );
    return f32x4.add(normalShare(from), f32x4.mul(from, density));
  }
  const share = sigmoid4(from);
  return f32x4.mul(share, f32x4.add(one, f32x4.mul(from, f32x4.sub(one, share))));
}

/** y = curve(x); y may be x. */
export function curve(code: i32, x: usize, y: usize, count: i32, number: f32): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(y, curve4(code, v128.load(x), number));
    x += 16;
    y += 16;
  }
  for (; left > 0; left--) {
    v128.store32_lane(y, curve4(code, v128.load32_splat(x), number), 0);
    x += 4;
    y += 4;
  }
}

/** dx = dy · curve′; dx may be dy. */
export function curveGradient(code: i32, from: usize, dy: usize, dx: usize, count: i32, number: f32): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(dx, f32x4.mul(v128.load(dy), curveSlope4(code, v128.load(from), number)));
    from += 16;
    dy += 16;
    dx += 16;
  }
  for (; left > 0; left--) {
    v128.store32_lane(dx, f32x4.mul(v128.load32_splat(dy), curveSlope4(code, v128.load32_splat(from), number)), 0);
    from += 4;
    dy += 4;
    dx += 4;
  }
}
