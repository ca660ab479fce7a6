import fs from 'node:fs/promises';
import path from 'node:path';
import type { CallHandlers, EventName, Events, FileHandle } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';
import { createDatasetStore, type DatasetStore } from '../datasets/store.ts';
import { streamToFile } from './atomicFile.ts';
import { answerBytes, type BytesRequest, type BytesResponse } from './bytes.ts';
import { createCheckpointStore } from './checkpointStore.ts';
import { openDatabase } from './database.ts';
import { createExperimentStore } from './experimentStore.ts';
import { exportInputOf } from './exportInput.ts';
import { createExportStore } from './exportStore.ts';
import { createFileRegistry } from './fileRegistry.ts';
import { createHandlers } from './handlers.ts';
import { isDiskFull } from './hostFailure.ts';
import { chosenOr, type HostCapabilities } from './hostCapabilities.ts';
import { HEARTBEAT_MS, joinHosts } from './hosts.ts';
import { newId } from './ids.ts';
import { createJobs } from './jobs.ts';
import { weightBytes } from './modelSize.ts';
import { purgeRuns } from './runBin.ts';
import { createRunFiles } from './runFiles.ts';
import { createRunStore, type RunStore } from './runStore.ts';
import { createSettingsStore } from './settingsStore.ts';
import { createStartWeightFiles } from './startWeightFiles.ts';
import { createTaskQueue, type TaskQueue } from './taskQueue.ts';

export type { HostCapabilities } from './hostCapabilities.ts';

export interface StudioOptions {
  /** Folder of data sets, runs, settings. */
  readonly userData: string;
  readonly exportsFolder: string;
  readonly resources: string;
  readonly appVersion: string;
  readonly host: HostCapabilities;
  readonly emit: <E extends EventName>(event: E, payload: Events[E]) => void;
}

/** Everything the contract promises, without a window. Whoever makes it closes it. */
export interface StudioServices {
  readonly handlers: CallHandlers;
  bytes(request: BytesRequest): Promise<BytesResponse>;
  /** Makes a file known that the reader chose or dropped. */
  registerFile(file: string, name?: string): Promise<FileHandle>;
  /** Keeps a body as a file of its own until its import is done; throws `bodyTooLarge`. */
  receiveUpload(name: string, body: AsyncIterable<Uint8Array>, limitBytes: number): Promise<FileHandle>;
  /** Ends this host's unfinished runs (or those of these ids) as interrupted: their page is gone. */
  interruptRuns(reasonCode: string, ids?: readonly string[]): Promise<void>;
  /** Ids of this host's runs that have not ended. */
  unfinishedRuns(): string[];
  readonly tasks: TaskQueue;
  readonly datasets: DatasetStore;
  readonly runs: RunStore;
  close(): Promise<void>;
}

/** Weights above this are no model of this app. */
export const WEIGHTS_LIMIT_BYTES = 2 * 1024 ** 3;

/** Opens the user's data and starts the services. Throws `databaseNewer`, `databaseDamaged`. */
export async function createStudioServices(options: StudioOptions): Promise<StudioServices> {
  const { userData, exportsFolder, resources, appVersion, host: capabilities, emit } = options;
  await fs.mkdir(userData, { recursive: true });
  const db = openDatabase(path.join(userData, 'studio.sqlite'));
  const host = joinHosts({ db });
  const temporary = path.join(userData, 'tmp', host.id);
  const runs = createRunStore({ db, host: host.id });
  const experiments = createExperimentStore({ db, runs });
  const runFiles = createRunFiles({ db, folder: path.join(userData, 'runs'), limitBytes: WEIGHTS_LIMIT_BYTES });
  const checkpoints = createCheckpointStore({
    db,
    folder: path.join(userData, 'runs'),
    limitBytes: WEIGHTS_LIMIT_BYTES,
    writable: (run) => runs.writable(run),
  });
  const startWeights = createStartWeightFiles(path.join(userData, 'start-weights'));
  const settings = createSettingsStore(userData);
  const files = createFileRegistry();
  const datasets = createDatasetStore({
    folder: path.join(userData, 'datasets'),
    downloads: { mirror: process.env.STUDIO_MIRROR },
  });
  const jobs = createJobs({ emit });
  const tasks = createTaskQueue();
  const exports = createExportStore({
    runs,
    stagingFolder: path.join(temporary, 'exports'),
    inputOf: (run) => exportInputOf(run, { runs, experiments, runFiles, datasets, settings, resources, appVersion }),
    chooseFolder: async () => {
      const folder = chosenOr(capabilities, await capabilities.saveFolder(), exportsFolder);
      if (folder === null) throw new StudioError('cancelled');
      return folder;
    },
  });
  const { platform, versions } = process;
  const info = {
    version: appVersion,
    host: capabilities.name,
    platform,
    node: versions.node,
    userData,
    exports: exportsFolder,
  };
  const handlers = createHandlers({
    info,
    resources,
    exportsFolder,
    host: capabilities,
    emit,
    settings,
    files,
    datasets,
    experiments,
    runs,
    checkpoints,
    exports,
    startWeights,
    runFiles,
    jobs,
    tasks,
  });

  const interrupt = (code: string, ids?: readonly string[]) => {
    if (runs.interrupt({ code, detail: {} }, ids).length > 0) emit('runs.changed', { experiment: null });
  };
  const tend = () => {
    host.beat();
    if (runs.interruptOrphans(host.living()).length > 0) emit('runs.changed', { experiment: null });
  };
  tend();
  await purgeRuns(db, runFiles, host.living());
  await purgeTemporary(path.dirname(temporary), host.living());
  const heartbeat = setInterval(() => ignoreTrouble(tend), HEARTBEAT_MS).unref();

  let closing: Promise<void> | null = null;
  const close = async () => {
    clearInterval(heartbeat);
    tasks.failAll(new StudioError('cancelled'));
    await jobs.close();
    interrupt('hostEnded');
    datasets.close();
    host.leave();
    await fs.rm(temporary, { recursive: true, force: true });
    db.close();
  };

  return {
    handlers,
    bytes: (request) =>
      answerBytes(request, {
        datasets,
        runFiles,
        checkpoints,
        exports,
        startWeights,
        expectedWeights: async (run) => {
          const { experimentId, contender } = runs.get(run);
          const { experiment } = experiments.get(experimentId).record;
          const descriptor = await datasets.get(experiment.data.dataset).catch(() => null);
          return descriptor && weightBytes(experiment, contender, descriptor);
        },
        weightsWritten: (run) => emit('runs.changed', { experiment: runs.get(run).experimentId }),
      }),
    registerFile: (file, name) => files.register(file, { name }),
    async receiveUpload(name, body, limitBytes) {
      const file = path.join(temporary, 'uploads', newId('u'));
      await streamToFile(body, file, limitBytes);
      return files.register(file, { name, isTemporary: true });
    },
    interruptRuns: async (code, ids) => interrupt(code, ids),
    unfinishedRuns: () => runs.unfinished(),
    tasks,
    datasets,
    runs,
    close: () => (closing ??= close()),
  };
}

/** Another host holds the write lock for long, or the disk is full: the next beat comes soon. */
function ignoreTrouble(work: () => void): void {
  try {
    work();
  } catch (error) {
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === 5;
    if (!isBusy && !isDiskFull(error)) throw error;
  }
}

/** What dead hosts left half-done: uploads, staged exports. */
async function purgeTemporary(folder: string, living: readonly string[]): Promise<void> {
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names.filter((name) => !living.includes(name)))
    await fs.rm(path.join(folder, name), { recursive: true, force: true });
}
