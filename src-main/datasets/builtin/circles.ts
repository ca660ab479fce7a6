import { generator } from '#shared/random/generator.ts';
import { BUILTIN_SEED } from './builtin.ts';
import { pointSet, type Point } from './points.ts';

const NOISE = 0.1;
const radii = [0.5, 1] as const;

/** A circle inside another, with normal noise. */
export function circlePoint(seed: number, index: number, classIndex: number): Point {
  const angle = 2 * Math.PI * generator(seed, 'circles', 'angle').uniform(index);
  const noise = generator(seed, 'circles', 'noise');
  const radius = radii[classIndex] ?? 1;
  return {
    x: radius * Math.cos(angle) + NOISE * noise.normal(2 * index),
    y: radius * Math.sin(angle) + NOISE * noise.normal(2 * index + 1),
  };
}

export const circles = pointSet('circles', 'Two circles', 1, (index, classIndex) =>
  circlePoint(BUILTIN_SEED, index, classIndex),
);
