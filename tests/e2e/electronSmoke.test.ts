import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDisplay } from '#main/loopback/browser.ts';
import { ensureBuilt } from '../../scripts/build.ts';
import { electronBinary } from '../../scripts/electronBinary.ts';
import { repositoryRoot } from '../../scripts/paths.ts';

/** Why the real Electron cannot be started on this machine, or null. */
function whyNot(): string | null {
  if (electronBinary() === null) return 'Electron’s binary is not here; `npm start -- --host electron` fetches it';
  return hasDisplay() ? null : 'there is no display; run it under Xvfb';
}

const reason = whyNot();
const title = (text: string) => (reason === null ? text : `${text} (skipped: ${reason})`);
const test = it.skipIf(reason !== null);

describe('the real Electron', () => {
  let home = '';
  let electron: ElectronApplication;
  let page: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    if (reason !== null) return;
    await ensureBuilt({ quiet: true });
    home = await mkdtemp(join(tmpdir(), 'studio-smoke-'));
    electron = await _electron.launch({
      executablePath: electronBinary() ?? '',
      args: [repositoryRoot, '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
      env: { ...definedEnvironment(), LC_ALL: 'en_GB.UTF-8', LANGUAGE: 'en_GB', STUDIO_HOME: home },
    });
    page = await electron.firstWindow();
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
  });
  afterAll(async () => {
    if (reason !== null) return;
    await electron.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  test(title('shows Home on its own address, sandboxed'), async () => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(page.url()).toBe('app://studio/');
    const seen = await page.evaluate(async () => ({
      hasNode: 'require' in globalThis || 'process' in globalThis,
      hasIpc: 'ipcRenderer' in globalThis || 'electron' in globalThis,
      policy: (await fetch('/index.html')).headers.get('content-security-policy'),
      outside: await fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      ),
    }));
    expect(seen).toMatchObject({ hasNode: false, hasIpc: false, outside: 'refused' });
    expect(seen.policy).toContain("default-src 'none'");
    troubles.length = 0;
  });

  test(title('races a recipe to its end with one click'), async () => {
    await page.getByRole('button', { name: /Two moons/ }).click();
    await expect.poll(() => runStatuses(page), { timeout: 120_000, interval: 500 }).toMatch(/^finished(,finished)*$/);
    await page.getByText('Ranking', { exact: true }).first().waitFor();
    expect(troubles).toEqual([]);
  });
});

/** Statuses of all runs, as the main process keeps them. */
function runStatuses(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { studio } = globalThis as unknown as { studio: StudioDoor };
    const result = await studio.call('experiments.list', {});
    return result.value.flatMap(({ runs }) => runs.map(({ status }) => status)).join();
  });
}

/** As much of `window.studio` as the question needs. */
interface StudioDoor {
  call(name: string, input: object): Promise<{ value: { runs: { status: string }[] }[] }>;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
