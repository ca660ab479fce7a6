import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import { withoutClock } from '../support/clock.ts';
import { moonsFor } from './faults.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'descent-resume-test-'));
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** `descent` with a home of its own; it gets Ctrl+C once standard error says so. */
function descent(words: readonly string[], interruptAt?: RegExp): Promise<Answer> {
  const args = ['--disable-warning=ExperimentalWarning', join(repositoryRoot, 'src-main/cli/index.ts'), ...words];
  const env = { ...process.env, STUDIO_HOME: join(home, 'studio'), LC_ALL: 'C' };
  const child = spawn(process.execPath, args, { cwd: home, env });
  let [out, error, isInterrupted] = ['', '', false];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => {
    error += chunk;
    if (isInterrupted || !interruptAt?.test(error)) return;
    isInterrupted = true;
    child.kill('SIGINT');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}

interface Trained {
  readonly experiment: string;
  readonly runs: readonly {
    readonly run: string;
    readonly status: string;
    readonly steps: number;
    readonly batchOrderHash: string;
    readonly history: readonly object[];
  }[];
}

/** What of an answer does not depend on the clock or on chance. */
function essence({ out }: Answer) {
  const { runs } = JSON.parse(out) as Trained;
  return runs.map(({ run: _, ...rest }) => ({ ...rest, history: rest.history.map(withoutClock) }));
}

it('descent resume goes on with an experiment that Ctrl+C stopped, as if it had not been', async () => {
  const file = join(home, 'moons.experiment.json');
  await writeFile(file, JSON.stringify(await moonsFor(1500)));
  const training = ['run', file, '--backend', 'wasm', '--json'];
  const stopped = await descent(training, /epoch \d+ of/);
  expect(stopped.code).toBe(1);
  const { experiment, runs } = JSON.parse(stopped.out) as Trained;
  expect(runs.map(({ status, steps }) => [status, steps > 0 && steps < 15_000])).toEqual([
    ['stopped', true],
    ['stopped', true],
  ]);
  const one = await descent(['resume', runs[1]!.run, '--json']);
  expect([one.code, one.error.split('\n').filter((line) => /error/i.test(line))]).toEqual([0, []]);
  expect((JSON.parse(one.out) as Trained).runs.map(({ run }) => run)).toEqual([runs[1]!.run]);
  const all = await descent(['resume', experiment, '--json']);
  expect(all.code).toBe(0);
  const straight = await descent(training);
  expect(straight.code).toBe(0);
  expect(essence(all)).toEqual(essence(straight));

  const again = await descent(['resume', experiment, '--json']);
  expect([again.code, again.out]).toEqual([2, '']);
  expect(again.error).toMatch(/Nothing of experiment e-\w+ can be continued/);
  expect((await descent(['resume', 'nowhere'])).code).toBe(2);
});
