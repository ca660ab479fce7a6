/*
 * Gates of recurrent cells. What opens them is a type: the compiler makes every loop once for each, so none asks for it at any value, and the
 * sigmoid's is as if there were no other.
 */
import { sigmoid4 } from './exponentials';

/* Any two types that the compiler tells apart; no value of either is ever made. */
export type Sigmoid = f32;
export type HardSigmoid = i32;

/** The code of `gateCodes` in kernels.ts; 0 is the sigmoid. */
export const hardSigmoid: i32 = 1;

/** A gate: 1 / (1 + e⁻ˣ), or clip(0.2 x + 0.5, 0, 1). `pmin` and `pmax` keep an x that is no number. */
export function open4<Gate>(x: v128): v128 {
  if (isFloat<Gate>()) return sigmoid4(x);
  const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5));
  return f32x4.pmin(f32x4.pmax(line, f32x4.splat(0)), f32x4.splat(1));
}

/** The derivative of a gate that is open by y: 0.2 strictly between the ends of the hard one, 0 at and beyond them. */
export function gateSlope4<Gate>(y: v128, one: v128): v128 {
  if (isFloat<Gate>()) return f32x4.mul(y, f32x4.sub(one, y));
  return v128.andnot(f32x4.splat(0.2), v128.or(f32x4.le(y, f32x4.splat(0)), f32x4.ge(y, one)));
}

/**
 * The gradient of a gate's sum where the gate, open by y, let `passed` = `gradient` · y through to `factor`: gradient · factor · y′. Of the
 * sigmoid, y is in `passed` already.
 */
export function passedGradient4<Gate>(gradient: v128, passed: v128, factor: v128, y: v128, one: v128): v128 {
  if (isFloat<Gate>()) return f32x4.mul(f32x4.mul(passed, factor), f32x4.sub(one, y));
  return f32x4.mul(f32x4.mul(gradient, factor), gateSlope4<Gate>(y, one));
}
