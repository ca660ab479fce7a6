import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { electronBinary } from '../../../scripts/electronBinary.ts';
import { chooseHost, type StartFacts } from '../../../scripts/hostChoice.ts';
import { repositoryRoot } from '../../../scripts/paths.ts';

const facts: StartFacts = {
  asked: null,
  hasDisplay: true,
  binary: '/e',
  fetchBinary: () => Promise.resolve('/fetched'),
};
const unreachable = () => Promise.reject(new Error('nothing may be fetched here'));
const offline = () => Promise.resolve(null);

describe('chooseHost', () => {
  it.each([
    ['the binary is there', { fetchBinary: unreachable }, { host: 'electron', binary: '/e', why: 'electronFound' }],
    ['it can be fetched', { binary: null }, { host: 'electron', binary: '/fetched', why: 'electronFetched' }],
    ['it cannot be fetched', { binary: null, fetchBinary: offline }, { host: 'loopback', why: 'loopbackNoElectron' }],
    [
      'there is no display, so nothing is fetched',
      { hasDisplay: false, binary: null, fetchBinary: unreachable },
      { host: 'loopback', why: 'loopbackNoDisplay' },
    ],
    [
      'loopback was asked for',
      { asked: 'loopback', fetchBinary: unreachable },
      { host: 'loopback', why: 'loopbackAsked' },
    ],
    [
      'Electron was asked for, display or not',
      { asked: 'electron', hasDisplay: false },
      { host: 'electron', binary: '/e', why: 'electronAsked' },
    ],
    [
      'Electron was asked for and cannot be had',
      { asked: 'electron', binary: null, fetchBinary: offline },
      { host: null, why: 'electronMissing' },
    ],
  ] satisfies [string, Partial<StartFacts>, unknown][])('%s', async (_when, change, choice) => {
    expect(await chooseHost({ ...facts, ...change })).toEqual(choice);
  });
});

describe('electronBinary', () => {
  it.runIf(process.platform === 'linux')('looks where ELECTRON_OVERRIDE_DIST_PATH says', () => {
    const folder = mkdtempSync(join(tmpdir(), 'studio-electron-'));
    try {
      expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: folder })).toBeNull();
      writeFileSync(join(folder, 'electron'), '');
      expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: folder })).toBe(join(folder, 'electron'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('start', () => {
  it.each([
    [['--host', 'moon'], '“moon”'],
    [['--nonsense'], '--nonsense'],
  ])('refuses %j in one line with exit code 2', (args, word) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'scripts/start.ts', ...args],
      {
        cwd: repositoryRoot,
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'en' },
      },
    );
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
    expect(stderr).toContain(word);
  });
});
