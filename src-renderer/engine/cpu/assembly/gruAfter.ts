/*
 * The gated recurrent unit over whole sequences whose reset gate works on what the recurrent kernel made of the state (Keras' resetAfter). Gates z,
 * r and the candidate side by side.
 */
import { bend, slope } from './activations';
import { gateSlope4, hardSigmoid, HardSigmoid, open4, passedGradient4, Sigmoid } from './gates';
import { mixed, passState } from './gruState';
import { copyValues } from './memory';
import { packKernel, packTransposed, packedPlace, stepProduct } from './recurrent';
import { adding } from './tiles';

/**
 * z[steps, rows, 3 · units] holds x W + b and becomes gates and candidate; q, of the same size, receives h U + its
 * bias. States h are [steps, rows, units]; `units` is a multiple of 4.
 */
export function gruAfter(
  z: usize,
  u: usize,
  bias: usize,
  q: usize,
  h: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
  gate: i32,
): void {
  if (gate == hardSigmoid) openSteps<HardSigmoid>(z, u, bias, q, h, steps, rows, units, activation);
  else openSteps<Sigmoid>(z, u, bias, q, h, steps, rows, units, activation);
}

function openSteps<Gate>(
  z: usize,
  u: usize,
  bias: usize,
  q: usize,
  h: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const columns = units * 3;
  const panels = packKernel(packedPlace(), u, units, columns, 0, columns);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  const rowBytes = (<usize>columns) << 2;
  for (let step = 0; step < steps; step++) {
    for (let row = 0; row < rows; row++) copyValues(q + <usize>row * rowBytes, bias, columns);
    const before = step > 0 ? h - stateBytes : 0;
    if (step > 0) stepProduct(panels, before, units, rows, units, q, columns, columns, adding);
    openAfter<Gate>(z, q, before, h, rows, units, activation);
    z += stateBytes * 3;
    q += stateBytes * 3;
    h += stateBytes;
  }
}

function openAfter<Gate>(z: usize, q: usize, before: usize, h: usize, rows: i32, units: i32, activation: i32): void {
  const gate = (<usize>units) << 2;
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const keep = open4<Gate>(f32x4.add(v128.load(z), v128.load(q)));
      const reset = open4<Gate>(f32x4.add(v128.load(z + gate), v128.load(q + gate)));
      const product = f32x4.mul(reset, v128.load(q + (gate << 1)));
      const candidate = bend(activation, f32x4.add(v128.load(z + (gate << 1)), product));
      v128.store(z, keep);
      v128.store(z + gate, reset);
      v128.store(z + (gate << 1), candidate);
      v128.store(h, mixed(keep, before, candidate));
      if (before) before += 16;
      z += 16;
      q += 16;
      h += 16;
    }
    z += gate << 1;
    q += gate << 1;
  }
}

/**
 * After `gruAfter`: z becomes the gradient of x W + b, q that of h U + its bias. dh and `stepBytes` as for `lstmGradient`.
 */
export function gruAfterGradient(
  z: usize,
  u: usize,
  q: usize,
  h: usize,
  dh: usize,
  stepBytes: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
  gate: i32,
): void {
  if (gate == hardSigmoid) closeSteps<HardSigmoid>(z, u, q, h, dh, stepBytes, steps, rows, units, activation);
  else closeSteps<Sigmoid>(z, u, q, h, dh, stepBytes, steps, rows, units, activation);
}

function closeSteps<Gate>(
  z: usize,
  u: usize,
  q: usize,
  h: usize,
  dh: usize,
  stepBytes: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const columns = units * 3;
  const panels = packTransposed(packedPlace(), u, units, columns, 0, columns);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  for (let step = steps - 1; step >= 0; step--) {
    const at = <usize>step * stateBytes;
    const own = dh + <usize>step * stepBytes;
    const before = step > 0 ? h + at - stateBytes : 0;
    const earlier = step > 0 ? own - stepBytes : 0;
    closeAfter<Gate>(z + at * 3, q + at * 3, before, own, earlier, stepBytes > 0, rows, units, activation);
    if (step > 0) stepProduct(panels, q + at * 3, columns, rows, columns, earlier, units, units, adding);
  }
}

function closeAfter<Gate>(
  z: usize,
  q: usize,
  before: usize,
  dh: usize,
  earlier: usize,
  isAdding: bool,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const gate = (<usize>units) << 2;
  const one = f32x4.splat(1);
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const keep = v128.load(z);
      const reset = v128.load(z + gate);
      const candidate = v128.load(z + (gate << 1));
      const state = v128.load(dh);
      const fresh = f32x4.mul(f32x4.mul(state, f32x4.sub(one, keep)), slope(activation, candidate));
      const difference = before ? f32x4.sub(v128.load(before), candidate) : f32x4.neg(candidate);
      const ofKeep = f32x4.mul(f32x4.mul(state, difference), gateSlope4<Gate>(keep, one));
      const through = f32x4.mul(fresh, reset);
      const ofReset = passedGradient4<Gate>(fresh, through, v128.load(q + (gate << 1)), reset, one);
      v128.store(z, ofKeep);
      v128.store(z + gate, ofReset);
      v128.store(z + (gate << 1), fresh);
      v128.store(q, ofKeep);
      v128.store(q + gate, ofReset);
      v128.store(q + (gate << 1), through);
      if (before) {
        passState(earlier, f32x4.mul(state, keep), isAdding);
        earlier += 16;
        before += 16;
      }
      z += 16;
      q += 16;
      dh += 16;
    }
    z += gate << 1;
    q += gate << 1;
  }
}
