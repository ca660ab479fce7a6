import { generator } from '#shared/random/generator.ts';
import { BUILTIN_SEED } from './builtin.ts';
import { pointSet, type Point } from './points.ts';

/** Squares on each side. */
const SIDE = 4;
const NOISE = 0.01;

/** A point in a square of its class, of a board of 4 × 4 squares from −1 to 1, with a little normal noise across the borders. */
export function checkerboardPoint(seed: number, index: number, classIndex: number): Point {
  const draw = generator(seed, 'checkerboard', 'place');
  const noise = generator(seed, 'checkerboard', 'noise');
  const row = generator(seed, 'checkerboard', 'row').below(index, SIDE);
  const pair = generator(seed, 'checkerboard', 'column').below(index, SIDE / 2);
  const column = 2 * pair + ((row + classIndex) % 2);
  const place = (square: number, at: number): number => (2 * (square + draw.uniform(at))) / SIDE - 1;
  return {
    x: place(column, 2 * index) + NOISE * noise.normal(2 * index),
    y: place(row, 2 * index + 1) + NOISE * noise.normal(2 * index + 1),
  };
}

export const checkerboard = pointSet('checkerboard', 'Checkerboard', 1, (index, classIndex) =>
  checkerboardPoint(BUILTIN_SEED, index, classIndex),
);
