import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { repositoryRoot } from '../../scripts/paths.ts';
import { launchBrowser } from './browser.ts';

const startLimitMs = 150_000;
const stopLimitMs = 15_000;
const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/;

export interface RunningStudio {
  /** First address, with the token in it. */
  readonly url: string;
  readonly pid: number;
  /** STUDIO_HOME: data sets, runs, settings. */
  readonly home: string;
  /** Everything the process wrote so far. */
  output(): string;
  /** Ends the process as a power cut would; the home stays. */
  kill9(): Promise<void>;
  /** Ends it as Ctrl+C does; removes the home where `startStudio` made it. Gives the exit code, null where it had to be killed. */
  stop(): Promise<number | null>;
}

export interface StartOptions {
  /** An existing folder, to start again on what an earlier studio left; without it a new temporary one. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real loopback host in a process of its own, as `npm start` does, and waits for its address. */
export async function startStudio({ home, env = {} }: StartOptions = {}): Promise<RunningStudio> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'studio-home-')));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'scripts/start.ts', '--host', 'loopback', '--no-open'],
    {
      cwd: repositoryRoot,
      env: { ...process.env, LC_ALL: 'en', STUDIO_HOME: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const output = collectOutput(child);
  const url = await addressOf(child, exited, output);
  return {
    url,
    pid: child.pid ?? 0,
    home: folder,
    output,
    kill9: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      const code = await endChild(child, exited);
      if (home === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      return code;
    },
  };
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  return () => text;
}

/** Polls what the process wrote; a process that ends or stays silent is an error with its words in it. */
async function addressOf(child: ChildProcess, exited: Promise<unknown>, output: () => string): Promise<string> {
  const isOver = exited.then(() => true);
  const limit = Date.now() + startLimitMs;
  while (Date.now() < limit) {
    const found = address.exec(output());
    if (found) return found[0];
    if (await Promise.race([isOver, delay(50, false)])) break;
  }
  await endChild(child, exited);
  throw new Error(`The studio did not start:\n${output()}`);
}

async function endChild<T>(child: ChildProcess, exited: Promise<T>): Promise<T> {
  child.kill('SIGTERM');
  const isSlow = await Promise.race([exited.then(() => false), delay(stopLimitMs, true, { ref: false })]);
  if (isSlow) child.kill('SIGKILL');
  return exited;
}

export interface OpenStudio {
  readonly page: Page;
  readonly browser: Browser;
  /** Console errors, uncaught errors and violations of the content security policy, page and workers; a good walk leaves none. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** Opens the address in the system's browser with an empty profile; close it before the studio is stopped. */
export async function openStudio(url: string, options: BrowserContextOptions = {}): Promise<OpenStudio> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
    const page = await context.newPage();
    const troubles = watchTroubles(page);
    await page.goto(url);
    return { page, browser, troubles, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function watchTroubles(page: Page): readonly string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  // Chromium writes every violation of the policy to the console, those of workers and stylesheets too.
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('crash', () => troubles.push('the page crashed'));
  return troubles;
}
