import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callNames, type CallInput, type CallName } from '#shared/contract.ts';
import { experimentSchema } from '#shared/domain/experimentSchema.ts';
import { repositoryRoot } from '../../scripts/paths.ts';
import { openPage, type LoopbackPage } from '../support/calls.ts';
import { startStudio, type RunningStudio } from '../support/studio.ts';

const recipe = readFileSync(join(repositoryRoot, 'resources', 'recipes', 'two-moons.experiment.json'), 'utf8');
const experiment = v.parse(experimentSchema, JSON.parse(recipe));
const hash = 'a'.repeat(64);

/** A lawful input of every call; a call that is missing here is a type error. */
const inputs: { readonly [C in CallName]: CallInput<C> } = {
  'app.info': {},
  'settings.get': {},
  'settings.set': { theme: 'dark' },
  'draft.get': {},
  'draft.set': { experiment },
  'recipes.list': {},
  'files.choose': { purpose: 'data' },
  'experiments.open': { file: 'nowhere' },
  'experiments.save': { experiment },
  'layers.open': { file: 'nowhere' },
  'layers.import': { files: ['nowhere'] },
  'layers.ofRun': { run: 'nowhere' },
  'layers.save': { model: experiment.model, title: 'Layers' },
  'datasets.list': {},
  'datasets.get': { dataset: 'nowhere' },
  'datasets.import': { files: ['nowhere'] },
  'datasets.preview': { files: ['nowhere'], table: { header: false } },
  'files.release': { files: ['nowhere'] },
  'datasets.catalog': {},
  'datasets.download': { set: 'nowhere' },
  'datasets.setTarget': { dataset: 'nowhere', target: 'price' },
  'datasets.rename': { dataset: 'nowhere', name: 'A name' },
  'datasets.delete': { dataset: 'nowhere' },
  'datasets.restore': { dataset: 'nowhere' },
  'jobs.cancel': { job: 'nowhere' },
  'experiments.start': {
    experiment: { ...experiment, data: { ...experiment.data, dataset: 'nowhere' } },
    stepsPlanned: 10,
  },
  'experiments.list': {},
  'experiments.get': { experiment: 'nowhere' },
  'experiments.resume': { experiment: 'nowhere' },
  'runs.rewind': { runs: ['nowhere'] },
  'runs.goBack': { run: 'nowhere', step: 0, epoch: 1 },
  'runs.begin': {
    run: 'nowhere',
    environment: { app: '0', host: 'loopback', backend: 'webgl', renderer: null, tfjs: '4', userAgent: 'test' },
    initialWeightsHash: hash,
    batchOrderHash: hash,
  },
  'runs.append': { runs: [{ run: 'nowhere', steps: [], epochs: [] }] },
  'runs.setStatus': { run: 'nowhere', status: 'finished' },
  'runs.get': { run: 'nowhere' },
  'runs.points': { run: 'nowhere' },
  'runs.delete': { runs: ['nowhere'] },
  'runs.restore': { runs: ['nowhere'] },
  'exports.stage': { run: 'nowhere', format: 'tfjs' },
  'exports.finish': { export: 'nowhere', samples: 1, maxDeviation: 0 },
  'exports.drop': { export: 'nowhere' },
  'exports.reveal': { export: 'nowhere' },
  'training.progress': { fraction: null },
  'tasks.next': {},
  'tasks.report': { task: 'nowhere', fraction: 0, stage: 'x', detail: {} },
  'tasks.done': { task: 'nowhere', failure: null, output: null },
};

/** Calls that need nothing that is not there; all others meet a made-up id and must say so. */
const answeredWithValue: readonly CallName[] = [
  'app.info',
  'settings.get',
  'settings.set',
  'draft.get',
  'draft.set',
  'recipes.list',
  'files.choose',
  'experiments.save',
  'layers.save',
  'datasets.list',
  'experiments.list',
  'training.progress',
  'tasks.next',
];

let studio: RunningStudio;
let page: LoopbackPage;
beforeAll(async () => {
  studio = await startStudio();
  page = await openPage(studio.url);
});
afterAll(() => studio?.stop());

describe('the loopback host answers every call with a Result', () => {
  it.each(callNames)('%s', async (name) => {
    const { answer } = await page.call(name, inputs[name]);
    if (answeredWithValue.includes(name)) expect(answer).toMatchObject({ ok: true });
    else expect(answer).toSatisfy(isAnswerOrKnownTrouble);
  });

  it.each(callNames)('%s refuses a field that is not in its schema', async (name) => {
    const { answer } = await page.call(name, { ...inputs[name], surprise: 1 });
    expect(answer).toMatchObject({ ok: false, code: 'badInput', detail: { call: name } });
  });
});

/** A value, or trouble with a name and values; never a defect. */
function isAnswerOrKnownTrouble(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  if (answer.ok === true) return 'value' in answer;
  return 'code' in answer && 'detail' in answer && answer.code !== 'unexpected' && answer.code !== 'badInput';
}
