import { shapeSize } from '../layers/kind.ts';
import type { Generator } from '../random/generator.ts';
import { biasParam, defineInitializer, scaleParam, type Kernel } from './initializer.ts';

/** Multiplications it may take: some ten seconds. A kernel of 1024 × 1024 needs half of them. */
const MOST_WORK = 4e9;

/** Orthonormal columns (rows, where a kernel has fewer rows than columns) of the kernel as [everything, units], times the scale. */
export const orthogonal = defineInitializer({
  id: 'orthogonal',
  source: 'Saxe, McClelland & Ganguli 2014',
  params: { scale: scaleParam(), bias: biasParam },
  fill: (kernel, random, { scale }) => {
    const { rows, units } = sides(kernel);
    const isTall = rows >= units;
    const [count, length] = isTall ? [units, rows] : [rows, units];
    const vectors = orthonormalVectors(random, count, length);
    return (index) => {
      const [row, unit] = [Math.floor(index / units), index % units];
      return vectors[isTall ? unit * length + row : row * length + unit]! * scale;
    };
  },
});

/** True where making the kernel orthogonal would take minutes. */
export function isTooLargeForOrthogonal(kernel: Kernel): boolean {
  const { rows, units } = sides(kernel);
  return 2 * Math.min(rows, units) ** 2 * Math.max(rows, units) > MOST_WORK;
}

function sides({ shape }: Kernel): { rows: number; units: number } {
  const units = shape.at(-1)!;
  return { rows: shapeSize(shape) / units, units };
}

/**
 * `count` orthonormal vectors one after the other: normal draws through Gram–Schmidt, each made orthogonal twice so that float64 is
 * used up. Positive lengths make it the QR decomposition with a positive diagonal, so every direction is equally likely.
 */
function orthonormalVectors(random: Generator, count: number, length: number): Float64Array {
  const all = Float64Array.from({ length: count * length }, (_, index) => random.normal(index));
  for (let own = 0; own < count; own++) {
    const vector = all.subarray(own * length, (own + 1) * length);
    for (let pass = 0; pass < 2; pass++)
      for (let other = 0; other < own; other++) takeAway(vector, all.subarray(other * length, (other + 1) * length));
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < length; i++) vector[i]! /= norm;
  }
  return all;
}

function takeAway(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i]! -= share * unit[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let [even, odd] = [0, 0];
  const pairs = a.length - (a.length % 2);
  // Two sums side by side: one would wait for itself at every step.
  for (let i = 0; i < pairs; i += 2) {
    even += a[i]! * b[i]!;
    odd += a[i + 1]! * b[i + 1]!;
  }
  return even + odd + (pairs < a.length ? a[pairs]! * b[pairs]! : 0);
}
