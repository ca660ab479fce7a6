/* Dropout from the counter-based generator of src-shared/random. */

/** The two multipliers of the generator's mixer and a 4. Read from memory once: a constant of four numbers is made anew at every use. */
const multipliers: usize = memory.data<u32>([0x7feb352d, 0x846ca68b, 4]);

/** y[i] = x[i] · (word(i) ≥ threshold ? scale : 0); y may be x. The backward pass is the same call on dy. */
export function dropout(x: usize, y: usize, count: i32, k1: u32, k2: u32, threshold: u32, scale: f32): void {
  const m1 = v128.load32_splat(multipliers);
  const m2 = v128.load32_splat(multipliers, 4);
  const four = v128.load32_splat(multipliers, 8);
  const second = i32x4.splat(k2);
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(scale);
  let index = i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(k1));
  for (let left = count; left > 0; left -= 4) {
    // C. Wellons' lowbias32 twice, written out: a call would cost a third more.
    let word = v128.xor(index, i32x4.shr_u(index, 16));
    word = i32x4.mul(word, m1);
    word = v128.xor(word, i32x4.shr_u(word, 15));
    word = i32x4.mul(word, m2);
    word = v128.xor(word, i32x4.shr_u(word, 16));
    word = v128.xor(word, second);
    word = v128.xor(word, i32x4.shr_u(word, 16));
    word = i32x4.mul(word, m1);
    word = v128.xor(word, i32x4.shr_u(word, 15));
    word = i32x4.mul(word, m2);
    word = v128.xor(word, i32x4.shr_u(word, 16));
    const factors = v128.and(i32x4.ge_u(word, limit), factor);
    if (left < 4) return multiplyRest(x, y, left, factors);
    v128.store(y, f32x4.mul(v128.load(x), factors));
    index = i32x4.add(index, four);
    x += 16;
    y += 16;
  }
}

/** The last one to three values. */
function multiplyRest(x: usize, y: usize, count: i32, factors: v128): void {
  store<f32>(y, load<f32>(x) * f32x4.extract_lane(factors, 0));
  if (count > 1) store<f32>(y, load<f32>(x, 4) * f32x4.extract_lane(factors, 1), 4);
  if (count > 2) store<f32>(y, load<f32>(x, 8) * f32x4.extract_lane(factors, 2), 8);
}
