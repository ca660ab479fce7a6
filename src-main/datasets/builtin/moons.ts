import { generator } from '#shared/random/generator.ts';
import { BUILTIN_SEED } from './builtin.ts';
import { pointSet, type Point } from './points.ts';

const NOISE = 0.15;

/** Two half circles of radius 1 that reach into each other, with normal noise; the classic of scikit-learn's `make_moons`. */
export function moonPoint(seed: number, index: number, classIndex: number): Point {
  const angle = Math.PI * generator(seed, 'moons', 'angle').uniform(index);
  const noise = generator(seed, 'moons', 'noise');
  const x = classIndex === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
  const y = classIndex === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
  return { x: x + NOISE * noise.normal(2 * index), y: y + NOISE * noise.normal(2 * index + 1) };
}

export const moons = pointSet('moons', 'Two moons', 1, (index, classIndex) =>
  moonPoint(BUILTIN_SEED, index, classIndex),
);
