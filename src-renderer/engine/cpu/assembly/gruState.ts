/* What both kinds of the gated recurrent unit do with states. */

/** keep · the state before + (1 − keep) · candidate; a missing state is 0. */
export function mixed(keep: v128, before: usize, candidate: v128): v128 {
  const fresh = f32x4.mul(f32x4.sub(f32x4.splat(1), keep), candidate);
  return before ? f32x4.add(f32x4.mul(keep, v128.load(before)), fresh) : fresh;
}

/** What goes on to the state before; added where that has a gradient of its own. */
export function passState(target: usize, value: v128, isAdding: bool): void {
  v128.store(target, isAdding ? f32x4.add(v128.load(target), value) : value);
}
