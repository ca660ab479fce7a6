import { StudioError } from '../result.ts';
import { activationTable } from './activationTable.ts';
import { constant } from './constant.ts';
import { glorotNormal } from './glorotNormal.ts';
import { glorotUniform } from './glorotUniform.ts';
import { heNormal } from './heNormal.ts';
import { heUniform } from './heUniform.ts';
import type { Initializer } from './initializer.ts';
import { inverseSqrtFanIn } from './inverseSqrtFanIn.ts';
import { lecunNormal } from './lecunNormal.ts';
import { lecunUniform } from './lecunUniform.ts';
import { orthogonal } from './orthogonal.ts';
import { tooLarge } from './tooLarge.ts';
import { zeros } from './zeros.ts';

/** Every way to draw start weights, those worth choosing first, those worth seeing fail last. */
export const initializers: readonly Initializer[] = [
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  inverseSqrtFanIn,
  activationTable,
  orthogonal,
  constant,
  zeros,
  tooLarge,
] as unknown as readonly Initializer[];

/** What an experiment without a choice starts with. */
export const USUAL_INITIALIZER = glorotUniform.id;

/** The initialiser of this id. Throws `initializerUnknown`. */
export function initializer(id: string): Initializer {
  const found = initializers.find((candidate) => candidate.id === id);
  if (!found)
    throw new StudioError('initializerUnknown', { value: id, known: initializers.map((each) => each.id).join(', ') });
  return found;
}
