/*
 * The two micro-kernels everything large runs on. Each makes one tile of tileRows × 8 results in registers: its right operand lies in a panel
 * (eight columns side by side, one row per step), its left operand is read where it is. Two steps of k at once help the plain build, whose tile
 * leaves registers free (it is bound by the number of instructions), as long as the compiler runs with -O2: with -O3 it moves the loads of
 * both steps to the front and the accumulators no longer fit. The relaxed build's tile fills the registers and is at the processor's peak as it is.
 */

/** Rows of a tile. 6 × 8 with fused multiply-add fills the 15 registers V8 has; a product needs one more, so 4 × 8 without. */
export const tileRows: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
/** Every row of a tile counts. */
export const allRows: i32 = (1 << tileRows) - 1;
/** Columns of a panel, and the bytes of one of its rows. */
export const panelColumns: i32 = 8;
export const panelRowBytes: usize = 32;

/** Tells a tile to add to what is there. */
export const adding: i32 = 1;
/** Tells a tile to store max(result, 0). `pmax(x, 0)` is one instruction where `max` is eight, and keeps an x that is no number too. */
export const rectifying: i32 = 2;

/** Eight zeros: the bias where there is none. */
const noBias: usize = memory.data(32, 16);
const spill: usize = memory.data(32, 16);

/** Address of eight zeros. */
export function zeroBias(): usize {
  return noBias;
}

/** a · b + c. In the relaxed build the processor may round once instead of twice. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Writes or adds `columns` of the eight values of one row, where a tile is not whole. */
function writeRow(low: v128, high: v128, target: usize, columns: i32, mode: i32): void {
  v128.store(spill, low);
  v128.store(spill, high, 16);
  let from = spill;
  for (let column = columns; column > 0; column--) {
    const value = load<f32>(from);
    store<f32>(target, mode & adding ? load<f32>(target) + value : value);
    from += 4;
    target += 4;
  }
}

/**
 * One tile whose rows lie side by side: row r of the left operand begins at source + offsets[r] and consists of `segments` pieces of `length`
 * values, `segmentBytes` apart; a piece continues in the panel where the last one ended. The result of row r goes to target + targets[r].
 * `rows` has a bit for every row that counts.
 */
export function rowTile(
  offsets: usize,
  source: usize,
  segments: i32,
  length: i32,
  segmentBytes: usize,
  panel: usize,
  bias: usize,
  targets: usize,
  target: usize,
  rows: i32,
  columns: i32,
  mode: i32,
): void {
  const biasLow = v128.load(bias);
  const biasHigh = v128.load(bias, 16);
  let a0 = biasLow;
  let b0 = biasHigh;
  let a1 = biasLow;
  let b1 = biasHigh;
  let a2 = biasLow;
  let b2 = biasHigh;
  let a3 = biasLow;
  let b3 = biasHigh;
  let a4 = biasLow;
  let b4 = biasHigh;
  let a5 = biasLow;
  let b5 = biasHigh;
  for (let segment = segments; segment > 0; segment--) {
    let p0 = source + load<u32>(offsets);
    let p1 = source + load<u32>(offsets, 4);
    let p2 = source + load<u32>(offsets, 8);
    let p3 = source + load<u32>(offsets, 12);
    let p4: usize = 0;
    let p5: usize = 0;
    if (tileRows == 6) {
      p4 = source + load<u32>(offsets, 16);
      p5 = source + load<u32>(offsets, 20);
    }
    let k = length;
    let low = f32x4.splat(0);
    let high = low;
    let value = low;
    if (tileRows == 4) {
      for (; k >= 2; k -= 2) {
        low = v128.load(panel);
        high = v128.load(panel, 16);
        value = v128.load32_splat(p0);
        a0 = multiplyAdd(value, low, a0);
        b0 = multiplyAdd(value, high, b0);
        value = v128.load32_splat(p1);
        a1 = multiplyAdd(value, low, a1);
        b1 = multiplyAdd(value, high, b1);
        value = v128.load32_splat(p2);
        a2 = multiplyAdd(value, low, a2);
        b2 = multiplyAdd(value, high, b2);
        value = v128.load32_splat(p3);
        a3 = multiplyAdd(value, low, a3);
        b3 = multiplyAdd(value, high, b3);
        low = v128.load(panel, 32);
        high = v128.load(panel, 48);
        value = v128.load32_splat(p0, 4);
        a0 = multiplyAdd(value, low, a0);
        b0 = multiplyAdd(value, high, b0);
        value = v128.load32_splat(p1, 4);
        a1 = multiplyAdd(value, low, a1);
        b1 = multiplyAdd(value, high, b1);
        value = v128.load32_splat(p2, 4);
        a2 = multiplyAdd(value, low, a2);
        b2 = multiplyAdd(value, high, b2);
        value = v128.load32_splat(p3, 4);
        a3 = multiplyAdd(value, low, a3);
        b3 = multiplyAdd(value, high, b3);
        panel += panelRowBytes * 2;
        p0 += 8;
        p1 += 8;
        p2 += 8;
        p3 += 8;
      }
    }
    for (; k > 0; k--) {
      low = v128.load(panel);
      high = v128.load(panel, 16);
      panel += panelRowBytes;
      value = v128.load32_splat(p0);
      a0 = multiplyAdd(value, low, a0);
      b0 = multiplyAdd(value, high, b0);
      value = v128.load32_splat(p1);
      a1 = multiplyAdd(value, low, a1);
      b1 = multiplyAdd(value, high, b1);
      value = v128.load32_splat(p2);
      a2 = multiplyAdd(value, low, a2);
      b2 = multiplyAdd(value, high, b2);
      value = v128.load32_splat(p3);
      a3 = multiplyAdd(value, low, a3);
      b3 = multiplyAdd(value, high, b3);
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      if (tileRows == 6) {
        value = v128.load32_splat(p4);
        a4 = multiplyAdd(value, low, a4);
        b4 = multiplyAdd(value, high, b4);
        value = v128.load32_splat(p5);
        a5 = multiplyAdd(value, low, a5);
        b5 = multiplyAdd(value, high, b5);
        p4 += 4;
        p5 += 4;
      }
    }
    source += segmentBytes;
  }
  if (mode & rectifying) {
    const zero = f32x4.splat(0);
    a0 = f32x4.pmax(a0, zero);
    b0 = f32x4.pmax(b0, zero);
    a1 = f32x4.pmax(a1, zero);
    b1 = f32x4.pmax(b1, zero);
    a2 = f32x4.pmax(a2, zero);
    b2 = f32x4.pmax(b2, zero);
    a3 = f32x4.pmax(a3, zero);
    b3 = f32x4.pmax(b3, zero);
    if (tileRows == 6) {
      a4 = f32x4.pmax(a4, zero);
      b4 = f32x4.pmax(b4, zero);
      a5 = f32x4.pmax(a5, zero);
      b5 = f32x4.pmax(b5, zero);
    }
  }
  if (columns == panelColumns && rows == allRows) {
    const t0 = target + load<u32>(targets);
    const t1 = target + load<u32>(targets, 4);
    const t2 = target + load<u32>(targets, 8);
    const t3 = target + load<u32>(targets, 12);
    let t4: usize = 0;
    let t5: usize = 0;
    if (tileRows == 6) {
      t4 = target + load<u32>(targets, 16);
      t5 = target + load<u32>(targets, 20);
    }
    if (mode & adding) {
      a0 = f32x4.add(v128.load(t0), a0);
      b0 = f32x4.add(v128.load(t0, 16), b0);
      a1 = f32x4.add(v128.load(t1), a1);
      b1 = f32x4.add(v128.load(t1, 16), b1);
      a2 = f32x4.add(v128.load(t2), a2);
      b2 = f32x4.add(v128.load(t2, 16), b2);
      a3 = f32x4.add(v128.load(t3), a3);
      b3 = f32x4.add(v128.load(t3, 16), b3);
      if (tileRows == 6) {
        a4 = f32x4.add(v128.load(t4), a4);
        b4 = f32x4.add(v128.load(t4, 16), b4);
        a5 = f32x4.add(v128.load(t5), a5);
        b5 = f32x4.add(v128.load(t5, 16), b5);
      }
    }
    v128.store(t0, a0);
    v128.store(t0, b0, 16);
    v128.store(t1, a1);
    v128.store(t1, b1, 16);
    v128.store(t2, a2);
    v128.store(t2, b2, 16);
    v128.store(t3, a3);
    v128.store(t3, b3, 16);
    if (tileRows == 6) {
      v128.store(t4, a4);
      v128.store(t4, b4, 16);
      v128.store(t5, a5);
      v128.store(t5, b5, 16);
    }
    return;
  }
  if (rows & 1) writeRow(a0, b0, target + load<u32>(targets), columns, mode);
  if (rows & 2) writeRow(a1, b1, target + load<u32>(targets, 4), columns, mode);
  if (rows & 4) writeRow(a2, b2, target + load<u32>(targets, 8), columns, mode);
  if (rows & 8) writeRow(a3, b3, target + load<u32>(targets, 12), columns, mode);
  if (tileRows == 6) {
    if (rows & 16) writeRow(a4, b4, target + load<u32>(targets, 16), columns, mode);
    if (rows & 32) writeRow(a5, b5, target + load<u32>(targets, 20), columns, mode);
  }
}

/**
 * One tile whose columns lie side by side, that is the product with a transposed left operand read in place: step s has tileRows values at
 * source + offsets[s] and eight in the panel. Results go to rows `targetBytes` apart.
 */
export function columnTile(
  offsets: usize,
  steps: i32,
  source: usize,
  panel: usize,
  target: usize,
  targetBytes: usize,
  rows: i32,
  columns: i32,
  mode: i32,
): void {
  let a0 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  let a4 = f32x4.splat(0);
  let b4 = f32x4.splat(0);
  let a5 = f32x4.splat(0);
  let b5 = f32x4.splat(0);
  for (let step = steps; step > 0; step--) {
    const place = source + load<u32>(offsets);
    offsets += 4;
    const low = v128.load(panel);
    const high = v128.load(panel, 16);
    panel += panelRowBytes;
    let value = v128.load32_splat(place);
    a0 = multiplyAdd(value, low, a0);
    b0 = multiplyAdd(value, high, b0);
    value = v128.load32_splat(place, 4);
    a1 = multiplyAdd(value, low, a1);
    b1 = multiplyAdd(value, high, b1);
    value = v128.load32_splat(place, 8);
    a2 = multiplyAdd(value, low, a2);
    b2 = multiplyAdd(value, high, b2);
    value = v128.load32_splat(place, 12);
    a3 = multiplyAdd(value, low, a3);
    b3 = multiplyAdd(value, high, b3);
    if (tileRows == 6) {
      value = v128.load32_splat(place, 16);
      a4 = multiplyAdd(value, low, a4);
      b4 = multiplyAdd(value, high, b4);
      value = v128.load32_splat(place, 20);
      a5 = multiplyAdd(value, low, a5);
      b5 = multiplyAdd(value, high, b5);
    }
  }
  if (columns == panelColumns && rows == allRows) {
    const t0 = target;
    const t1 = target + targetBytes;
    const t2 = target + (targetBytes << 1);
    const t3 = target + targetBytes * 3;
    let t4: usize = 0;
    let t5: usize = 0;
    if (tileRows == 6) {
      t4 = target + (targetBytes << 2);
      t5 = target + targetBytes * 5;
    }
    if (mode & adding) {
      a0 = f32x4.add(v128.load(t0), a0);
      b0 = f32x4.add(v128.load(t0, 16), b0);
      a1 = f32x4.add(v128.load(t1), a1);
      b1 = f32x4.add(v128.load(t1, 16), b1);
      a2 = f32x4.add(v128.load(t2), a2);
      b2 = f32x4.add(v128.load(t2, 16), b2);
      a3 = f32x4.add(v128.load(t3), a3);
      b3 = f32x4.add(v128.load(t3, 16), b3);
      if (tileRows == 6) {
        a4 = f32x4.add(v128.load(t4), a4);
        b4 = f32x4.add(v128.load(t4, 16), b4);
        a5 = f32x4.add(v128.load(t5), a5);
        b5 = f32x4.add(v128.load(t5, 16), b5);
      }
    }
    v128.store(t0, a0);
    v128.store(t0, b0, 16);
    v128.store(t1, a1);
    v128.store(t1, b1, 16);
    v128.store(t2, a2);
    v128.store(t2, b2, 16);
    v128.store(t3, a3);
    v128.store(t3, b3, 16);
    if (tileRows == 6) {
      v128.store(t4, a4);
      v128.store(t4, b4, 16);
      v128.store(t5, a5);
      v128.store(t5, b5, 16);
    }
    return;
  }
  if (rows & 1) writeRow(a0, b0, target, columns, mode);
  if (rows & 2) writeRow(a1, b1, target + targetBytes, columns, mode);
  if (rows & 4) writeRow(a2, b2, target + (targetBytes << 1), columns, mode);
  if (rows & 8) writeRow(a3, b3, target + targetBytes * 3, columns, mode);
  if (tileRows == 6) {
    if (rows & 16) writeRow(a4, b4, target + (targetBytes << 2), columns, mode);
    if (rows & 32) writeRow(a5, b5, target + targetBytes * 5, columns, mode);
  }
}
