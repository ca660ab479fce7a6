import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface Browser {
  readonly path: string;
  readonly name: string;
}

/** A browser this process started. */
export interface BrowserProcess {
  readonly child: ChildProcess;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it: asks first, then insists. */
  kill(): Promise<void>;
}

type Env = Readonly<Record<string, string | undefined>>;

const linuxNames: Readonly<Record<string, readonly string[]>> = {
  'Google Chrome': ['google-chrome-stable', 'google-chrome'],
  Chromium: ['chromium', 'chromium-browser'],
  'Microsoft Edge': ['microsoft-edge-stable', 'microsoft-edge'],
};
const windowsPaths: Readonly<Record<string, string>> = {
  'Google Chrome': 'Google\\Chrome\\Application\\chrome.exe',
  Chromium: 'Chromium\\Application\\chrome.exe',
  'Microsoft Edge': 'Microsoft\\Edge\\Application\\msedge.exe',
};

/** Every place a browser may lie, in the order of preference: STUDIO_BROWSER, then Chrome, Chromium, Edge. */
export function browserPlaces(platform: string, env: Env, home: string): Browser[] {
  if (env.STUDIO_BROWSER) return [{ path: env.STUDIO_BROWSER, name: path.basename(env.STUDIO_BROWSER) }];
  return Object.keys(windowsPaths).flatMap((name) =>
    placesOf(name, platform, env, home).map((place) => ({ path: place, name })),
  );
}

function placesOf(name: string, platform: string, env: Env, home: string): string[] {
  if (platform === 'darwin')
    return ['/Applications', path.join(home, 'Applications')].map(
      (folder) => `${folder}/${name}.app/Contents/MacOS/${name}`,
    );
  if (platform === 'win32')
    return [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].flatMap((folder) =>
      folder ? [path.win32.join(folder, windowsPaths[name]!)] : [],
    );
  const folders = [...(env.PATH ?? '').split(':').filter(path.isAbsolute), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  return linuxNames[name]!.flatMap((file) => folders.map((folder) => path.join(folder, file)));
}

/** Chrome, Chromium or Edge on this machine, or null. */
export function findBrowser(env: Env = process.env): Browser | null {
  const home = env.HOME ?? '';
  return browserPlaces(process.platform, env, home).find((place) => isExecutable(place.path)) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** False where a window could not be shown: Linux without X11 or Wayland. */
export function hasDisplay(env: Env = process.env): boolean {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Flags of every browser we start: it shows our page and does nothing of its own. */
const quietFlags = [
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium refuses to run as root with its sandbox. */
function rootFlags(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Without a GPU, WebGL runs in software; Chromium wants that said. WebGL only: the window itself drawn that way takes a tenth of a second a
 * frame where the processor's own way takes a hundredth.
 */
function softwareFlags(): string[] {
  return hasGpu() ? [] : ['--use-angle=swiftshader-webgl', '--enable-unsafe-swiftshader'];
}

function hasGpu(): boolean {
  if (process.platform !== 'linux') return true;
  const renders = fs.existsSync('/dev/dri') && fs.readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
  return renders || fs.existsSync('/dev/nvidiactl');
}

/** Opens the address as an application window with a profile folder of its own. */
export function openApp(browser: Browser, url: string, profile: string): BrowserProcess {
  const flags = [`--app=${url}`, `--user-data-dir=${profile}`, '--window-size=1280,832'];
  return start(browser, [...flags, ...quietFlags, ...rootFlags(), ...softwareFlags()]);
}

/**
 * Opens the address in a browser without a window. The page is not slowed down for being out of sight. Chromium ends by itself when its
 * debugging pipe closes, so the browser never outlives this process, not even a kill -9.
 */
export function launchHeadless(browser: Browser, url: string, { profile }: { profile: string }): BrowserProcess {
  const awake = ['--disable-background-timer-throttling', '--disable-renderer-backgrounding'];
  const own = ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${profile}`];
  const flags = [...own, ...awake, ...quietFlags, ...rootFlags(), ...softwareFlags(), url];
  return start(browser, flags, ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']);
}

const KILL_AFTER_MS = 3000;
/** What was killed is gone in milliseconds; where nobody buries the dead, they are not waited for longer. */
const GONE_AFTER_MS = 300;

/** Ends what is left of a process group, and waits until it is gone. */
async function endGroup(leader: number): Promise<void> {
  const limit = performance.now() + GONE_AFTER_MS;
  try {
    for (let name: NodeJS.Signals | 0 = 'SIGKILL'; performance.now() < limit; name = 0) {
      process.kill(-leader, name);
      await delay(10);
    }
  } catch {
    // Nobody is left.
  }
}

/** Its own process group, so that its helpers end with it; on Windows they end by themselves. */
function start(browser: Browser, flags: readonly string[], stdio: StdioOptions = 'ignore'): BrowserProcess {
  const isGroup = process.platform !== 'win32';
  const child = spawn(browser.path, flags, { stdio, detached: isGroup });
  // Nobody talks through the pipes; a write to one that is closed is no news.
  for (const pipe of child.stdio) pipe?.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(isGroup ? -child.pid : child.pid, name);
    } catch {
      // It ended in between.
    }
  };
  return {
    child,
    ended,
    async kill() {
      if (hasEnded()) return;
      signal('SIGTERM');
      const insist = setTimeout(() => signal('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(insist);
      // Its helpers outlive it by a moment and would write to a profile that is being deleted.
      if (isGroup) await endGroup(child.pid!);
    },
  };
}
