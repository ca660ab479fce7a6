import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openStudio, tempFolder } from './support.ts';

/** Runs the appending process and kills it with SIGKILL after so many acknowledgements; returns the run and the last step it said. */
function appendUntilKilled(userData: string, acknowledgements: number): Promise<{ run: string; step: number }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'appendingChild.ts'), userData],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.split('ack ').length > acknowledgements) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => {
      const steps = [...text.matchAll(/^ack (\d+)$/gm)].map((match) => Number(match[1]));
      if (signal === 'SIGKILL') resolve({ run: /^run (\S+)$/m.exec(text)![1]!, step: steps.at(-1)! });
      else reject(new Error(`ended by itself: ${text.slice(-200)}`));
    });
  });
}

it.each([1, 60, 400])('keeps every acknowledged point through kill -9 after %i appends', async (acknowledgements) => {
  const userData = path.join(tempFolder(), 'home');
  const { run, step } = await appendUntilKilled(userData, acknowledgements);
  const { services } = await openStudio({ userData });
  expect(services.runs.get(run)).toMatchObject({ status: 'interrupted', reason: { code: 'hostEnded', detail: {} } });
  const [loss, ...others] = services.runs.points(run).steps;
  expect(others).toEqual([]);
  expect(loss!.fromStep).toBe(1);
  // One append may have been committed without having been told.
  expect(loss!.values.length - step).toBeLessThanOrEqual(4);
  expect(loss!.values.slice(0, step)).toEqual(Array.from({ length: step }, (_, i) => (i + 1) / 8));
  expect(services.runs.get(run).steps).toBe(loss!.values.length);
});
