import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processLives } from '#main/services/hosts.ts';
import { buildParts, ensureBuilt } from '../../scripts/build.ts';
import { repositoryRoot } from '../../scripts/paths.ts';
import { openPage } from '../support/calls.ts';
import { startStudio } from '../support/studio.ts';

describe('npm start on the loopback host', () => {
  it('says why in one line, prints the address, and ends everything on SIGTERM', async () => {
    const studio = await startStudio();
    const { origin } = new URL(studio.url);
    expect(studio.output()).toContain('Opening in a browser (loopback host), as asked.');
    expect((await fetch(origin)).status).toBeGreaterThanOrEqual(400);
    expect(await studio.stop()).toBe(0);
    await expect(fetch(origin)).rejects.toThrow();
    await expect(stat(studio.home)).rejects.toThrow();
  });

  it('finds what was kept after kill -9', async () => {
    const first = await startStudio();
    await (await openPage(first.url)).call('settings.set', { theme: 'dark' });
    await first.kill9();
    const second = await startStudio({ home: first.home });
    try {
      const { answer } = await (await openPage(second.url)).call('settings.get', {});
      expect(answer).toMatchObject({ ok: true, value: { theme: 'dark' } });
    } finally {
      await second.stop();
      rmSync(first.home, { recursive: true });
    }
  });
});

describe.runIf(process.platform === 'linux')('npm start on Electron', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'studio-electron-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Stands in for Electron's binary: says what it was given and waits for its end. */
  const standIn = '#!/bin/sh\necho "pid $$ given $*"\ntrap "exit 0" TERM\nwhile :; do sleep 0.05; done\n';

  it('starts the binary on the repository, everything built, and takes it along when it ends', async () => {
    writeFileSync(join(folder, 'electron'), standIn, { mode: 0o755 });
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'scripts/start.ts', '--host', 'electron'],
      {
        cwd: repositoryRoot,
        env: { ...process.env, LC_ALL: 'en', ELECTRON_OVERRIDE_DIST_PATH: folder },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    while (!output.includes('given') && child.exitCode === null) await delay(20);
    const [, pid = '0', given = ''] = /pid (\d+) given (.*)/.exec(output) ?? [];
    child.kill('SIGTERM');

    expect(await exited).toBe(0);
    expect(output.split('\n')[0]).toBe('Opening in Electron, as asked.');
    expect(given.split(' ')[0]).toBe(repositoryRoot);
    expect(given.includes('--no-sandbox')).toBe(process.getuid?.() === 0);
    expect(processLives(Number(pid))).toBe(false);
    expect(await ensureBuilt({ parts: buildParts, quiet: true })).toEqual([]);
  });
});
