import { createProgress } from './progress.ts';
import { runCommandLine } from './main.ts';
import { languageOf, sentencesOf } from './sentences.ts';
import { openWorkshop } from './openWorkshop.ts';

/** How long what a command opened may take to close. */
const CLOSE_LIMIT_MS = 10_000;

const say = sentencesOf(languageOf(process.env));
const progress = createProgress(process.stderr);
const { signal, end } = interruptible();
const workshop = openWorkshop();

const exitCode = await runCommandLine(
  process.argv.slice(2),
  { out: writer(process.stdout), error: writer(process.stderr) },
  {
    say,
    progress,
    signal,
    workshop,
  },
);
end();
await Promise.race([workshop.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS).unref())]);
process.exitCode = exitCode;

function writer(stream: NodeJS.WriteStream): (text: string) => void {
  // A reader that left (`descent runs | head`) is no failure.
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return (text) => void stream.write(`${text}\n`);
}

/** Ctrl+C once ends the work properly, twice ends this process at once. */
function interruptible(): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const interrupt = () => (controller.signal.aborted ? process.exit(1) : controller.abort());
  for (const name of names) process.on(name, interrupt);
  return { signal: controller.signal, end: () => names.forEach((name) => process.off(name, interrupt)) };
}
