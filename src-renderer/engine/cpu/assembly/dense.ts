/* The fully connected layer. */
import { activate } from './activations';
import { gemm } from './gemm';

/** y[rows,units] = activation(x[rows,inputs] w[inputs,units] + bias[units]). */
export function dense(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  rows: i32,
  inputs: i32,
  units: i32,
  activation: i32,
): void {
  gemm(0, 0, rows, units, inputs, x, w, y, 0);
  addToRows(y, bias, rows, units);
  if (activation != 0) activate(activation, y, y, rows * units);
}

/** y[rows,columns] += added[columns] in every row. */
export function addToRows(y: usize, added: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) addValues(y + <usize>row * rowBytes, added, columns);
}

/** target += source. */
function addValues(target: usize, source: usize, count: i32): void {
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
