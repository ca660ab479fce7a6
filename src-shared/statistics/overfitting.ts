import type { EpochRecord } from '../domain/run.ts';

/** The validation loss must have risen by this share of its lowest value: less is noise of few validation rows. */
const RISE = 0.02;

/**
 * The epoch of the lowest validation loss of a run that has begun to learn by heart: since then the validation loss has risen while the training
 * loss went on falling (Goodfellow, Bengio & Courville 2016, fig. 7.3). Null where it has not, or where nothing was validated.
 */
export function overfittingSince(epochs: readonly EpochRecord[]): number | null {
  let best: EpochRecord | null = null;
  let last: EpochRecord | null = null;
  for (const record of epochs) {
    if (record.valLoss === null || record.loss === null) continue;
    last = record;
    if (!best || record.valLoss < best.valLoss!) best = record;
  }
  if (!best || !last || last.epoch === best.epoch) return null;
  const hasRisen = last.valLoss! - best.valLoss! > RISE * Math.abs(best.valLoss!);
  return hasRisen && last.loss! < best.loss! ? best.epoch : null;
}
