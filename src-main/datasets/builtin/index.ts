import type { BuiltinSet } from './builtin.ts';
import { checkerboard } from './checkerboard.ts';
import { circles } from './circles.ts';
import { glyphs } from './glyphs.ts';
import { homes } from './homes.ts';
import { houses } from './houses.ts';
import { moons } from './moons.ts';
import { reviews } from './reviews.ts';
import { spirals } from './spirals.ts';
import { weather } from './weather.ts';

/** The registry of built-in sets. A new one is a file and a line here. */
export const builtinSets: readonly BuiltinSet[] = [
  glyphs,
  moons,
  spirals,
  circles,
  checkerboard,
  houses,
  homes,
  weather,
  reviews,
];
