import { StudioError } from '../result.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import type { Loss } from './loss.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';

/** Every loss the studio trains with. A new one is one file here, one in the engine, and a line in each index. */
export const losses: readonly Loss[] = [
  categoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
];

export const lossIds: readonly string[] = losses.map((loss) => loss.id);

/** The loss with this id; throws `lossUnknown` naming the known ones. */
export function lossById(id: string): Loss {
  const found = losses.find((loss) => loss.id === id);
  if (!found) throw new StudioError('lossUnknown', { value: id, known: lossIds.join(', ') });
  return found;
}
