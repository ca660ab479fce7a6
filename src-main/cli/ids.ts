import { StudioError } from '#shared/result.ts';

/** A word of the command line as the id of a run; throws StudioError `runUnknown` where it cannot be one. */
export function runId(word = ''): string {
  if (/^[a-z0-9][a-z0-9_-]{0,63}$/.test(word)) return word;
  throw new StudioError('runUnknown', { value: word });
}
