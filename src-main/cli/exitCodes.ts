/** Codes of what failed although the words of the command line were right. Every other StudioError is bad input. */
const failures: ReadonlySet<string> = new Set([
  'unexpected',
  'cancelled',
  'browserMissing',
  'browserFailed',
  'backendUnavailable',
  'contextLost',
  'engineCrashed',
  'cpuMemory',
  'cpuWorkerFull',
  'gpuMemory',
  'buildFailed',
  'databaseDamaged',
  'databaseNewer',
  'exportDiffers',
  'runnerSilent',
  'runnerEnded',
  'diskFull',
]);

/** True where the fault lies in what was typed or in the file that was given: exit code 2. */
export function isBadInput(code: string): boolean {
  return !failures.has(code);
}
