import { generator } from '#shared/random/generator.ts';
import { BUILTIN_SEED } from './builtin.ts';
import { pointSet, type Point } from './points.ts';

const NOISE = 0.025;
const TURNS = 1.5;
const INNER_RADIUS = 0.08;

/** Two arms of an Archimedean spiral, half a turn apart, evenly filled along their length, with normal noise. */
export function spiralPoint(seed: number, index: number, classIndex: number): Point {
  // The square root spreads the points evenly: an arm grows longer with its radius.
  const along = Math.sqrt(generator(seed, 'spirals', 'along').uniform(index));
  const noise = generator(seed, 'spirals', 'noise');
  const radius = INNER_RADIUS + (1 - INNER_RADIUS) * along;
  const angle = 2 * Math.PI * TURNS * along + Math.PI * classIndex;
  return {
    x: radius * Math.cos(angle) + NOISE * noise.normal(2 * index),
    y: radius * Math.sin(angle) + NOISE * noise.normal(2 * index + 1),
  };
}

export const spirals = pointSet('spirals', 'Two spirals', 1, (index, classIndex) =>
  spiralPoint(BUILTIN_SEED, index, classIndex),
);
