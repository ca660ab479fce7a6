/*
 * exp, tanh and the logistic function, four at a time: polynomials of S. Moshier's Cephes library, relative error below 5e-7. The same
 * operations in both builds and on every machine. Not a number stays not a number.
 */

/*
 * Constants lie in memory: V8 makes a constant of four numbers anew at every use, in three instructions, and reads one in one.
 * ln 2 is in two parts, so that n · high is exact.
 */
const expConstants: usize = memory.data<f32>([
  -105, 90, 1.44269504088896341, 0.693359375, -2.1219444e-4, 1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3,
  4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, 12582912,
]);
const exponentBias: usize = memory.data<i32>([127]);
const tanhConstants: usize = memory.data<f32>([
  1, 2, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1, 0.625, -0.0,
]);

/** sum · x + the constant at an address. */
function step(sum: v128, x: v128, constant: usize): v128 {
  return f32x4.add(f32x4.mul(sum, x), v128.load32_splat(constant));
}

/** 2ⁿ for −126 ≤ n ≤ 127. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, v128.load32_splat(exponentBias)), 23);
}

/** eˣ; 0 below −104, infinite above 88.8, gradual in between. */
export function exp4(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, v128.load32_splat(expConstants)), v128.load32_splat(expConstants, 4));
  // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the lowest bits; V8 needs seven instructions to convert.
  const magic = v128.load32_splat(expConstants, 48);
  const shifted = f32x4.add(f32x4.mul(bounded, v128.load32_splat(expConstants, 8)), magic);
  const turns = f32x4.sub(shifted, magic);
  let rest = f32x4.sub(bounded, f32x4.mul(turns, v128.load32_splat(expConstants, 12)));
  rest = f32x4.sub(rest, f32x4.mul(turns, v128.load32_splat(expConstants, 16)));
  let sum = v128.load32_splat(expConstants, 20);
  sum = step(sum, rest, expConstants + 24);
  sum = step(sum, rest, expConstants + 28);
  sum = step(sum, rest, expConstants + 32);
  sum = step(sum, rest, expConstants + 36);
  sum = step(sum, rest, expConstants + 40);
  sum = f32x4.add(f32x4.mul(sum, f32x4.mul(rest, rest)), f32x4.add(rest, v128.load32_splat(expConstants, 44)));
  // In two factors: 2¹²⁸ and 2⁻¹⁴⁰ are no numbers of their own.
  const n = i32x4.sub(shifted, magic);
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(sum, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid4(x: v128): v128 {
  const one = v128.load32_splat(tanhConstants);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** The hyperbolic tangent: an odd polynomial near 0, 1 − 2 / (e²ˣ + 1) elsewhere. */
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const one = v128.load32_splat(tanhConstants);
  const ratio = f32x4.div(v128.load32_splat(tanhConstants, 4), f32x4.add(exp4(f32x4.add(size, size)), one));
  const signed = v128.or(f32x4.sub(one, ratio), v128.and(x, v128.load32_splat(tanhConstants, 32)));
  const square = f32x4.mul(x, x);
  let sum = v128.load32_splat(tanhConstants, 8);
  sum = step(sum, square, tanhConstants + 12);
  sum = step(sum, square, tanhConstants + 16);
  sum = step(sum, square, tanhConstants + 20);
  sum = step(sum, square, tanhConstants + 24);
  const near = f32x4.add(f32x4.mul(f32x4.mul(sum, square), x), x);
  return v128.bitselect(near, signed, f32x4.lt(size, v128.load32_splat(tanhConstants, 28)));
}
