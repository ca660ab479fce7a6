import { chromium, type Browser } from 'playwright-core';
import { findBrowser } from '#main/loopback/browser.ts';

export { findBrowser };

/** Flags of every browser the tests start: quiet, offline, software WebGL where there is no GPU. */
export const browserArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader-webgl',
  '--enable-unsafe-swiftshader',
];

/** Starts the system's browser with a new, empty profile; whoever starts it closes it. Nothing is ever downloaded. */
export async function launchBrowser({ headless = true } = {}): Promise<Browser> {
  const browser = findBrowser();
  if (browser === null) throw new Error('No Chrome, Chromium or Edge was found; set STUDIO_BROWSER to its path.');
  return chromium.launch({ executablePath: browser.path, headless, args: [...browserArguments] });
}
