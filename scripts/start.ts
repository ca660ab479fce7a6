import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { languageOf, sentencesOf } from '#main/cli/sentences.ts';
import { hasDisplay } from '#main/loopback/browser.ts';
import { ensureBuilt } from './build.ts';
import { electronBinary, fetchElectron } from './electronBinary.ts';
import { chooseHost } from './hostChoice.ts';
import { repositoryRoot } from './paths.ts';

const fetchLimitMs = 60_000;
const closeLimitMs = 10_000;
/** npm hands a Ctrl+C on to a process that the terminal has told already: two signals so close together are one. */
const samePressMs = 1000;
const say = sentencesOf(languageOf(process.env));

interface StartOptions {
  readonly host: 'electron' | 'loopback' | null;
  readonly open: boolean;
}

/** The options of the command line, or the sentence that says what is wrong with them. */
function readOptions(args: readonly string[]): StartOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { host: { type: 'string' }, open: { type: 'boolean', default: true } },
      allowNegative: true,
    });
    const { host = null, open } = values;
    if (host === null || host === 'electron' || host === 'loopback') return { host, open };
    return say('start.badHost', { value: host });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Resolves at the first Ctrl+C, SIGTERM or closed terminal; one that comes later than the same press ends this process at once. */
function askedToEnd(): { readonly asked: Promise<void>; readonly signal: AbortSignal } {
  const controller = new AbortController();
  let firstMs = 0;
  const asked = new Promise<void>((resolve) => {
    const end = () => {
      if (controller.signal.aborted) {
        if (performance.now() - firstMs > samePressMs) process.exit(130);
        return;
      }
      firstMs = performance.now();
      controller.abort();
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
  });
  return { asked, signal: controller.signal };
}

async function runLoopback(open: boolean, asked: Promise<void>): Promise<number> {
  const { startLoopbackStudio } = await import('#main/loopback/main.ts');
  const studio = await startLoopbackStudio({ open, log: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`${say('start.address', { url: studio.url })}\n${say('start.howToEnd')}\n`);
  await Promise.race([asked, studio.closed]);
  await Promise.race([studio.close(), delay(closeLimitMs, undefined, { ref: false })]);
  return 0;
}

async function runElectron(binary: string, asked: Promise<void>): Promise<number> {
  const { ELECTRON_RUN_AS_NODE: _plainNode, ...env } = process.env;
  // Chromium's sandbox refuses to run as root; nobody but root loses it.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const child = spawn(binary, [repositoryRoot, ...(isRoot ? ['--no-sandbox'] : [])], { stdio: 'inherit', env });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 0));
  });
  void asked.then(() => endChild(child, ended));
  return ended;
}

/** Asks a child to end, and ends it where it does not listen. */
async function endChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await Promise.race([ended, delay(closeLimitMs, undefined, { ref: false })]);
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

/** Builds what is stale, chooses the host, says which and why, runs it to its end; returns the exit code. */
async function start(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    process.stderr.write(`${say('start.badOption', { problem: options, usage: say('start.usage') })}\n`);
    return 2;
  }
  const { asked, signal } = askedToEnd();
  const choice = await chooseHost({
    asked: options.host,
    hasDisplay: hasDisplay(),
    binary: electronBinary(),
    fetchBinary: () => {
      process.stderr.write(`${say('start.fetching', { seconds: fetchLimitMs / 1000 })}\n`);
      return fetchElectron(fetchLimitMs, signal);
    },
  });
  if (signal.aborted) return 0;
  if (choice.host === null) {
    process.stderr.write(`${say(`start.${choice.why}`)}\n`);
    return 1;
  }
  await ensureBuilt(choice.host === 'electron' ? {} : { parts: ['renderer'] });
  if (signal.aborted) return 0;
  process.stdout.write(`${say(`start.${choice.why}`)}\n`);
  return choice.host === 'electron'
    ? runElectron(choice.binary, asked)
    : runLoopback(options.open && hasDisplay(), asked);
}

if (import.meta.main) process.exit(await start(process.argv.slice(2)));
