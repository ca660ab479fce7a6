import { ackley } from './ackley.ts';
import { beale } from './beale.ts';
import { cliff } from './cliff.ts';
import { himmelblau } from './himmelblau.ts';
import { longValley } from './longValley.ts';
import { plateau } from './plateau.ts';
import { quadratic } from './quadratic.ts';
import { rastrigin } from './rastrigin.ts';
import { rosenbrock } from './rosenbrock.ts';
import { saddle } from './saddle.ts';
import { sixHumpCamel } from './sixHumpCamel.ts';
import { slopePlateau } from './slopePlateau.ts';
import type { Surface } from './surface.ts';

/** Every surface, from the simplest to the meanest. A new one is one file and one line here. */
export const surfaces: readonly Surface[] = [
  quadratic,
  longValley,
  saddle,
  beale,
  rosenbrock,
  himmelblau,
  sixHumpCamel,
  rastrigin,
  ackley,
  plateau,
  cliff,
  slopePlateau,
] as unknown as readonly Surface[];

export function surfaceById(id: string): Surface | null {
  return surfaces.find((surface) => surface.id === id) ?? null;
}
