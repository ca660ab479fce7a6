/*
 * The gated recurrent unit over whole sequences whose reset gate works on the state itself (Cho et al. 2014). Gates z, r and the candidate side by
 * side.
 */
import { bend, slope } from './activations';
import { gateSlope4, hardSigmoid, HardSigmoid, open4, passedGradient4, Sigmoid } from './gates';
import { mixed, passState } from './gruState';
import { packKernel, packTransposed, packedPlace, placeBehind, stepProduct } from './recurrent';
import { adding } from './tiles';

/**
 * z[steps, rows, 3 · units] holds x W + b and becomes gates and candidate; `reset`, [steps, rows, units], receives
 * r · the state before, 0 at the first step. States h are [steps, rows, units]; `units` is a multiple of 4.
 */
export function gruBefore(
  z: usize,
  u: usize,
  reset: usize,
  h: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
  gate: i32,
): void {
  if (gate == hardSigmoid) openSteps<HardSigmoid>(z, u, reset, h, steps, rows, units, activation);
  else openSteps<Sigmoid>(z, u, reset, h, steps, rows, units, activation);
}

function openSteps<Gate>(
  z: usize,
  u: usize,
  reset: usize,
  h: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const columns = units * 3;
  const gates = units << 1;
  const ofGates = packKernel(packedPlace(), u, units, columns, 0, gates);
  const ofCandidate = packKernel(placeBehind(ofGates, units, gates), u, units, columns, gates, units);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  const gatesBytes = (<usize>gates) << 2;
  for (let step = 0; step < steps; step++) {
    const before = step > 0 ? h - stateBytes : 0;
    if (step > 0) stepProduct(ofGates, before, units, rows, units, z, columns, gates, adding);
    openGates<Gate>(z, before, reset, rows, units);
    if (step > 0) stepProduct(ofCandidate, reset, units, rows, units, z + gatesBytes, columns, units, adding);
    openCandidate(z, before, h, rows, units, activation);
    z += stateBytes * 3;
    reset += stateBytes;
    h += stateBytes;
  }
}

function openGates<Gate>(z: usize, before: usize, reset: usize, rows: i32, units: i32): void {
  const gate = (<usize>units) << 2;
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const resetGate = open4<Gate>(v128.load(z + gate));
      v128.store(z, open4<Gate>(v128.load(z)));
      v128.store(z + gate, resetGate);
      v128.store(reset, before ? f32x4.mul(resetGate, v128.load(before)) : f32x4.splat(0));
      if (before) before += 16;
      reset += 16;
      z += 16;
    }
    z += gate << 1;
  }
}

function openCandidate(z: usize, before: usize, h: usize, rows: i32, units: i32, activation: i32): void {
  const gate = (<usize>units) << 2;
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const candidate = bend(activation, v128.load(z + (gate << 1)));
      v128.store(z + (gate << 1), candidate);
      v128.store(h, mixed(v128.load(z), before, candidate));
      if (before) before += 16;
      h += 16;
      z += 16;
    }
    z += gate << 1;
  }
}

/** After `gruBefore`: z becomes the gradient of x W + b. `room` is [rows, units]; dh and `stepBytes` as for `lstmGradient`. */
export function gruBeforeGradient(
  z: usize,
  u: usize,
  h: usize,
  dh: usize,
  stepBytes: usize,
  room: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
  gate: i32,
): void {
  if (gate == hardSigmoid) closeSteps<HardSigmoid>(z, u, h, dh, stepBytes, room, steps, rows, units, activation);
  else closeSteps<Sigmoid>(z, u, h, dh, stepBytes, room, steps, rows, units, activation);
}

function closeSteps<Gate>(
  z: usize,
  u: usize,
  h: usize,
  dh: usize,
  stepBytes: usize,
  room: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const columns = units * 3;
  const gates = units << 1;
  const ofGates = packTransposed(packedPlace(), u, units, columns, 0, gates);
  const ofCandidate = packTransposed(placeBehind(ofGates, gates, units), u, units, columns, gates, units);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  const gatesBytes = (<usize>gates) << 2;
  for (let step = steps - 1; step >= 0; step--) {
    const at = <usize>step * stateBytes;
    const own = dh + <usize>step * stepBytes;
    const before = step > 0 ? h + at - stateBytes : 0;
    const earlier = step > 0 ? own - stepBytes : 0;
    const ownZ = z + at * 3;
    closeCandidate<Gate>(ownZ, before, own, earlier, stepBytes > 0, rows, units, activation);
    if (step > 0) stepProduct(ofCandidate, ownZ + gatesBytes, columns, rows, units, room, units, units, 0);
    closeReset<Gate>(ownZ, before, room, earlier, rows, units);
    if (step > 0) stepProduct(ofGates, ownZ, columns, rows, gates, earlier, units, units, adding);
  }
}

/** Gradients of the update gate and of the candidate. */
function closeCandidate<Gate>(
  z: usize,
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
      const candidate = v128.load(z + (gate << 1));
      const state = v128.load(dh);
      const difference = before ? f32x4.sub(v128.load(before), candidate) : f32x4.neg(candidate);
      const fresh = f32x4.mul(f32x4.mul(state, f32x4.sub(one, keep)), slope(activation, candidate));
      v128.store(z, f32x4.mul(f32x4.mul(state, difference), gateSlope4<Gate>(keep, one)));
      v128.store(z + (gate << 1), fresh);
      if (before) {
        passState(earlier, f32x4.mul(state, keep), isAdding);
        earlier += 16;
        before += 16;
      }
      z += 16;
      dh += 16;
    }
    z += gate << 1;
  }
}

/** The gradient of the reset gate from that of r · the state before, and what goes on to that state. */
function closeReset<Gate>(z: usize, before: usize, ofReset: usize, earlier: usize, rows: i32, units: i32): void {
  const gate = (<usize>units) << 2;
  const one = f32x4.splat(1);
  for (let row = rows; row > 0; row--) {
    for (let left = units; left > 0; left -= 4) {
      const reset = v128.load(z + gate);
      let gradient = f32x4.splat(0);
      if (before) {
        const whole = v128.load(ofReset);
        const through = f32x4.mul(whole, reset);
        gradient = passedGradient4<Gate>(whole, through, v128.load(before), reset, one);
        passState(earlier, through, true);
        ofReset += 16;
        earlier += 16;
        before += 16;
      }
      v128.store(z + gate, gradient);
      z += 16;
    }
    z += gate << 1;
  }
}
