import { createProgress } from '#main/cli/progress.ts';
import { runCommandLine } from '#main/cli/main.ts';
import { english } from '#main/cli/sentences.ts';
import { openWorkshop } from '#main/cli/openWorkshop.ts';
const c = new AbortController(); process.on('SIGINT', () => c.abort());
const progress = createProgress(process.stderr);
const workshop = openWorkshop({ page: async () => '/tmp/h5/renderer' });
const code = await runCommandLine(process.argv.slice(2), { out: (t) => process.stdout.write(t+'\n'), error: (t) => process.stderr.write(t+'\n') }, { say: english, progress, signal: c.signal, workshop });
await workshop.close(); process.exitCode = code;
