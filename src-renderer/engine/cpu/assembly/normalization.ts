/*
 * Batch and layer normalisation. A matrix [rows, columns] is normalised along its columns with the moments of the batch, or along its rows with
 * those of the row. Sums end in float64; variances are of the deviations from the mean, never a difference of squares.
 */
import { align, scratch } from './memory';
import { addTotals, sumRows } from './reductions';

/** Columns that are summed at once: their totals lie in float64 at `totals`. */
const stripColumns: i32 = 512;
/** Rows that are summed in float32 before they are added to the totals. */
const blockRows: i32 = 64;
const totals: usize = memory.data(4096, 16);

/** Bytes of scratch memory that the normalisations of so many columns need. */
export function normalizationScratch(columns: i32): f64 {
  return <f64>(3 * align((<usize>columns) << 3) + 64);
}

/** mean[columns] and variance[columns] (divided by the rows) of x[rows,columns]. */
export function columnMoments(x: usize, rows: i32, columns: i32, mean: usize, variance: usize): void {
  sumRows(x, rows, columns, mean);
  divideAll(mean, columns, <f32>rows);
  sumDeviations(x, 0, rows, columns, mean, variance);
  divideAll(variance, columns, <f32>rows);
}

/** out[columns] = Σ over rows of (x − mean) · g, where g is dy, or x − mean again where dy is 0. */
function sumDeviations(x: usize, dy: usize, rows: i32, columns: i32, mean: usize, out: usize): void {
  for (let column = 0; column < columns; column += stripColumns) {
    const count = min(stripColumns, columns - column);
    const place = (<usize>column) << 2;
    memory.fill(totals, 0, (<usize>count) << 3);
    for (let row = 0; row < rows; row += blockRows) {
      const from = (<usize>row * <usize>columns) << 2;
      const g = dy ? dy + from + place : 0;
      addDeviations(x + from + place, g, min(blockRows, rows - row), count, (<usize>columns) << 2, mean + place);
    }
    for (let each = 0; each < count; each++) {
      store<f32>(out + place + ((<usize>each) << 2), <f32>load<f64>(totals + ((<usize>each) << 3)));
    }
  }
}

function addDeviations(x: usize, dy: usize, rows: i32, columns: i32, rowBytes: usize, mean: usize): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const at = (<usize>column) << 2;
    const middle = v128.load(mean + at);
    let sum = f32x4.splat(0);
    let place = at;
    for (let row = rows; row > 0; row--) {
      const deviation = f32x4.sub(v128.load(x + place), middle);
      sum = f32x4.add(sum, f32x4.mul(deviation, dy ? v128.load(dy + place) : deviation));
      place += rowBytes;
    }
    addTotals(totals + (at << 1), sum);
  }
  for (; column < columns; column++) {
    const at = (<usize>column) << 2;
    const middle = load<f32>(mean + at);
    let sum: f32 = 0;
    let place = at;
    for (let row = rows; row > 0; row--) {
      const deviation = load<f32>(x + place) - middle;
      sum += deviation * (dy ? load<f32>(dy + place) : deviation);
      place += rowBytes;
    }
    store<f64>(totals + (at << 1), load<f64>(totals + (at << 1)) + <f64>sum);
  }
}

function divideAll(x: usize, count: i32, by: f32): void {
  for (let each = 0; each < count; each++) {
    store<f32>(x, load<f32>(x) / by);
    x += 4;
  }
}

/** y = gamma (x − mean) / √(variance + epsilon) + beta along the columns of [rows,columns]; y may be x. */
export function normalizeColumns(
  x: usize,
  y: usize,
  rows: i32,
  columns: i32,
  mean: usize,
  variance: usize,
  gamma: usize,
  beta: usize,
  epsilon: f64,
): void {
  const factors = align(scratch());
  for (let place: usize = 0; place < (<usize>columns) << 2; place += 4) {
    store<f32>(factors + place, <f32>(<f64>load<f32>(gamma + place) * inverse(variance + place, epsilon)));
  }
  for (let row = rows; row > 0; row--) {
    let column = 0;
    let place: usize = 0;
    for (; column + 4 <= columns; column += 4) {
      const deviation = f32x4.sub(v128.load(x + place), v128.load(mean + place));
      v128.store(y + place, f32x4.add(f32x4.mul(deviation, v128.load(factors + place)), v128.load(beta + place)));
      place += 16;
    }
    for (; column < columns; column++) {
      const deviation = load<f32>(x + place) - load<f32>(mean + place);
      store<f32>(y + place, deviation * load<f32>(factors + place) + load<f32>(beta + place));
      place += 4;
    }
    x += place;
    y += place;
  }
}

/** 1 / √(variance + epsilon) of the variance at this address. */
function inverse(variance: usize, epsilon: f64): f64 {
  return 1 / sqrt(<f64>load<f32>(variance) + epsilon);
}

/** dGamma[columns] = Σ dy (x − mean) / √(variance + epsilon) and dBeta[columns] = Σ dy. */
export function normalizeColumnsWeightGradients(
  x: usize,
  dy: usize,
  rows: i32,
  columns: i32,
  mean: usize,
  variance: usize,
  epsilon: f64,
  dGamma: usize,
  dBeta: usize,
): void {
  sumRows(dy, rows, columns, dBeta);
  sumDeviations(x, dy, rows, columns, mean, dGamma);
  for (let place: usize = 0; place < (<usize>columns) << 2; place += 4) {
    store<f32>(dGamma + place, <f32>(<f64>load<f32>(dGamma + place) * inverse(variance + place, epsilon)));
  }
}

/**
 * dx through the statistics of the batch (Ioffe & Szegedy 2015), told by the two gradients above:
 * gamma / √(variance + epsilon) · (dy − dBeta / rows − x̂ dGamma / rows); dx may be dy.
 */
export function normalizeColumnsGradient(
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  mean: usize,
  variance: usize,
  gamma: usize,
  epsilon: f64,
  dGamma: usize,
  dBeta: usize,
): void {
  const bytes = (<usize>columns) << 2;
  const factors = align(scratch());
  const offsets = align(factors + bytes);
  const slopes = align(offsets + bytes);
  for (let place: usize = 0; place < bytes; place += 4) {
    const scale = inverse(variance + place, epsilon);
    store<f32>(factors + place, <f32>(<f64>load<f32>(gamma + place) * scale));
    store<f32>(offsets + place, <f32>(<f64>load<f32>(dBeta + place) / <f64>rows));
    store<f32>(slopes + place, <f32>((<f64>load<f32>(dGamma + place) * scale) / <f64>rows));
  }
  for (let row = rows; row > 0; row--) {
    let column = 0;
    let place: usize = 0;
    for (; column + 4 <= columns; column += 4) {
      const deviation = f32x4.sub(v128.load(x + place), v128.load(mean + place));
      const rest = f32x4.sub(v128.load(dy + place), v128.load(offsets + place));
      const inner = f32x4.sub(rest, f32x4.mul(deviation, v128.load(slopes + place)));
      v128.store(dx + place, f32x4.mul(inner, v128.load(factors + place)));
      place += 16;
    }
    for (; column < columns; column++) {
      const deviation = load<f32>(x + place) - load<f32>(mean + place);
      const inner = load<f32>(dy + place) - load<f32>(offsets + place) - deviation * load<f32>(slopes + place);
      store<f32>(dx + place, inner * load<f32>(factors + place));
      place += 4;
    }
    x += place;
    dy += place;
    dx += place;
  }
}

/** running = momentum · running + (1 − momentum) · batch, for every column. */
export function updateRunning(running: usize, batch: usize, count: i32, momentum: f64): void {
  for (let each = 0; each < count; each++) {
    const value = momentum * <f64>load<f32>(running) + (1 - momentum) * <f64>load<f32>(batch);
    store<f32>(running, <f32>value);
    running += 4;
    batch += 4;
  }
}

/** y = gamma (x − mean) / √(variance + epsilon) + beta along every row; `moments` receives mean and 1 / √(variance + epsilon) of each row. */
export function normalizeRows(
  x: usize,
  y: usize,
  rows: i32,
  columns: i32,
  gamma: usize,
  beta: usize,
  epsilon: f64,
  moments: usize,
): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = rows; row > 0; row--) {
    let sum: f64 = 0;
    for (let place: usize = 0; place < rowBytes; place += 4) sum += <f64>load<f32>(x + place);
    const mean = sum / <f64>columns;
    let squares: f64 = 0;
    for (let place: usize = 0; place < rowBytes; place += 4) {
      const deviation = <f64>load<f32>(x + place) - mean;
      squares += deviation * deviation;
    }
    store<f32>(moments, <f32>mean);
    store<f32>(moments, <f32>(1 / sqrt(squares / <f64>columns + epsilon)), 4);
    const middle = f32x4.splat(load<f32>(moments));
    const scale = f32x4.splat(load<f32>(moments, 4));
    let place: usize = 0;
    for (; place + 16 <= rowBytes; place += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + place), middle), scale);
      v128.store(y + place, f32x4.add(f32x4.mul(normal, v128.load(gamma + place)), v128.load(beta + place)));
    }
    for (; place < rowBytes; place += 4) {
      const normal = (load<f32>(x + place) - load<f32>(moments)) * load<f32>(moments, 4);
      store<f32>(y + place, normal * load<f32>(gamma + place) + load<f32>(beta + place));
    }
    x += rowBytes;
    y += rowBytes;
    moments += 8;
  }
}

/** dGamma[columns] = Σ over rows of dy x̂, dBeta[columns] = Σ dy. */
export function normalizeRowsWeightGradients(
  x: usize,
  dy: usize,
  rows: i32,
  columns: i32,
  moments: usize,
  dGamma: usize,
  dBeta: usize,
): void {
  sumRows(dy, rows, columns, dBeta);
  const rowBytes = (<usize>columns) << 2;
  const sums = align(scratch());
  memory.fill(sums, 0, rowBytes << 1);
  for (let row = rows; row > 0; row--) {
    const mean = <f64>load<f32>(moments);
    const scale = <f64>load<f32>(moments, 4);
    for (let place: usize = 0; place < rowBytes; place += 4) {
      const at = sums + (place << 1);
      const normal = (<f64>load<f32>(x + place) - mean) * scale;
      store<f64>(at, load<f64>(at) + <f64>load<f32>(dy + place) * normal);
    }
    x += rowBytes;
    dy += rowBytes;
    moments += 8;
  }
  for (let place: usize = 0; place < rowBytes; place += 4) {
    store<f32>(dGamma + place, <f32>load<f64>(sums + (place << 1)));
  }
}

/** dx = (g − mean(g) − x̂ mean(g x̂)) / √(variance + epsilon) along every row, g = dy · gamma; dx may be dy. */
export function normalizeRowsGradient(
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  gamma: usize,
  moments: usize,
): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = rows; row > 0; row--) {
    const mean = <f64>load<f32>(moments);
    const scale = <f64>load<f32>(moments, 4);
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let place: usize = 0; place < rowBytes; place += 4) {
      const g = <f64>load<f32>(dy + place) * <f64>load<f32>(gamma + place);
      sum += g;
      product += g * (<f64>load<f32>(x + place) - mean) * scale;
    }
    sum /= <f64>columns;
    product /= <f64>columns;
    for (let place: usize = 0; place < rowBytes; place += 4) {
      const g = <f64>load<f32>(dy + place) * <f64>load<f32>(gamma + place);
      const normal = (<f64>load<f32>(x + place) - mean) * scale;
      store<f32>(dx + place, <f32>(scale * (g - sum - normal * product)));
    }
    x += rowBytes;
    dy += rowBytes;
    dx += rowBytes;
    moments += 8;
  }
}
