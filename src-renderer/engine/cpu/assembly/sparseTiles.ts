/*
 * Sums over a list: behind a max-pooling only the places of the largest values have a gradient, so its products are sums of a few pieces of memory,
 * each times a number. An entry of a list is a byte offset and a float32, side by side.
 */

import { multiplyAdd } from './tiles';

/** Bytes of an entry. */
export const entryBytes: usize = 8;

/** target += Σ over the entries of value · source[offset …], `count` values, a multiple of four. The sum is made before it is added: that bounds the rounding error. */
export function addPieces(entries: usize, end: usize, source: usize, target: usize, count: i32): void {
  let left = count;
  for (; left >= 32; left -= 32) {
    addWide(entries, end, source, target);
    source += 128;
    target += 128;
  }
  for (; left >= 16; left -= 16) {
    addHalf(entries, end, source, target);
    source += 64;
    target += 64;
  }
  for (; left > 0; left -= 4) {
    addNarrow(entries, end, source, target);
    source += 16;
    target += 16;
  }
}

/** 32 values: eight sums, as many as keep two multipliers of four steps each busy. */
function addWide(entries: usize, end: usize, source: usize, target: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (; entries < end; entries += entryBytes) {
    const from = source + load<u32>(entries);
    const value = v128.load32_splat(entries, 4);
    a = multiplyAdd(value, v128.load(from), a);
    b = multiplyAdd(value, v128.load(from, 16), b);
    c = multiplyAdd(value, v128.load(from, 32), c);
    d = multiplyAdd(value, v128.load(from, 48), d);
    e = multiplyAdd(value, v128.load(from, 64), e);
    f = multiplyAdd(value, v128.load(from, 80), f);
    g = multiplyAdd(value, v128.load(from, 96), g);
    h = multiplyAdd(value, v128.load(from, 112), h);
  }
  v128.store(target, f32x4.add(v128.load(target), a));
  v128.store(target, f32x4.add(v128.load(target, 16), b), 16);
  v128.store(target, f32x4.add(v128.load(target, 32), c), 32);
  v128.store(target, f32x4.add(v128.load(target, 48), d), 48);
  v128.store(target, f32x4.add(v128.load(target, 64), e), 64);
  v128.store(target, f32x4.add(v128.load(target, 80), f), 80);
  v128.store(target, f32x4.add(v128.load(target, 96), g), 96);
  v128.store(target, f32x4.add(v128.load(target, 112), h), 112);
}

/** 16 values. */
function addHalf(entries: usize, end: usize, source: usize, target: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; entries < end; entries += entryBytes) {
    const from = source + load<u32>(entries);
    const value = v128.load32_splat(entries, 4);
    a = multiplyAdd(value, v128.load(from), a);
    b = multiplyAdd(value, v128.load(from, 16), b);
    c = multiplyAdd(value, v128.load(from, 32), c);
    d = multiplyAdd(value, v128.load(from, 48), d);
  }
  v128.store(target, f32x4.add(v128.load(target), a));
  v128.store(target, f32x4.add(v128.load(target, 16), b), 16);
  v128.store(target, f32x4.add(v128.load(target, 32), c), 32);
  v128.store(target, f32x4.add(v128.load(target, 48), d), 48);
}

/** 4 values: four entries at once, so that no sum waits for the one before. */
function addNarrow(entries: usize, end: usize, source: usize, target: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; entries + 3 * entryBytes < end; entries += 4 * entryBytes) {
    a = multiplyAdd(v128.load32_splat(entries, 4), v128.load(source + load<u32>(entries)), a);
    b = multiplyAdd(v128.load32_splat(entries, 12), v128.load(source + load<u32>(entries, 8)), b);
    c = multiplyAdd(v128.load32_splat(entries, 20), v128.load(source + load<u32>(entries, 16)), c);
    d = multiplyAdd(v128.load32_splat(entries, 28), v128.load(source + load<u32>(entries, 24)), d);
  }
  for (; entries < end; entries += entryBytes) {
    a = multiplyAdd(v128.load32_splat(entries, 4), v128.load(source + load<u32>(entries)), a);
  }
  const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  v128.store(target, f32x4.add(v128.load(target), sum));
}
