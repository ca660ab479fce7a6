/* The plain recurrent layer over whole sequences, forward and back through time. */
import { bend, slope } from './activations';
import { gradientMode, packKernel, packTransposed, packedPlace, stepProduct } from './recurrent';
import { adding } from './tiles';

/** z[steps, rows, units] holds x W + b; h = activation(z + h U), [steps, rows, units]. `units` is a multiple of 4. */
export function simpleRnn(z: usize, u: usize, h: usize, steps: i32, rows: i32, units: i32, activation: i32): void {
  const panels = packKernel(packedPlace(), u, units, units, 0, units);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  for (let step = 0; step < steps; step++) {
    if (step > 0) stepProduct(panels, h - stateBytes, units, rows, units, z, units, units, adding);
    for (let place: usize = 0; place < stateBytes; place += 16) {
      v128.store(h + place, bend(activation, v128.load(z + place)));
    }
    z += stateBytes;
    h += stateBytes;
  }
}

/** After `simpleRnn`: z becomes the gradient of x W + b; dh and `stepBytes` as for `lstmGradient`. */
export function simpleRnnGradient(
  z: usize,
  u: usize,
  h: usize,
  dh: usize,
  stepBytes: usize,
  steps: i32,
  rows: i32,
  units: i32,
  activation: i32,
): void {
  const panels = packTransposed(packedPlace(), u, units, units, 0, units);
  const stateBytes = (<usize>rows * <usize>units) << 2;
  for (let step = steps - 1; step >= 0; step--) {
    const at = <usize>step * stateBytes;
    const own = dh + <usize>step * stepBytes;
    for (let place: usize = 0; place < stateBytes; place += 16) {
      const bent = slope(activation, v128.load(h + at + place));
      v128.store(z + at + place, f32x4.mul(v128.load(own + place), bent));
    }
    const mode = gradientMode(stepBytes);
    if (step > 0) stepProduct(panels, z + at, units, rows, units, own - stepBytes, units, units, mode);
  }
}
