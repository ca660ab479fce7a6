import type { BrowserWindow } from 'electron';
import type { Appearance } from './appearance.ts';
import { createPowerSaver } from './power.ts';
import { showTaskbarProgress } from './taskbar.ts';

/** Shows that something trains, everywhere outside the page: power saver, menu, taskbar. Fraction 0 … 1, or null while nothing trains. */
export type ShowTraining = (fraction: number | null) => void;

/** Nothing trains yet. */
export function createTrainingIndicator(
  appearance: Pick<Appearance, 'setTraining'>,
  window: () => BrowserWindow | null,
): ShowTraining {
  const power = createPowerSaver();
  return (fraction) => {
    power.setTraining(fraction !== null);
    appearance.setTraining(fraction !== null);
    showTaskbarProgress(window(), fraction);
  };
}
