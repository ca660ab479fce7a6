/* The fully connected layer. */
import { activate } from './activations';
import { gemm } from './gemm';
import { addValues } from './memory';

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
