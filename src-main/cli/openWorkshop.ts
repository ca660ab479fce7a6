import path from 'node:path';
import { inputAt, inspect } from '#main/datasets/inspect.ts';
import { findBrowser } from '#main/loopback/browser.ts';
import { createEventHub } from '#main/loopback/eventHub.ts';
import { appVersion, exportsFolder, resourcesFolder, userDataFolder } from '#main/services/paths.ts';
import { createStudioServices, type StudioServices } from '#main/services/studioService.ts';
import type { TaskOrder } from '#main/services/taskQueue.ts';
import { StudioError } from '#shared/result.ts';
import { startRunner, type Page, type Runner } from './runner.ts';
import type { ImportedData, ImportOptions, TaskOptions, Workshop } from './workshop.ts';

/** How long a page that was asked to stop may take: one round of updates of a large model without a GPU. */
const STOP_LIMIT_MS = 30_000;

/** The workshop of one command line. Nothing is opened before it is needed; `close` ends all of it. */
export function openWorkshop({ page }: { readonly page?: Page } = {}): Workshop {
  const userData = userDataFolder();
  // A command line has one page, and its end is noticed by the end of its browser.
  const hub = createEventHub({ opened: () => undefined, closed: () => undefined, close: () => undefined });
  let saveFolder: string | null = null;
  let services: Promise<StudioServices> | null = null;
  let runner: Promise<Runner> | null = null;

  const open = () =>
    (services ??= createStudioServices({
      userData,
      exportsFolder: exportsFolder(),
      resources: resourcesFolder(),
      appVersion: appVersion(),
      host: {
        name: 'loopback',
        chooseFiles: () => Promise.resolve(null),
        saveFolder: () => Promise.resolve(saveFolder),
        saveFile: () => Promise.resolve(null),
        reveal: () => undefined,
        setProgress: () => undefined,
      },
      emit: hub.emit,
    }));

  async function startPage(signal: AbortSignal): Promise<StudioServices> {
    const opened = await open();
    await orAborted((runner ??= startRunner(opened, hub, page)), signal);
    return opened;
  }

  async function perform(task: TaskOrder, options: TaskOptions): Promise<unknown> {
    const opened = await startPage(options.signal);
    saveFolder = options.saveFolder ?? null;
    const work = opened.tasks.enqueue(task, options.onProgress);
    const stop = () => hub.emit('suspend', {});
    options.signal.addEventListener('abort', stop, { once: true });
    return orAborted(work, options.signal, task.kind === 'train' ? STOP_LIMIT_MS : 0);
  }

  return {
    folders: { userData, exports: exportsFolder(), database: path.join(userData, 'studio.sqlite') },
    findBrowser: () => findBrowser()?.path ?? null,
    calls: async () => (await open()).handlers,
    inspect,
    importData: async (paths, options) => importInto(await open(), paths, options),
    startPage: (signal) => startPage(signal).then(() => undefined),
    perform,
    async close() {
      const started = await runner?.catch(() => null);
      await started?.close();
      hub.close();
      const opened = await services?.catch(() => null);
      await opened?.close();
    },
  };
}

async function importInto(
  { datasets }: StudioServices,
  paths: readonly string[],
  options: ImportOptions,
): Promise<ImportedData> {
  const { name, table, signal, onProgress } = options;
  const known = new Set((await datasets.list()).map(({ id }) => id));
  const files = await Promise.all(paths.map(inputAt));
  const { id } = await datasets.importFiles(files, {
    signal,
    name,
    table,
    onProgress: ({ fraction }) => onProgress(fraction ?? 0),
  });
  return { dataset: id, reused: known.has(id) };
}

/** The outcome of some work, or StudioError `cancelled` once the signal has come and the work has had its time to end by itself. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal, graceMs = 0): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = () => void setTimeout(() => reject(new StudioError('cancelled')), graceMs).unref();
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  return Promise.race([work, aborted]);
}
