import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { browserArguments, findBrowser } from './browser.ts';

const START_LIMIT_MS = 60_000;

/** A window that is prepared by Playwright and then left alone. */
export interface UnwatchedWindow {
  /** Lets Playwright act on the page; it is gone again afterwards. */
  act<T>(work: (page: Page) => Promise<T>): Promise<T>;
  /** The value of a script in the page; promises are awaited. */
  evaluate<T>(script: string): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens the address as a person's browser does. While Playwright is connected the browser tells it of every request, with its body: of a training that
 * sends thousands of points a second this takes a fifth of a processor, which no person's window pays.
 */
export async function openUnwatched(url: string): Promise<UnwatchedWindow> {
  const found = findBrowser();
  if (found === null) throw new Error('No Chrome, Chromium or Edge was found; set STUDIO_BROWSER to its path.');
  const profile = await mkdtemp(join(tmpdir(), 'studio-profile-'));
  const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1440,900'];
  const child = spawn(found.path, [...browserArguments, ...own, 'about:blank'], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = `http://127.0.0.1:${await portIn(profile)}`;

  async function act<T>(work: (page: Page) => Promise<T>): Promise<T> {
    const browser = await chromium.connectOverCDP(origin);
    try {
      return await work(browser.contexts()[0]!.pages()[0]!);
    } finally {
      // Of a browser that was connected to, this is only the connection.
      await browser.close();
    }
  }

  await act((page) => page.goto(url));
  return {
    act,
    evaluate: (script) => evaluateAlone(origin, script),
    async close() {
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** The port that a browser writes into its profile once it listens. */
async function portIn(profile: string): Promise<string> {
  for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit; await delay(100)) {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port] = text.split('\n');
    if (port) return port;
  }
  throw new Error('The browser did not say where it listens.');
}

/** Asks the page itself, over a connection of its own that watches nothing. */
async function evaluateAlone<T>(origin: string, expression: string): Promise<T> {
  const targets = (await (await fetch(`${origin}/json`)).json()) as { type: string; webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')!.webSocketDebuggerUrl);
  try {
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const answer = new Promise<{ result?: { result: { value: T } } }>((resolve, reject) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)));
      socket.onclose = () => reject(new Error('The page was closed.'));
    });
    const params = { expression, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    return (await answer).result!.result.value;
  } finally {
    socket.close();
  }
}
