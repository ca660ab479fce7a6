import { app } from 'electron';
import { experimentFilesIn } from './fileAssociation.ts';

/** Experiment files this process was started with, as full paths. */
export function startFiles(): string[] {
  return experimentFilesIn(process.argv.slice(1), process.cwd());
}

/** Runs `start` once Electron is ready. */
export function whenReady(start: () => Promise<void>): void {
  void app.whenReady().then(start);
}

/** Ends this process; before the app is ready too. */
export function quit(): void {
  app.quit();
}
