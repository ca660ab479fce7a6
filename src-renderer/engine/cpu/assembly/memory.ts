/* Memory: copying, and the scratch memory that the host lends. Addresses are bytes, counts are float32 values. */

let scratchAddress: usize = 0;

/** Where the host lets the kernels pack: `bytes` must be at least what the `…Scratch` function of each kernel used says. */
export function setScratch(address: usize, bytes: usize): void {
  scratchAddress = bytes > 0 ? address : 0;
}

/** First byte of scratch memory. */
export function scratch(): usize {
  return scratchAddress;
}

/** First byte behind the constants of the module, on a cache line. */
export function heapStart(): usize {
  return align(__heap_base);
}

/** The next address on a cache line. */
export function align(address: usize): usize {
  return (address + 63) & ~63;
}

/** Copies `count` values, from the first on: the two are the same or do not overlap. */
export function copyValues(target: usize, source: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(target, v128.load(source));
    target += 16;
    source += 16;
  }
  for (; left > 0; left--) {
    store<f32>(target, load<f32>(source));
    target += 4;
    source += 4;
  }
}

/** Sets `count` values to 0. */
export function zeroValues(target: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(target, i32x4.splat(0));
    target += 16;
  }
  for (; left > 0; left--) {
    store<f32>(target, 0);
    target += 4;
  }
}

/** target += source. */
export function addValues(target: usize, source: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  for (; left > 0; left--) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
    target += 4;
    source += 4;
  }
}
