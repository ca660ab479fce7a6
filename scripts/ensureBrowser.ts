import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser, type Browser } from '#main/loopback/browser.ts';

const installLimitMs = 10 * 60_000;

/**
 * The browser the tests use. Where none is found on Debian or a relative, as root, Chromium is installed from its
 * packages; elsewhere null comes back and one sentence on standard error says what to install. No browser is ever downloaded
 * past the system's own packages.
 */
export function ensureBrowser(): Browser | null {
  const found = findBrowser();
  if (found !== null) return found;
  if (process.platform === 'linux' && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) installChromium();
  const browser = findBrowser();
  if (browser === null) process.stderr.write(`${whatToInstall(process.platform)}\n`);
  return browser;
}

/** The sentence for a machine without a browser. */
export function whatToInstall(platform: NodeJS.Platform): string {
  const how = platform === 'linux' ? ' (Debian and Ubuntu: sudo apt-get install chromium)' : '';
  return `The tests need Chrome, Chromium or Edge: install one${how}, or set STUDIO_BROWSER to the path of its executable.`;
}

function installChromium(): void {
  process.stderr.write('No browser was found: installing Chromium with apt-get.\n');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    timeout: installLimitMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options);
}

if (import.meta.main) process.exit(ensureBrowser() === null ? 1 : 0);
