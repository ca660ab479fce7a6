import type { DatasetDescriptor, ImportPreview } from '#shared/domain/dataset.ts';
import type { Result } from '#shared/result.ts';
import type { BuiltinTask } from './builtinTask.ts';
import type { ImportOutcome, ImportTask } from './importTask.ts';
import type { PreviewTask } from './previewTask.ts';
import type { ImportProgress } from './watch.ts';

/** What the worker thread is asked to do. */
export type WorkerTask = ImportTask | BuiltinTask | PreviewTask;

/** What it can be told. */
export type ToWorker =
  | { readonly kind: 'task'; readonly task: WorkerTask }
  /** The running task, if there is one. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'end' };

export interface TaskValues {
  readonly import: ImportOutcome;
  readonly builtin: DatasetDescriptor;
  readonly preview: ImportPreview;
}

/** What it says of a task. The last message is the result. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'result'; readonly result: Result<TaskValues[keyof TaskValues]> };
