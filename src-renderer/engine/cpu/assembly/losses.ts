/*
 * Losses from logits, in float64 row by row: exact where a clipped version saturates, and the gradient is rounded once. The twins of
 * src-shared/losses.
 */

function writeSums(sums: usize, loss: f64, score: f64): void {
  store<f64>(sums, loss);
  store<f64>(sums, score, 8);
}

/** −log softmax(z)[y], one class index per row; a class that does not exist makes the loss no number. */
export function categoricalCrossentropy(
  logits: usize,
  targets: usize,
  dLogits: usize,
  sums: usize,
  rows: i32,
  units: i32,
): void {
  let loss: f64 = 0;
  let right: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const target = <i32>load<f32>(targets + ((<usize>row) << 2));
    const best = bestUnit(logits, units);
    const largest = <f64>load<f32>(logits + ((<usize>best) << 2));
    let total: f64 = 0;
    for (let unit: usize = 0; unit < <usize>units; unit++) {
      total += Math.exp(<f64>load<f32>(logits + (unit << 2)) - largest);
    }
    const exists = target >= 0 && target < units;
    const own = exists ? <f64>load<f32>(logits + ((<usize>target) << 2)) : NaN;
    loss += Math.log(total) + (largest - own);
    if (best == target) right += 1;
    if (dLogits) {
      writeGradient(logits, dLogits, units, target, largest, total, rows);
      dLogits += (<usize>units) << 2;
    }
    logits += (<usize>units) << 2;
  }
  writeSums(sums, loss, right);
}

/** The unit with the largest logit, the first of equals. */
function bestUnit(logits: usize, units: i32): i32 {
  let best = 0;
  let largest = load<f32>(logits);
  for (let unit = 1; unit < units; unit++) {
    const value = load<f32>(logits + ((<usize>unit) << 2));
    if (value > largest || value != value) {
      best = unit;
      largest = value;
    }
  }
  return best;
}

function writeGradient(
  logits: usize,
  dLogits: usize,
  units: i32,
  target: i32,
  largest: f64,
  total: f64,
  rows: i32,
): void {
  for (let unit = 0; unit < units; unit++) {
    const share = Math.exp(<f64>load<f32>(logits) - largest) / total;
    store<f32>(dLogits, <f32>((share - (unit == target ? 1 : 0)) / <f64>rows));
    logits += 4;
    dLogits += 4;
  }
}

/** max(z, 0) − z y + log(1 + e^−|z|): one logit per row, class 0 or 1. */
export function binaryCrossentropy(
  logits: usize,
  targets: usize,
  dLogits: usize,
  sums: usize,
  rows: i32,
  units: i32,
): void {
  let loss: f64 = 0;
  let right: f64 = 0;
  const count = <usize>rows * <usize>units;
  for (let each: usize = 0; each < count; each++) {
    const z = <f64>load<f32>(logits + (each << 2));
    const y = <f64>load<f32>(targets + (each << 2));
    const power = Math.exp(-Math.abs(z));
    // Math.max of AssemblyScript keeps what is no number.
    loss += Math.max(z, 0) - z * y + Math.log1p(power);
    if ((z > 0 ? 1 : 0) == y) right += 1;
    const share = (z >= 0 ? 1 : power) / (1 + power);
    if (dLogits) store<f32>(dLogits + (each << 2), <f32>((share - y) / <f64>rows));
  }
  writeSums(sums, loss, right);
}

/** Mean over the units of (z − y)²; the score is the mean of |z − y|. One target for every logit. */
export function meanSquaredError(
  logits: usize,
  targets: usize,
  dLogits: usize,
  sums: usize,
  rows: i32,
  units: i32,
): void {
  let squares: f64 = 0;
  let sizes: f64 = 0;
  const count = <usize>rows * <usize>units;
  const size = <f64>count;
  for (let each: usize = 0; each < count; each++) {
    const error = <f64>load<f32>(logits + (each << 2)) - <f64>load<f32>(targets + (each << 2));
    squares += error * error;
    sizes += Math.abs(error);
    if (dLogits) store<f32>(dLogits + (each << 2), <f32>((2 * error) / size));
  }
  writeSums(sums, squares / <f64>units, sizes / <f64>units);
}

/** Mean over the units of |z − y|, which is the score as well; the gradient at 0 is 0. One target for every logit. */
export function meanAbsoluteError(
  logits: usize,
  targets: usize,
  dLogits: usize,
  sums: usize,
  rows: i32,
  units: i32,
): void {
  let sizes: f64 = 0;
  const count = <usize>rows * <usize>units;
  const size = <f64>count;
  for (let each: usize = 0; each < count; each++) {
    const error = <f64>load<f32>(logits + (each << 2)) - <f64>load<f32>(targets + (each << 2));
    sizes += Math.abs(error);
    // Not Math.sign: 0 / 0 must stay no number.
    const sign = error > 0 ? 1.0 : error < 0 ? -1.0 : error * 0;
    if (dLogits) store<f32>(dLogits + (each << 2), <f32>(sign / size));
  }
  writeSums(sums, sizes / <f64>units, sizes / <f64>units);
}

/** Mean over the units of ½e² up to |e| = δ, from there on δ(|e| − ½δ); the score is the mean of |e|. One target for every logit. */
export function huber(
  logits: usize,
  targets: usize,
  dLogits: usize,
  sums: usize,
  rows: i32,
  units: i32,
  delta: f64,
): void {
  let loss: f64 = 0;
  let sizes: f64 = 0;
  const count = <usize>rows * <usize>units;
  const size = <f64>count;
  for (let each: usize = 0; each < count; each++) {
    const error = <f64>load<f32>(logits + (each << 2)) - <f64>load<f32>(targets + (each << 2));
    const distance = Math.abs(error);
    sizes += distance;
    loss += distance > delta ? delta * (distance - 0.5 * delta) : 0.5 * error * error;
    // Math.min and Math.max of AssemblyScript keep what is no number.
    if (dLogits) store<f32>(dLogits + (each << 2), <f32>(Math.min(Math.max(error, -delta), delta) / size));
  }
  writeSums(sums, loss / <f64>units, sizes / <f64>units);
}

/** max(1 − s z, 0), s = −1 for class 0 and 1 for class 1: one logit per row. */
export function hinge(logits: usize, targets: usize, dLogits: usize, sums: usize, rows: i32, units: i32): void {
  let loss: f64 = 0;
  let right: f64 = 0;
  const count = <usize>rows * <usize>units;
  for (let each: usize = 0; each < count; each++) {
    const z = <f64>load<f32>(logits + (each << 2));
    const y = <f64>load<f32>(targets + (each << 2));
    const side: f64 = y == 1 ? 1 : -1;
    const short = 1 - side * z;
    loss += Math.max(short, 0);
    if ((z > 0 ? 1 : 0) == y) right += 1;
    const slope = short > 0 ? -side : short * 0;
    if (dLogits) store<f32>(dLogits + (each << 2), <f32>(slope / <f64>rows));
  }
  writeSums(sums, loss, right);
}

/** Below this z the softplus is e^z to the last bit, and its logarithm z. */
const flat: f64 = -40;

/** Mean over the units of λ − y log λ with λ = softplus(z); the score is the mean of |λ − y|. One target for every logit. */
export function poisson(logits: usize, targets: usize, dLogits: usize, sums: usize, rows: i32, units: i32): void {
  let loss: f64 = 0;
  let sizes: f64 = 0;
  const count = <usize>rows * <usize>units;
  const size = <f64>count;
  for (let each: usize = 0; each < count; each++) {
    const z = <f64>load<f32>(logits + (each << 2));
    const y = <f64>load<f32>(targets + (each << 2));
    const power = Math.exp(-Math.abs(z));
    const rate = Math.max(z, 0) + Math.log1p(power);
    const share = (z >= 0 ? 1 : power) / (1 + power);
    const isFlat = z < flat;
    loss += rate - y * (isFlat ? z : Math.log(rate));
    sizes += Math.abs(rate - y);
    if (dLogits) store<f32>(dLogits + (each << 2), <f32>((share - y * (isFlat ? 1 : share / rate)) / size));
  }
  writeSums(sums, loss / <f64>units, sizes / <f64>units);
}

/** Under the root of the length: what has no length has no direction. */
const shortest: f64 = 1e-12;

/** −z[y] / ‖z‖, one class index per row; a class that does not exist makes the loss no number. */
export function cosineSimilarity(
  logits: usize,
  targets: usize,
  dLogits: usize,
  sums: usize,
  rows: i32,
  units: i32,
): void {
  let loss: f64 = 0;
  let right: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const target = <i32>load<f32>(targets + ((<usize>row) << 2));
    let squares: f64 = 0;
    for (let unit: usize = 0; unit < <usize>units; unit++) {
      const value = <f64>load<f32>(logits + (unit << 2));
      squares += value * value;
    }
    const length = Math.sqrt(Math.max(squares, shortest));
    const exists = target >= 0 && target < units;
    const own = exists ? <f64>load<f32>(logits + ((<usize>target) << 2)) : NaN;
    loss -= own / length;
    if (bestUnit(logits, units) == target) right += 1;
    if (dLogits) {
      // Below the shortest length it is a constant; what is no number stays none.
      const along = squares < shortest ? 0 : own / (length * length * length);
      for (let unit = 0; unit < units; unit++) {
        const at = (<usize>unit) << 2;
        const turned = along * <f64>load<f32>(logits + at) - (unit == target ? 1 / length : 0);
        store<f32>(dLogits + at, <f32>(turned / <f64>rows));
      }
      dLogits += (<usize>units) << 2;
    }
    logits += (<usize>units) << 2;
  }
  writeSums(sums, loss, right);
}
