import { powerMonitor, powerSaveBlocker } from 'electron';

/** Keeps the machine awake while something trains. */
export interface PowerSaver {
  setTraining(isTraining: boolean): void;
}

/** At most one blocker at a time; the screen may still go dark. */
export function createPowerSaver(): PowerSaver {
  let id: number | null = null;
  return {
    setTraining(isTraining) {
      if (isTraining && id === null) id = powerSaveBlocker.start('prevent-app-suspension');
      if (!isTraining && id !== null) {
        powerSaveBlocker.stop(id);
        id = null;
      }
    },
  };
}

/** Calls back when the machine is about to sleep; only once the app is ready. */
export function onSleep(listener: () => void): void {
  powerMonitor.on('suspend', listener);
}
