import type { AppInfo, CallHandlers, EventName, Events } from '#shared/contract.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import { solves } from '#shared/training/solving.ts';
import { draftSteps } from '#shared/domain/draftCheck.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { layersText } from '#shared/domain/layersFile.ts';
import type { DatasetStore } from '../datasets/store.ts';
import { EXPERIMENT_ENDING, experimentFileName, openExperimentFile, saveExperimentFile } from './experimentFiles.ts';
import { freeFile, writeChosenFile } from './jsonFiles.ts';
import { LAYERS_ENDING, layersFileName, openLayersFile } from './layersFiles.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import type { ExperimentStore } from './experimentStore.ts';
import type { ExportStore } from './exportStore.ts';
import type { FileRegistry } from './fileRegistry.ts';
import { chosenOr, type HostCapabilities, type SavePurpose } from './hostCapabilities.ts';
import type { Jobs } from './jobs.ts';
import { checkStart } from './modelSize.ts';
import { readRecipes } from './recipes.ts';
import { importModel, modelOfRun } from './modelImport.ts';
import { createResumption } from './resumption.ts';
import type { RunFiles } from './runFiles.ts';
import type { RunStore } from './runStore.ts';
import type { SettingsStore } from './settingsStore.ts';
import type { StartWeightFiles } from './startWeightFiles.ts';
import type { TaskQueue } from './taskQueue.ts';

/** The services that answer calls, and what they may ask of the host. */
export interface HandlerParts {
  readonly info: AppInfo;
  readonly resources: string;
  readonly exportsFolder: string;
  readonly host: HostCapabilities;
  readonly emit: <E extends EventName>(event: E, payload: Events[E]) => void;
  readonly settings: SettingsStore;
  readonly files: FileRegistry;
  readonly datasets: DatasetStore;
  readonly experiments: ExperimentStore;
  readonly runs: RunStore;
  readonly checkpoints: CheckpointStore;
  readonly exports: ExportStore;
  readonly startWeights: StartWeightFiles;
  readonly runFiles: RunFiles;
  readonly jobs: Jobs;
  readonly tasks: TaskQueue;
}

/** One function per call of the contract. */
export function createHandlers(parts: HandlerParts): CallHandlers {
  return {
    ...appHandlers(parts),
    ...datasetHandlers(parts),
    ...runHandlers(parts),
    ...exportHandlers(parts),
    ...runnerHandlers(parts),
    ...importHandlers(parts),
  };
}

function appHandlers({ info, settings, resources, files, host, exportsFolder }: HandlerParts) {
  const saveAs = async (purpose: SavePurpose, name: string, ending: string) =>
    chosenOr(host, await host.saveFile(name, purpose), await freeFile(exportsFolder, name, ending));
  return {
    'app.info': () => info,
    'settings.get': () => settings.get(),
    'settings.set': (change) => settings.set(change),
    'draft.get': () => settings.getDraft(),
    'draft.set': ({ experiment }) => settings.setDraft(experiment).then(() => null),
    'recipes.list': () => readRecipes(resources),
    'files.choose': async ({ purpose }) => {
      const chosen = await host.chooseFiles(purpose);
      return { files: chosen && (await Promise.all(chosen.map((file) => files.register(file)))) };
    },
    'experiments.open': ({ file }) => files.useOnce([file], ([chosen]) => openExperimentFile(chosen!)),
    'experiments.save': async ({ experiment }) => {
      const where = await saveAs('experiment', experimentFileName(experiment), EXPERIMENT_ENDING);
      if (where === null) return null;
      await saveExperimentFile(experiment, where);
      return { where };
    },
    'layers.open': ({ file }) => files.useOnce([file], ([chosen]) => openLayersFile(chosen!)),
    'layers.save': async ({ model, title }) => {
      const where = await saveAs('layers', layersFileName(title), LAYERS_ENDING);
      if (where !== null) await writeChosenFile(layersText(model), where);
      return where === null ? null : { where };
    },
  } satisfies Partial<CallHandlers>;
}

function datasetHandlers({ datasets, files, jobs, emit }: HandlerParts) {
  const changed = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    emit('datasets.changed', {});
    return value;
  };
  return {
    'datasets.list': () => datasets.list(),
    'datasets.get': ({ dataset }) => datasets.get(dataset),
    'datasets.import': ({ files: ids, name, table }) => {
      const chosen = ids.map((id) => files.get(id));
      const job = jobs.start(async (signal, onProgress) => {
        const options = { signal, onProgress, name, table };
        const { id } = await changed(
          datasets.importFiles(
            chosen.map(({ path, name }) => ({ path, name })),
            options,
          ),
        );
        await files.dropTemporary(chosen);
        return { dataset: id };
      });
      return { job };
    },
    'datasets.preview': ({ files: ids, table }) => {
      const chosen = ids.map((id) => files.get(id));
      return datasets.preview(
        chosen.map(({ path, name }) => ({ path, name })),
        table,
      );
    },
    'files.release': ({ files: ids }) =>
      files.dropTemporary(ids.flatMap((id) => files.find(id) ?? [])).then(() => null),
    'datasets.catalog': () => datasets.catalog(),
    'datasets.download': ({ set }) => {
      const job = jobs.start(async (signal, onProgress) => {
        const { id } = await changed(datasets.download(set, { signal, onProgress }));
        return { dataset: id };
      });
      return { job };
    },
    'datasets.setTarget': ({ dataset, target }) => changed(datasets.setTarget(dataset, target)),
    'datasets.rename': ({ dataset, name }) => changed(datasets.rename(dataset, name)),
    'datasets.delete': ({ dataset }) => changed(datasets.remove(dataset)).then(() => null),
    'datasets.restore': ({ dataset }) => changed(datasets.restore(dataset)).then(() => null),
    'jobs.cancel': ({ job }) => nothing(jobs.cancel(job)),
  } satisfies Partial<CallHandlers>;
}

function runHandlers({ experiments, runs, checkpoints, datasets, startWeights, emit }: HandlerParts) {
  const changed = (experiment: string | null) => emit('runs.changed', { experiment });
  const resumption = createResumption({ experiments, runs, checkpoints });
  return {
    'experiments.start': async ({ experiment: given, stepsPlanned }) => {
      const experiment = parseExperiment(given);
      const descriptor = await datasets.get(experiment.data.dataset);
      checkStart(experiment, descriptor);
      await startWeights.checkAll(experiment);
      const started = experiments.start(experiment, (contender) =>
        contender.changes || solves(contender)
          ? draftSteps(experimentOf(experiment, contender), descriptor)
          : stepsPlanned,
      );
      changed(started.record.id);
      return started;
    },
    'experiments.list': () => experiments.list(),
    'experiments.get': ({ experiment }) => experiments.get(experiment),
    'runs.begin': (input) => nothing(changed(runs.begin(input).experimentId)),
    'runs.append': (input) => nothing(runs.append(...input.runs)),
    'runs.setStatus': async (input) => {
      const { experimentId, status } = runs.setStatus(input);
      changed(experimentId);
      // These will never go on: no need to keep what they could go on from.
      if (status === 'finished' || status === 'diverged') await checkpoints.drop(input.run);
      return null;
    },
    'experiments.resume': async ({ experiment, runs: wanted }) => {
      const resumed = await resumption.resume(experiment, wanted);
      changed(experiment);
      return resumed;
    },
    'runs.rewind': ({ runs: ids }) => resumption.rewind(ids),
    'runs.goBack': (input) => nothing(runs.goBack(input)),
    'runs.get': ({ run }) => runs.get(run),
    'runs.points': ({ run, series }) => runs.points(run, series),
    'runs.delete': ({ runs: ids }) => {
      runs.remove(ids);
      return nothing(changed(null));
    },
    'runs.restore': ({ runs: ids }) => {
      runs.restore(ids);
      return nothing(changed(null));
    },
  } satisfies Partial<CallHandlers>;
}

function exportHandlers({ exports, host }: HandlerParts) {
  return {
    'exports.stage': ({ run, format }) => exports.stage(run, format),
    'exports.finish': (input) => exports.finish(input),
    'exports.drop': ({ export: id }) => exports.drop(id).then(() => null),
    'exports.reveal': ({ export: id }) => nothing(host.reveal(exports.where(id))),
  } satisfies Partial<CallHandlers>;
}

function importHandlers({ files, startWeights, runs, experiments, runFiles, datasets }: HandlerParts) {
  return {
    'layers.import': ({ files: ids }) => files.useOnce(ids, (chosen) => importModel(chosen, startWeights)),
    'layers.ofRun': ({ run }) => modelOfRun(run, { runs, experiments, runFiles, datasets, startWeights }),
  } satisfies Partial<CallHandlers>;
}

function runnerHandlers({ host, tasks }: HandlerParts) {
  return {
    'training.progress': ({ fraction }) => nothing(host.setProgress(fraction)),
    'tasks.next': () => tasks.next(),
    'tasks.report': ({ task, ...progress }) => nothing(tasks.report(task, progress)),
    'tasks.done': ({ task, failure, output }) => nothing(tasks.done(task, failure, output)),
  } satisfies Partial<CallHandlers>;
}

/** Calls whose answer is only that it is done. */
function nothing(_: void): null {
  return null;
}
