import type { EpochRecord } from '../domain/run.ts';

/** The validation loss must have risen by this share of its lowest value: less is noise of few validation rows. */
const RISE = 0.02;

/** So large a share of all measured epochs must lie behind the lowest one: a curve that jumps has its lowest value somewhere near the end. */
const BEHIND = 0.1;
const LEAST_BEHIND = 2;

/**
 * The epoch of the lowest validation loss of a run that has begun to learn by heart: since then the validation loss has risen while the training
 * loss went on falling (Goodfellow, Bengio & Courville 2016, fig. 7.3). Null where it has not, or where nothing was validated.
 */
export function overfittingSince(epochs: readonly EpochRecord[]): number | null {
  let best: EpochRecord | null = null;
  let last: EpochRecord | null = null;
  let [measured, behind] = [0, 0];
  for (const record of epochs) {
    if (record.valLoss === null || record.loss === null) continue;
    last = record;
    measured += 1;
    behind += 1;
    if (best && record.valLoss >= best.valLoss!) continue;
    best = record;
    behind = 0;
  }
  if (!best || !last || behind < Math.max(LEAST_BEHIND, BEHIND * measured)) return null;
  const hasRisen = last.valLoss! - best.valLoss! > RISE * Math.abs(best.valLoss!);
  return hasRisen && last.loss! < best.loss! ? best.epoch : null;
}
