import fs from 'node:fs/promises';
import path from 'node:path';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { Messages } from '#shared/i18n/translate.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { wantsCounts } from '#shared/losses/index.ts';
import { prepareData, type DatasetBytes } from '#shared/preprocessing/preparedData.ts';
import type { ExportInput } from '../exporters/exporter.ts';
import type { DatasetStore } from '../datasets/store.ts';
import { exactBuffer } from './exactBuffer.ts';
import type { ExperimentStore } from './experimentStore.ts';
import { experimentOfRun } from './runExperiment.ts';
import type { RunFiles } from './runFiles.ts';
import type { RunStore } from './runStore.ts';
import type { SettingsStore } from './settingsStore.ts';

export interface ExportSources {
  readonly runs: RunStore;
  readonly experiments: ExperimentStore;
  readonly runFiles: RunFiles;
  readonly datasets: DatasetStore;
  readonly settings: SettingsStore;
  readonly resources: string;
  readonly appVersion: string;
}

/** Everything an exporter needs of a run. Throws `weightsMissing`, `weightsDamaged`, or what the data set store says. */
export async function exportInputOf(run: string, sources: ExportSources): Promise<ExportInput> {
  const { experiment, contender } = experimentOfRun(run, sources);
  const weights = await sources.runFiles.read(run);
  const descriptor = await sources.datasets.get(experiment.data.dataset);
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target, experiment.data);
  return {
    experiment,
    contender,
    inputShape,
    demand,
    weights,
    appVersion: sources.appVersion,
    preprocessing: await preprocessingOf(experiment, descriptor, sources.datasets),
    messages: await messagesOf(sources),
  };
}

/** What was fitted on the training part, so that the model can be used outside: fitted again here, by the same pure function. */
async function preprocessingOf(experiment: Experiment, descriptor: DatasetDescriptor, datasets: DatasetStore) {
  const part = async (name: 'samples' | 'targets') =>
    exactBuffer(await fs.readFile((await datasets.partFile(descriptor.id, name)).path));
  const bytes: DatasetBytes = {
    samples: await part('samples'),
    targets: descriptor.targets ? await part('targets') : null,
  };
  return prepareData(descriptor, experiment.data, bytes, !wantsCounts(experiment.loss)).preprocessing;
}

async function messagesOf({ settings, resources }: ExportSources): Promise<Messages> {
  const language = (await settings.get()).language ?? 'en';
  return JSON.parse(await fs.readFile(path.join(resources, 'locales', `${language}.json`), 'utf8')) as Messages;
}
