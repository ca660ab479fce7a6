/* Sums in a fixed order, and the element-wise operations of clipping. */

/** Columns that are summed at once: their totals lie in float64 at `totals`. */
const stripColumns: i32 = 512;
/** Rows that are summed in float32 before they are added to the totals: bounds the rounding error. */
const blockRows: i32 = 64;
const totals: usize = memory.data(4096, 16);

/** out[columns] = Σ over rows of x[rows,columns]. */
export function sumRows(x: usize, rows: i32, columns: i32, out: usize): void {
  const rowBytes = (<usize>columns) << 2;
  for (let column = 0; column < columns; column += stripColumns) {
    const count = min(stripColumns, columns - column);
    memory.fill(totals, 0, (<usize>count) << 3);
    for (let row = 0; row < rows; row += blockRows) {
      addBlock(x + <usize>row * rowBytes + ((<usize>column) << 2), min(blockRows, rows - row), count, rowBytes);
    }
    for (let each = 0; each < count; each++) {
      const at = <usize>(column + each);
      store<f32>(out + (at << 2), <f32>load<f64>(totals + ((<usize>each) << 3)));
    }
  }
}

/** Adds a block of rows to the totals: sixteen columns at a time, then four, then one. */
function addBlock(x: usize, rows: i32, columns: i32, rowBytes: usize): void {
  let column = 0;
  for (; column + 16 <= columns; column += 16) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let place = x + ((<usize>column) << 2);
    for (let row = rows; row > 0; row--) {
      a = f32x4.add(a, v128.load(place));
      b = f32x4.add(b, v128.load(place, 16));
      c = f32x4.add(c, v128.load(place, 32));
      d = f32x4.add(d, v128.load(place, 48));
      place += rowBytes;
    }
    const total = totals + ((<usize>column) << 3);
    addTotals(total, a);
    addTotals(total + 32, b);
    addTotals(total + 64, c);
    addTotals(total + 96, d);
  }
  for (; column + 4 <= columns; column += 4) {
    let a = f32x4.splat(0);
    let place = x + ((<usize>column) << 2);
    for (let row = rows; row > 0; row--) {
      a = f32x4.add(a, v128.load(place));
      place += rowBytes;
    }
    addTotals(totals + ((<usize>column) << 3), a);
  }
  for (; column < columns; column++) {
    let a: f32 = 0;
    let place = x + ((<usize>column) << 2);
    for (let row = rows; row > 0; row--) {
      a += load<f32>(place);
      place += rowBytes;
    }
    const total = totals + ((<usize>column) << 3);
    store<f64>(total, load<f64>(total) + <f64>a);
  }
}

/** Adds four float32 to four float64. */
export function addTotals(total: usize, values: v128): void {
  v128.store(total, f64x2.add(v128.load(total), f64x2.promote_low_f32x4(values)));
  const high = v128.shuffle<f32>(values, values, 2, 3, 2, 3);
  v128.store(total, f64x2.add(v128.load(total, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** Σ x² in float64, added up in a fixed order: four running sums, then their sum, then what is left over. */
export function sumSquares(x: usize, count: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let left = count;
  for (; left >= 4; left -= 4) {
    const low = f64x2.promote_low_f32x4(v128.load64_zero(x));
    const high = f64x2.promote_low_f32x4(v128.load64_zero(x, 8));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
    x += 16;
  }
  const sums = f64x2.add(even, odd);
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; left > 0; left--) {
    const value = <f64>load<f32>(x);
    total += value * value;
    x += 4;
  }
  return total;
}

/** g += l1 · sign(w) + 2 · l2 · w: what a penalty on the weights adds to their gradient. */
export function addPenalty(w: usize, g: usize, count: i32, l1: f32, l2: f32): void {
  const twice: f32 = l2 + l2;
  for (let left = count; left > 0; left--) {
    const value = load<f32>(w);
    const sign: f32 = value > 0 ? 1 : value < 0 ? -1 : 0;
    store<f32>(g, load<f32>(g) + (l1 * sign + twice * value));
    w += 4;
    g += 4;
  }
}

/** x = x · factor. */
export function scale(x: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(x, f32x4.mul(v128.load(x), factors));
    x += 16;
  }
  for (; left > 0; left--) {
    store<f32>(x, load<f32>(x) * factor);
    x += 4;
  }
}

/** x = min(max(x, −limit), limit); what is no number stays none. */
export function clipValue(x: usize, count: i32, limit: f32): void {
  const upper = f32x4.splat(limit);
  const lower = f32x4.splat(-limit);
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(x, f32x4.pmin(f32x4.pmax(v128.load(x), lower), upper));
    x += 16;
  }
  for (; left > 0; left--) {
    store<f32>(x, min<f32>(max<f32>(load<f32>(x), -limit), limit));
    x += 4;
  }
}
