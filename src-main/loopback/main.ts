import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { appVersion, exportsFolder, rendererFolder, resourcesFolder, userDataFolder } from '#main/services/paths.ts';
import { createStudioServices, type HostCapabilities, type StudioServices } from '#main/services/studioService.ts';
import { findBrowser, hasDisplay, openApp, type Browser, type BrowserProcess } from './browser.ts';
import { createEventHub } from './eventHub.ts';
import { defaultLimits, type LoopbackLimits } from './limits.ts';
import { createPageWatch } from './pageWatch.ts';
import { startServer, type TokenPage } from './server.ts';
import { inShellLanguage } from './words.ts';

export interface LoopbackOptions {
  /** True: open a window of a browser that is found, where there is a display. */
  readonly open: boolean;
  /** Gets what the reader should know, a line each. */
  readonly log: (line: string) => void;
  readonly rendererFolder?: string;
  readonly limits?: Partial<LoopbackLimits>;
}

/** The studio in an ordinary browser. */
export interface LoopbackStudio {
  /** The address with its token: whoever has it is in. */
  readonly url: string;
  /** The address of a page that opens once, within a minute. */
  oneTimeAddress(page?: TokenPage): string;
  readonly services: StudioServices;
  /** Ends everything that was started: the browser, the server, the services. */
  close(): Promise<void>;
  /** Resolves when it has been closed. */
  readonly closed: Promise<void>;
}

/** Starts services and server, and a browser where that is wanted and possible. The host stays when the last page goes. */
export async function startLoopbackStudio(options: LoopbackOptions): Promise<LoopbackStudio> {
  const limits = { ...defaultLimits, ...options.limits };
  const userData = userDataFolder();
  let services: StudioServices | null = null;
  const pages = createPageWatch({
    graceMs: limits.pageGraceMs,
    unfinishedRuns: () => services?.unfinishedRuns() ?? [],
    interrupt: (runs) => void services?.interruptRuns('windowClosed', runs),
  });
  const hub = createEventHub(pages);
  const opened = await createStudioServices({
    userData,
    exportsFolder: exportsFolder(),
    resources: resourcesFolder(),
    appVersion: appVersion(),
    host: loopbackCapabilities,
    emit: hub.emit,
  });
  services = opened;
  const folder = options.rendererFolder ?? rendererFolder();
  const server = await startServer({ services: opened, hub, rendererFolder: folder, limits });
  const window = options.open ? openWindow(server.oneTimeAddress(), userData, options.log) : null;
  let tellClosed = () => {};
  const closed = new Promise<void>((resolve) => (tellClosed = resolve));

  let closing: Promise<void> | null = null;
  const close = async () => {
    pages.close();
    hub.close();
    await window?.kill();
    await server.close();
    await opened.close();
    tellClosed();
  };
  return {
    url: server.address(),
    oneTimeAddress: server.oneTimeAddress,
    services: opened,
    close: () => (closing ??= close()),
    closed,
  };
}

/** A page chooses files by its own means and they come as uploads; everything is saved into the exports folder. */
const loopbackCapabilities: HostCapabilities = {
  name: 'loopback',
  chooseFiles: () => Promise.resolve(null),
  saveFolder: () => Promise.resolve(null),
  saveFile: () => Promise.resolve(null),
  reveal: showInFileManager,
  setProgress: () => undefined,
};

/** Opens the folder in the system's file manager, where there is a display. */
function showInFileManager(place: string): void {
  if (!hasDisplay()) return;
  const command = { darwin: 'open', win32: 'explorer.exe' }[process.platform as string] ?? 'xdg-open';
  spawn(command, [place], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

/** A browser from a snap may not see hidden folders of the home, where user data usually lies; it has one of its own. */
function profileFolder(browser: Browser, userData: string): string {
  if (!browser.path.startsWith('/snap/')) return path.join(userData, 'browser');
  return path.join(homedir(), 'snap', path.basename(browser.path), 'common', 'descent-studio');
}

function openWindow(url: string, userData: string, log: (line: string) => void): BrowserProcess | null {
  const browser = hasDisplay() ? findBrowser() : null;
  const key = hasDisplay() ? 'loopback.noBrowser' : 'loopback.noDisplay';
  log(browser ? inShellLanguage('loopback.opened', { browser: browser.name }) : inShellLanguage(key));
  return browser && openApp(browser, url, profileFolder(browser, userData));
}
