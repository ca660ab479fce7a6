/* Long short-term memory over whole sequences, forward and back through time. Gates i, f, c, o side by side. */
import { bend, slope } from './activations';
import { tanh4 } from './exponentials';
import { gateSlope4, hardSigmoid, HardSigmoid, open4, passedGradient4, Sigmoid } from './gates';
import { zeroValues } from './memory';
import { gradientMode, packKernel, packTransposed, packedPlace, stepProduct } from './recurrent';
import { adding } from './tiles';

const tanh: i32 = 2;

/**
 * z[steps, rows, 4 · units] holds x W + b and becomes the four gates. Writes states h, cells c and activation(c), all [steps, rows, units].
 * `units` is a multiple of 4; `gate` is a code of gates.ts.
 */
export function lstm(
  z: usize,
  u: usize,
  h: usize,
  c: usize,
  bent: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
  gate: i32,
): void {
  if (gate == hardSigmoid) openSteps<HardSigmoid>(z, u, h, c, bent, steps, rows, units, activation);
  else openSteps<Sigmoid>(z, u, h, c, bent, steps, rows, units, activation);
}

function openSteps<Gate>(
  z: usize,
  u: usize,
  h: usize,
  c: usize,
  bent: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const columns = units << 2;
  const panels = packKernel(packedPlace(), u, units, columns, 0, columns);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  for (let step = 0; step < steps; step++) {
    if (step > 0) stepProduct(panels, h - stateBytes, units, rows, units, z, columns, columns, adding);
    const before = step > 0 ? c - stateBytes : 0;
    if (activation == tanh) openGatesTanh<Gate>(z, before, c, bent, h, rows, units);
    else openGates<Gate>(z, before, c, bent, h, rows, units, activation);
    z += stateBytes << 2;
    h += stateBytes;
    c += stateBytes;
    bent += stateBytes;
  }
}

/** The usual cell in a loop of its own: it asks at no value which activation it has. */
function openGatesTanh<Gate>(z: usize, before: usize, c: usize, bent: usize, h: usize, rows: i32, units: i32): void {
  const gate = (<usize>units) << 2;
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const input = open4<Gate>(v128.load(z));
      const candidate = tanh4(v128.load(z + (gate << 1)));
      const output = open4<Gate>(v128.load(z + gate * 3));
      const forget = open4<Gate>(v128.load(z + gate));
      v128.store(z, input);
      v128.store(z + gate, forget);
      v128.store(z + (gate << 1), candidate);
      v128.store(z + gate * 3, output);
      let cell = f32x4.mul(input, candidate);
      if (before) {
        cell = f32x4.add(f32x4.mul(forget, v128.load(before)), cell);
        before += 16;
      }
      v128.store(c, cell);
      const size = tanh4(cell);
      v128.store(bent, size);
      v128.store(h, f32x4.mul(output, size));
      z += 16;
      c += 16;
      bent += 16;
      h += 16;
    }
    z += gate * 3;
  }
}

function openGates<Gate>(
  z: usize,
  before: usize,
  c: usize,
  bent: usize,
  h: usize,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const gate = (<usize>units) << 2;
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const input = open4<Gate>(v128.load(z));
      const forget = open4<Gate>(v128.load(z + gate));
      const candidate = bend(activation, v128.load(z + (gate << 1)));
      const output = open4<Gate>(v128.load(z + gate * 3));
      v128.store(z, input);
      v128.store(z + gate, forget);
      v128.store(z + (gate << 1), candidate);
      v128.store(z + gate * 3, output);
      let cell = f32x4.mul(input, candidate);
      if (before) {
        cell = f32x4.add(f32x4.mul(forget, v128.load(before)), cell);
        before += 16;
      }
      v128.store(c, cell);
      const size = bend(activation, cell);
      v128.store(bent, size);
      v128.store(h, f32x4.mul(output, size));
      z += 16;
      c += 16;
      bent += 16;
      h += 16;
    }
    z += gate * 3;
  }
}

/**
 * After `lstm`: z becomes the gradient of x W + b. dh holds the gradients of the states, `stepBytes` apart, or that of the last one where
 * `stepBytes` is 0; it is written over. dc [rows, units] is room for the gradient of the cells.
 */
export function lstmGradient(
  z: usize,
  u: usize,
  c: usize,
  bent: usize,
  dh: usize,
  stepBytes: usize,
  dc: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
  gate: i32,
): void {
  if (gate == hardSigmoid) closeSteps<HardSigmoid>(z, u, c, bent, dh, stepBytes, dc, steps, rows, units, activation);
  else closeSteps<Sigmoid>(z, u, c, bent, dh, stepBytes, dc, steps, rows, units, activation);
}

function closeSteps<Gate>(
  z: usize,
  u: usize,
  c: usize,
  bent: usize,
  dh: usize,
  stepBytes: usize,
  dc: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const columns = units << 2;
  const panels = packTransposed(packedPlace(), u, units, columns, 0, columns);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  zeroValues(dc, rows * units);
  for (let step = steps - 1; step >= 0; step--) {
    const at = <usize>step * stateBytes;
    const own = dh + <usize>step * stepBytes;
    closeGates<Gate>(z + (at << 2), step > 0 ? c + at - stateBytes : 0, bent + at, own, dc, rows, units, activation);
    if (step > 0)
      stepProduct(
        panels,
        z + (at << 2),
        columns,
        rows,
        columns,
        own - stepBytes,
        units,
        units,
        gradientMode(stepBytes),
      );
  }
}

function closeGates<Gate>(
  z: usize,
  before: usize,
  bent: usize,
  dh: usize,
  dc: usize,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const gate = (<usize>units) << 2;
  const one = f32x4.splat(1);
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const input = v128.load(z);
      const forget = v128.load(z + gate);
      const candidate = v128.load(z + (gate << 1));
      const output = v128.load(z + gate * 3);
      const size = v128.load(bent);
      const state = v128.load(dh);
      const through = f32x4.mul(state, output);
      const cell = f32x4.add(v128.load(dc), f32x4.mul(through, slope(activation, size)));
      const ofOutput = passedGradient4<Gate>(state, through, size, output, one);
      const ofInput = f32x4.mul(f32x4.mul(cell, candidate), gateSlope4<Gate>(input, one));
      const kept = f32x4.mul(cell, forget);
      let ofForget = f32x4.splat(0);
      if (before) {
        ofForget = passedGradient4<Gate>(cell, kept, v128.load(before), forget, one);
        before += 16;
      }
      v128.store(z, ofInput);
      v128.store(z + gate, ofForget);
      v128.store(z + (gate << 1), f32x4.mul(f32x4.mul(cell, input), slope(activation, candidate)));
      v128.store(z + gate * 3, ofOutput);
      v128.store(dc, kept);
      z += 16;
      bent += 16;
      dh += 16;
      dc += 16;
    }
    z += gate * 3;
  }
}
