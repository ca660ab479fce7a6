import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../../scripts/paths.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-ci-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs .ci/run with an `npm` of ours in front: the script's own words and exit code are what is looked at. */
function runCi(npm: string): { status: number | null; lastLine: string | undefined } {
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  const { status, stdout } = spawnSync(join(repositoryRoot, '.ci', 'run'), { env, encoding: 'utf8' });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

describe.skipIf(process.platform === 'win32')('.ci/run', () => {
  it.each([
    ['all good', 'echo "7 passed, 0 failed"', { status: 0, lastLine: '7 passed, 0 failed' }],
    ['some skipped', 'echo "7 passed, 0 failed, 1 skipped"', { status: 0, lastLine: '7 passed, 0 failed, 1 skipped' }],
    [
      'tests fail and something is said on standard error',
      'if [ "$1" = ci ]; then exit 0; fi; echo trouble >&2; echo "7 passed, 2 failed"; exit 1',
      { status: 1, lastLine: '7 passed, 2 failed' },
    ],
    ['npm ci fails', 'echo no network >&2; exit 9', { status: 9, lastLine: '0 passed, 1 failed' }],
    [
      'the tests die without a word',
      'if [ "$1" = ci ]; then exit 0; fi; kill -9 $$',
      { status: 137, lastLine: '0 passed, 1 failed' },
    ],
    ['a good exit code without a closing line', 'true', { status: 1, lastLine: '0 passed, 1 failed' }],
  ])('%s', (_what, npm, expected) => {
    expect(runCi(npm)).toEqual(expected);
  });
});
