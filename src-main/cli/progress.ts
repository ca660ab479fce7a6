import type { Progress } from './command.ts';
import type { Say } from './sentences.ts';

/** Between two lines of a long work where there is no terminal to update. */
const QUIET_MS = 10_000;
const UPDATE_MS = 100;

export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Progress on standard error: one updating line on a terminal, a line every ten seconds (and the first of each part at once) elsewhere. */
export function createProgress(stream: ProgressStream, now: () => number = Date.now): Progress {
  let lastAt = -Infinity;
  let shown = '';
  let within: string | undefined;
  const erase = () => {
    if (shown !== '' && stream.isTTY) stream.write('\r\u001b[K');
    shown = '';
  };
  return {
    update(line, part) {
      const isSoon = part === within && now() - lastAt < (stream.isTTY ? UPDATE_MS : QUIET_MS);
      if (line === shown || isSoon) return;
      within = part;
      lastAt = now();
      erase();
      stream.write(stream.isTTY ? line.slice(0, (stream.columns ?? 80) - 1) : `${line}\n`);
      shown = line;
    },
    note(line) {
      erase();
      stream.write(`${line}\n`);
    },
    end: erase,
  };
}

/** Tells how far an import is. */
export function importProgress(say: Say, progress: Progress): (fraction: number) => void {
  return (fraction) => progress.update(say('cli.importing', { percent: Math.round(fraction * 100) }));
}
