import { withoutClock } from '../support/clock.ts';
import type { Page, Request, Worker } from 'playwright-core';
import { expect } from 'vitest';
import { unpackColumns } from '#shared/columnBody.ts';
import type { CallInput } from '#shared/contract.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { orNull } from '#shared/domain/pointColumns.ts';
import type { EpochRecord, RunRecord } from '#shared/domain/run.ts';
import { recipeExperiment } from '../support/homes.ts';
import { ask } from './ask.ts';
import { begun, goTo, TRAINING_LIMIT_MS } from './walk.ts';

/** Two moons with two contenders and wider layers, for so many epochs of ten updates: each takes some tenths of a millisecond. */
export async function moonsFor(epochs: number): Promise<Experiment> {
  const experiment = await recipeExperiment('two-moons');
  const contenders = experiment.contenders.filter(({ optimizer }) => optimizer === 'sgd' || optimizer === 'adam');
  const layers = experiment.model.layers.map((layer) =>
    layer.params.units === 16 ? { ...layer, params: { ...layer.params, units: 96 } } : layer,
  );
  // Of 600 rows: a smaller last batch would make a graphics card compile half of its programs once more.
  const training = { ...experiment.training, epochs, batchSize: 60 };
  return { ...experiment, title: 'Long moons', model: { layers }, contenders, training };
}

/** Everything of a run that does not depend on the clock. */
export interface RunHistory {
  readonly run: RunRecord;
  readonly losses: readonly (number | null)[];
  readonly epochs: readonly Omit<EpochRecord, 'seconds' | 'samplesPerSecond'>[];
}

/** The kept histories of an experiment's runs. */
export async function historiesOf(page: Page, experiment: string): Promise<RunHistory[]> {
  const { runs } = await ask(page, 'experiments.get', { experiment });
  const read = async (run: RunRecord): Promise<RunHistory> => {
    const { steps, epochs } = await ask(page, 'runs.points', { run: run.id, series: ['loss'] });
    const [loss, ...gaps] = steps;
    expect([loss?.fromStep, gaps.length]).toEqual([1, 0]);
    return { run, losses: loss!.values, epochs: epochs.map(withoutClock) };
  };
  return Promise.all(runs.map(read));
}

/** Two histories that must be the same to the bit. */
export function expectSame(first: readonly RunHistory[], second: readonly RunHistory[]): void {
  const essence = ({ run, losses, epochs }: RunHistory) => ({
    contender: run.contender.name,
    seed: run.seed,
    status: run.status,
    hashes: [run.initialWeightsHash, run.batchOrderHash],
    losses,
    epochs,
  });
  expect(first.map(essence)).toEqual(second.map(essence));
}

/** What the host has acknowledged to a page, by run id. */
export interface Acknowledged {
  /** Losses by update, from 1. */
  readonly losses: Map<string, Map<number, number | null>>;
  /** Checkpoints kept. */
  readonly checkpoints: Map<string, number>;
}

/** How many losses were acknowledged, of all runs. */
export function knownOf({ losses }: Acknowledged): number {
  return [...losses.values()].reduce((sum, own) => sum + own.size, 0);
}

/** Notes every answer to an append and to a checkpoint: an answer is an acknowledgement. */
export function noteAcknowledged(page: Page): Acknowledged {
  const noted: Acknowledged = { losses: new Map(), checkpoints: new Map() };
  page.on('response', (response) => {
    if (!response.ok()) return;
    const request = response.request();
    if (request.url().endsWith('/call/runs.append')) noteLosses(request, noted);
    const checkpoint = /\/bytes\/runs\/([^/]+)\/checkpoint$/.exec(request.url());
    if (checkpoint) noted.checkpoints.set(checkpoint[1]!, (noted.checkpoints.get(checkpoint[1]!) ?? 0) + 1);
  });
  return noted;
}

function noteLosses(request: Request, { losses }: Acknowledged): void {
  const { runs } = unpackColumns(request.postDataBuffer()!) as CallInput<'runs.append'>;
  for (const { run, steps } of runs) {
    const own = losses.get(run) ?? new Map();
    losses.set(run, own);
    for (const { series, fromStep, values } of steps)
      if (series === 'loss') Array.from(values, (value, i) => own.set(fromStep + i, orNull(value)));
  }
}

/** Every loss that was ever acknowledged is in these histories. */
export function expectKept({ losses }: Acknowledged, histories: readonly RunHistory[]): void {
  for (const [run, own] of losses) {
    const history = histories.find((candidate) => candidate.run.id === run)!;
    const wrong = [...own].filter(([step, value]) => history.losses[step - 1] !== value);
    expect(wrong).toEqual([]);
  }
}

/** Pauses, which takes a checkpoint of each of the runs at once, goes on, and waits for points after it. */
export async function passCheckpoint(page: Page, noted: Acknowledged, runs: number): Promise<void> {
  const size = (): number => Math.min(...[...noted.losses.values()].map((own) => own.size));
  const least = (): number => (noted.checkpoints.size < runs ? 0 : Math.min(...noted.checkpoints.values()));
  await expect.poll(() => noted.losses.size, { timeout: TRAINING_LIMIT_MS }).toBe(runs);
  const before = least();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect.poll(() => least() > before, { timeout: TRAINING_LIMIT_MS }).toBe(true);
  const known = size();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect.poll(() => size() > known, { timeout: TRAINING_LIMIT_MS, interval: 20 }).toBe(true);
}

/** The workers that train, newest last. */
export function enginesOf(page: Page): Worker[] {
  return page.workers().filter(isEngine);
}

const isEngine = (worker: Worker): boolean => /\/worker-/.test(worker.url());

/** JavaScript for a worker: does this once, right after it has told points. */
const atNextPoints = (act: string): string => `{
  const { postMessage } = globalThis;
  globalThis.postMessage = (message, ...rest) => {
    postMessage(message, ...rest);
    if (message.type !== 'points') return;
    globalThis.postMessage = postMessage;
    ${act};
  };
}`;

const stand = (update: number): string =>
  [`{ type: 'pause' }`, `{ type: 'catchUp', step: ${update} }`].map((data) => `onmessage({ data: ${data} })`).join(';');

/**
 * Trains the draft and stands after so many updates, as if Pause had been pressed just then, until every run's checkpoint is kept: how fast the machine
 * is does not matter. Gives the experiment's id.
 */
export async function trainHeld(page: Page, noted: Acknowledged, update: number): Promise<string> {
  const hold = async (worker: Worker): Promise<void> => {
    if (isEngine(worker)) await worker.evaluate(atNextPoints(stand(update))).catch(() => undefined);
  };
  page.on('worker', hold);
  await Promise.all(page.workers().map(hold));
  const experiment = await trainDraft(page);
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor({ timeout: TRAINING_LIMIT_MS });
  page.off('worker', hold);
  const { runs } = await ask(page, 'experiments.get', { experiment });
  await expect.poll(() => runs.every(({ id }) => noted.checkpoints.has(id)), { timeout: TRAINING_LIMIT_MS }).toBe(true);
  return experiment;
}

/** Goes on where it stands; the newest worker does this, JavaScript, right after its next points: in the middle of its work. */
export async function goOnUntil(page: Page, act: string): Promise<void> {
  await enginesOf(page).at(-1)!.evaluate(atNextPoints(act));
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
}

/** Trains the draft of this home and gives the experiment's id. */
export async function trainDraft(page: Page): Promise<string> {
  await goTo(page, /Train & compare/);
  return begun(page, () => page.getByRole('button', { name: /^Train \d+ contender/ }).click());
}

/** Waits until every run of the experiment has ended. */
export async function waitForRuns(page: Page, experiment: string, status: RunRecord['status']): Promise<void> {
  const statuses = async () => (await ask(page, 'experiments.get', { experiment })).runs.map((run) => run.status);
  await expect
    .poll(async () => (await statuses()).every((own) => own === status), { timeout: TRAINING_LIMIT_MS, interval: 300 })
    .toBe(true);
}
