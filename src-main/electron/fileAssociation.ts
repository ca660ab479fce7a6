import { app } from 'electron';
import { resolve } from 'node:path';

const experimentEnding = '.experiment.json';

/** Experiment files among command-line arguments, as full paths. */
export function experimentFilesIn(args: readonly string[], workingFolder: string): string[] {
  return args
    .filter((arg) => !arg.startsWith('-') && arg.toLowerCase().endsWith(experimentEnding))
    .map((arg) => resolve(workingFolder, arg));
}

/** Listens for files opened from the Finder; must run before the app is ready, for they arrive before it. */
export function onOpenFile(open: (path: string) => void): void {
  app.on('will-finish-launching', () => {
    app.on('open-file', (event, path) => {
      event.preventDefault();
      open(path);
    });
  });
}
