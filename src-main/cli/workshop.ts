import type { InspectCore } from '#main/datasets/inspect.ts';
import type { TaskOrder, TaskProgress } from '#main/services/taskQueue.ts';
import type { CallHandlers } from '#shared/contract.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';

export interface TaskOptions {
  /** Asks the page to stop; what it has done so far is kept. */
  readonly signal: AbortSignal;
  /** Told about twice a second. */
  onProgress(progress: TaskProgress): void;
  /** Where a finished export goes; the exports folder where absent. */
  readonly saveFolder?: string;
}

export interface ImportOptions {
  readonly name?: string;
  /** What is said about a table in place of guesses. */
  readonly table?: TableOptions;
  readonly signal: AbortSignal;
  onProgress(fraction: number): void;
}

export interface Folders {
  readonly userData: string;
  readonly exports: string;
  readonly database: string;
}

export interface ImportedData {
  readonly dataset: string;
  /** True where these very files were there already. */
  readonly reused: boolean;
}

/** What commands work with: the studio's services, and the window-less page that trains. Everything is opened on first use. */
export interface Workshop {
  readonly folders: Folders;
  /** The path of Chrome, Chromium or Edge, or null. */
  findBrowser(): string | null;
  /** What every call of the contract does. */
  calls(): Promise<CallHandlers>;
  /** What is in files or a folder, without keeping it. */
  inspect(paths: readonly string[], signal: AbortSignal, table?: TableOptions): Promise<InspectCore>;
  /** Reads files or a folder into the store; an identical import is reused. */
  importData(paths: readonly string[], options: ImportOptions): Promise<ImportedData>;
  /** Starts the page where it does not run yet; throws `browserMissing`, `buildFailed`, `browserFailed`, `runnerSilent`, `cancelled`. */
  startPage(signal: AbortSignal): Promise<void>;
  /** Starts the page and lets it work on a task and returns its output; throws what the page reports as failure too. */
  perform(task: TaskOrder, options: TaskOptions): Promise<unknown>;
  /** Ends the page, its server and its browser, and closes the services. */
  close(): Promise<void>;
}
