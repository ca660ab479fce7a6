import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findBrowser, launchHeadless, type Browser, type BrowserProcess } from '#main/loopback/browser.ts';
import type { EventHub } from '#main/loopback/eventHub.ts';
import { startServer } from '#main/loopback/server.ts';
import { rendererFolder } from '#main/services/paths.ts';
import type { StudioServices } from '#main/services/studioService.ts';
import { StudioError } from '#shared/result.ts';
import { ensureBuilt } from '../../scripts/build.ts';

/** How long the page may take from the start of the browser to its first question for work. */
const READY_LIMIT_MS = 60_000;

/** A bundler's message goes on for pages. */
const MESSAGE_LIMIT = 400;

/** The window-less page at work: a server, a headless browser on `runner.html`, and their profile folder. Whoever starts it closes it. */
export interface Runner {
  close(): Promise<void>;
}

/**
 * Starts the page and resolves when it asks for work. When the browser ends before it is closed here, every task fails with
 * `browserFailed`. Throws `browserMissing`, `buildFailed`, `browserFailed`, `runnerSilent`.
 */
export async function startRunner(services: StudioServices, hub: EventHub, page: Page = builtPage): Promise<Runner> {
  const browser = findBrowser();
  if (!browser) throw new StudioError('browserMissing');
  const folder = await page();
  const { watched, asked } = watchingFirstQuestion(services);
  const server = await startServer({ services: watched, hub, rendererFolder: folder });
  const profile = await mkdtemp(path.join(tmpdir(), 'descent-studio-'));
  const started = launchHeadless(browser, server.oneTimeAddress('/runner.html'), { profile });
  const close = async () => {
    await started.kill();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await Promise.race([asked, whenLate(), whenEnded(browser, started)]);
  } catch (error) {
    await close();
    throw error;
  }
  void whenEnded(browser, started).catch((error: unknown) => {
    if (error instanceof StudioError) services.tasks.failAll(error);
  });
  return { close };
}

/** Makes sure that the page is there and returns its folder. */
export type Page = () => Promise<string>;

async function builtPage(): Promise<string> {
  try {
    await ensureBuilt({ parts: ['renderer'] });
    return rendererFolder();
  } catch (error) {
    const message = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
    throw new StudioError('buildFailed', { message: message.slice(0, MESSAGE_LIMIT) });
  }
}

/** The services, and when a page has first asked them for work. */
function watchingFirstQuestion(services: StudioServices): { watched: StudioServices; asked: Promise<void> } {
  const next = services.handlers['tasks.next'];
  let tell: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (tell = resolve));
  const handlers = { ...services.handlers, 'tasks.next': (input: Parameters<typeof next>[0]) => (tell(), next(input)) };
  return { watched: { ...services, handlers }, asked };
}

function whenLate(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(
      () => reject(new StudioError('runnerSilent', { seconds: READY_LIMIT_MS / 1000 })),
      READY_LIMIT_MS,
    ).unref();
  });
}

async function whenEnded({ path: place }: Browser, { ended, child }: BrowserProcess): Promise<never> {
  await ended;
  throw new StudioError('browserFailed', { value: place, exit: child.exitCode ?? child.signalCode ?? '–' });
}
