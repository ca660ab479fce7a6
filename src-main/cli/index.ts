import { interruptible } from './interrupts.ts';
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
process.exitCode = exitCode;
// Whatever hangs in closing does not keep a shell waiting.
setTimeout(() => process.exit(exitCode), CLOSE_LIMIT_MS).unref();
await workshop.close();
end();

function writer(stream: NodeJS.WriteStream): (text: string) => void {
  // A reader that left (`descent runs | head`) is no failure.
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return (text) => void stream.write(`${text}\n`);
}
