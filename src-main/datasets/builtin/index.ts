import type { BuiltinSet } from './builtin.ts';
import { circles } from './circles.ts';
import { glyphs } from './glyphs.ts';
import { houses } from './houses.ts';
import { moons } from './moons.ts';
import { spirals } from './spirals.ts';

/** The registry of built-in sets. A new one is a file and a line here. */
export const builtinSets: readonly BuiltinSet[] = [glyphs, moons, spirals, circles, houses];
