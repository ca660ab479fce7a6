import * as v from 'valibot';
import type { BenchModelId } from './bench/models.ts';
import type { PageParticipant } from './bench/participants.ts';
import type { CommandId } from './commandIds.ts';
import type { CheckpointMark } from './domain/checkpoint.ts';
import type { CatalogEntry, DatasetDescriptor, DatasetSummary, ImportPreview } from './domain/dataset.ts';
import type { Experiment, Recipe } from './domain/experiment.ts';
import { experimentSchema, layerGraphSchema } from './domain/experimentSchema.ts';
import type { ImportedModel } from './domain/keptStart.ts';
import type { LayerGraph } from './domain/layerGraph.ts';
import {
  runStatuses,
  type ExperimentRecord,
  type ExperimentSummary,
  type RunPoints,
  type RunRecord,
} from './domain/run.ts';
import { runEventSchema } from './domain/runEvent.ts';
import { engineChoices } from './domain/backend.ts';
import { isEpochBlock } from './domain/pointColumns.ts';
import { languages, themes, xAxes, type Settings } from './domain/settings.ts';
import { tableOptionsSchema } from './domain/tableOptions.ts';
import { filePurposes } from './filePurposes.ts';
import type { PageFile, SendWatch } from './pageFiles.ts';
import type { Result } from './result.ts';
import type { VerifyEngine } from './verification/backend.ts';

export { commandIds, type CommandId } from './commandIds.ts';
export type { FilePurpose } from './filePurposes.ts';
export type { PageFile, SendWatch } from './pageFiles.ts';

/**
 * The one list of calls and events between the renderer and the main process. Electron's IPC, the loopback host and the command
 * line all offer exactly this. A new call is a line in `callSchemas`, a line in `Outputs` and a function in a service.
 */
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const number = v.nullable(v.pipe(v.number(), v.finite()));
const text = v.pipe(v.string(), v.maxLength(4000));
const detail = v.record(v.string(), v.union([v.string(), v.number()]));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const nothing = v.strictObject({});

const environment = v.strictObject({
  app: text,
  host: text,
  backend: text,
  renderer: v.nullable(text),
  tfjs: v.nullable(text),
  userAgent: text,
});
const epoch = v.strictObject({
  epoch: count,
  step: count,
  loss: number,
  valLoss: number,
  metrics: v.record(v.string(), number),
  valMetrics: v.record(v.string(), number),
  trainLoss: v.exactOptional(number),
  trainMetrics: v.exactOptional(v.record(v.string(), number)),
  seconds: v.pipe(v.number(), v.minValue(0)),
  samplesPerSecond: v.exactOptional(number),
});
/** Electron takes numbers side by side as they are; JSON makes lists of them. NaN stands for null there. */
const column = v.union([v.array(number), v.instance(Float64Array<ArrayBuffer>)]);
const stepValues = v.strictObject({
  series: text,
  fromStep: count,
  values: v.pipe(column, v.maxLength(100_000)),
});
/** Many epoch records are quicker to hand over as columns. */
const epochBlock = v.pipe(v.record(v.string(), column), v.check(isEpochBlock));
const runAppend = v.strictObject({
  run: id,
  steps: v.array(stepValues),
  epochs: v.array(v.union([epoch, epochBlock])),
  batchOrderHash: v.optional(hash),
  maskHash: v.optional(hash),
  /** What was changed on the run's way; the same kind at the same update overwrites. */
  events: v.optional(v.array(runEventSchema)),
});
const chart = v.strictObject({
  logLoss: v.boolean(),
  xAxis: v.picklist(xAxes),
  curves: v.picklist(['validation', 'training', 'both']),
  metric: v.optional(v.nullable(text), null),
});

export const callSchemas = {
  'app.info': nothing,
  'settings.get': nothing,
  'settings.set': v.strictObject({
    theme: v.optional(v.picklist(themes)),
    language: v.optional(v.nullable(v.picklist(languages))),
    tourDone: v.optional(v.array(text)),
    tourHidden: v.optional(v.boolean()),
    engine: v.optional(v.picklist(engineChoices)),
    chart: v.optional(chart),
  }),
  /** The unfinished experiment, kept between starts. */
  'draft.get': nothing,
  'draft.set': v.strictObject({ experiment: experimentSchema }),
  'recipes.list': nothing,

  /** Native file dialog; `files: null` where the host has none and the page must use an <input type=file>. */
  'files.choose': v.strictObject({ purpose: v.picklist(filePurposes) }),
  /** Reads a chosen `*.experiment.json`. */
  'experiments.open': v.strictObject({ file: id }),
  /** Writes `<title>.experiment.json` where the reader chooses (or into the exports folder) and says where. */
  'experiments.save': v.strictObject({ experiment: experimentSchema }),
  /** Reads a chosen `*.layers.json`. */
  'layers.open': v.strictObject({ file: id }),
  /** Reads the layers of a chosen Keras or TF.js `model.json`, and their weights from the files beside it or chosen with it. */
  'layers.import': v.strictObject({ files: v.pipe(v.array(id), v.minLength(1), v.maxLength(64)) }),
  /** The layers of a run that has trained, to begin with its weights. */
  'layers.ofRun': v.strictObject({ run: id }),
  /** Writes `<title>.layers.json` where the reader chooses (or into the exports folder) and says where. */
  'layers.save': v.strictObject({ model: layerGraphSchema, title: text }),

  'datasets.list': nothing,
  /** Builds a built-in set the first time it is asked for. */
  'datasets.get': v.strictObject({ dataset: id }),
  /** Starts reading; progress comes as `job.progress`, the end as `job.ended`. */
  'datasets.import': v.strictObject({
    files: v.pipe(v.array(id), v.minLength(1), v.maxLength(64)),
    name: v.optional(text),
    /** What the reader chose in place of guesses about a table. */
    table: v.optional(tableOptionsSchema),
  }),
  /** The beginning of a table, or some pictures, as they would be read with these options: at once, and nothing is kept. */
  'datasets.preview': v.strictObject({
    files: v.pipe(v.array(id), v.minLength(1), v.maxLength(64)),
    table: v.optional(tableOptionsSchema),
  }),
  /** Files that will not be imported: the host's own copies of uploads go. */
  'files.release': v.strictObject({ files: v.pipe(v.array(id), v.maxLength(64)) }),
  /** Published sets that can be fetched. */
  'datasets.catalog': nothing,
  /** Fetches one, checks it and imports it; a job like an import. */
  'datasets.download': v.strictObject({ set: id }),
  'datasets.setTarget': v.strictObject({ dataset: id, target: text }),
  'datasets.rename': v.strictObject({ dataset: id, name: text }),
  /** Moves to the bin; `datasets.restore` brings it back until the app ends. */
  'datasets.delete': v.strictObject({ dataset: id }),
  'datasets.restore': v.strictObject({ dataset: id }),
  'jobs.cancel': v.strictObject({ job: id }),

  /** Keeps the experiment as it is now and makes a waiting run per contender and seed. */
  'experiments.start': v.strictObject({ experiment: experimentSchema, stepsPlanned: count }),
  'experiments.list': nothing,
  'experiments.get': v.strictObject({ experiment: id }),
  /** Takes runs that were cut off back to their checkpoints and makes them this host's; all of the experiment where none are named. */
  'experiments.resume': v.strictObject({
    experiment: id,
    runs: v.optional(v.pipe(v.array(id), v.minLength(1))),
  }),
  /** The same with runs of this host that still train: their worker was lost. */
  'runs.rewind': v.strictObject({ runs: v.pipe(v.array(id), v.minLength(1)) }),
  /** Takes away what a run had after the checkpoint it went on from, now that it has gone on: until then nothing of it is lost. */
  'runs.goBack': v.strictObject({ run: id, step: count, epoch: count }),
  'runs.begin': v.strictObject({
    run: id,
    environment,
    initialWeightsHash: hash,
    batchOrderHash: hash,
    /** Of the updates made before; absent or null: none, or nothing is dropped. */
    maskHash: v.optional(v.nullable(hash)),
  }),
  /** What became of runs that train together, in one transaction. Acknowledged means committed: the points survive a kill of any process. */
  'runs.append': v.strictObject({ runs: v.pipe(v.array(runAppend), v.minLength(1)) }),
  'runs.setStatus': v.strictObject({
    run: id,
    status: v.picklist(runStatuses),
    reason: v.optional(v.nullable(v.strictObject({ code: text, detail }))),
  }),
  'runs.get': v.strictObject({ run: id }),
  /** All per-update series, or those named (`a/*`: all that begin so): there are many, and each is as long as the training. */
  'runs.points': v.strictObject({ run: id, series: v.optional(v.array(text)) }),
  /** Moves runs to the bin; `runs.restore` brings them back until the app ends. */
  'runs.delete': v.strictObject({ runs: v.pipe(v.array(id), v.minLength(1)) }),
  'runs.restore': v.strictObject({ runs: v.pipe(v.array(id), v.minLength(1)) }),

  /** Stages an export aside; the page checks the staged files and then finishes or drops it. */
  'exports.stage': v.strictObject({ run: id, format: v.picklist(['tfjs']) }),
  /** Moves a checked export to its place; refused unless `maxDeviation` is within the promise. */
  'exports.finish': v.strictObject({ export: id, samples: count, maxDeviation: v.pipe(v.number(), v.minValue(0)) }),
  'exports.drop': v.strictObject({ export: id }),
  /** Shows a finished export in the file manager, where the host can. */
  'exports.reveal': v.strictObject({ export: id }),

  /** Tells the host how far training is: power-save blocker, taskbar progress. Null: nothing trains. */
  'training.progress': v.strictObject({ fraction: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))) }),
  /** Next task of a window-less runner (command line); null: none. */
  'tasks.next': nothing,
  /** `stage` is a key under `cli.stage.` in the locale files. */
  'tasks.report': v.strictObject({ task: id, fraction: v.number(), stage: text, detail }),
  'tasks.done': v.strictObject({
    task: id,
    failure: v.nullable(v.strictObject({ code: text, detail })),
    output: v.any(),
  }),
} as const;

export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'loopback';
  readonly platform: string;
  readonly node: string;
  /** Folder of data sets, runs, settings: words for the reader, never used as an address. */
  readonly userData: string;
  readonly exports: string;
}

export interface FileHandle {
  readonly id: string;
  readonly name: string;
  /** 0 for a folder. */
  readonly bytes: number;
}

export interface StagedExport {
  readonly export: string;
  /** File names below `bytesAddress.staged`. */
  readonly files: readonly string[];
}

/** What one run became since it was last told of. */
export type RunAppend = CallInput<'runs.append'>['runs'][number];

/** A run that goes on from its checkpoint; null: from the start, because none was taken yet. */
export interface ResumedRun {
  readonly run: string;
  readonly checkpoint: CheckpointMark | null;
}

/** What a window-less page is asked to do. */
export type RunnerTask =
  | {
      readonly task: string;
      readonly kind: 'train';
      readonly record: ExperimentRecord;
      readonly runs: readonly RunRecord[];
      readonly backend: string;
      /** Present where stored runs go on; the others stay as they are. */
      readonly resumed?: readonly ResumedRun[];
    }
  | {
      readonly task: string;
      readonly kind: 'export';
      readonly run: string;
      readonly format: 'tfjs';
      readonly backend: string;
    }
  | { readonly task: string; readonly kind: 'probe'; readonly backend: string }
  | {
      readonly task: string;
      readonly kind: 'verify';
      readonly engine: VerifyEngine;
      /** Name of the reference file. */
      readonly file: string;
      /** What it holds, parsed. */
      readonly content: unknown;
    }
  | BenchTask;

/** One step of a measurement. Participants stay open between tasks, so that they can be timed in turns. */
export interface BenchTask {
  readonly task: string;
  readonly kind: 'bench';
  readonly act: 'open' | 'train' | 'close';
  readonly model: BenchModelId;
  readonly participant: PageParticipant;
  /** Of each contender. */
  readonly updates: number;
}

export interface Outputs {
  'app.info': AppInfo;
  'settings.get': Settings;
  'settings.set': Settings;
  'draft.get': Experiment | null;
  'draft.set': null;
  'recipes.list': readonly Recipe[];
  'files.choose': { readonly files: readonly FileHandle[] | null };
  'experiments.open': Experiment;
  'experiments.save': { readonly where: string } | null;
  'layers.open': LayerGraph;
  'layers.import': ImportedModel;
  'layers.ofRun': ImportedModel;
  'layers.save': { readonly where: string } | null;
  'datasets.list': readonly DatasetSummary[];
  'datasets.get': DatasetDescriptor;
  'datasets.import': { readonly job: string };
  'datasets.preview': ImportPreview;
  'files.release': null;
  'datasets.catalog': readonly CatalogEntry[];
  'datasets.download': { readonly job: string };
  'datasets.setTarget': DatasetDescriptor;
  'datasets.rename': DatasetDescriptor;
  'datasets.delete': null;
  'datasets.restore': null;
  'jobs.cancel': null;
  'experiments.start': { readonly record: ExperimentRecord; readonly runs: readonly RunRecord[] };
  'experiments.resume': {
    readonly record: ExperimentRecord;
    /** Every run of the experiment. */
    readonly runs: readonly RunRecord[];
    /** Those that go on. */
    readonly resumed: readonly ResumedRun[];
  };
  'runs.rewind': { readonly resumed: readonly ResumedRun[] };
  'experiments.list': readonly ExperimentSummary[];
  'experiments.get': { readonly record: ExperimentRecord; readonly runs: readonly RunRecord[] };
  'runs.goBack': null;
  'runs.begin': null;
  'runs.append': null;
  'runs.setStatus': null;
  'runs.get': RunRecord;
  'runs.points': RunPoints;
  'runs.delete': null;
  'runs.restore': null;
  'exports.stage': StagedExport;
  'exports.finish': { readonly where: string };
  'exports.drop': null;
  'exports.reveal': null;
  'training.progress': null;
  'tasks.next': RunnerTask | null;
  'tasks.report': null;
  'tasks.done': null;
}

export type CallName = keyof typeof callSchemas;
export type CallInput<C extends CallName> = v.InferOutput<(typeof callSchemas)[C]>;
export type CallOutput<C extends CallName> = Outputs[C];
export const callNames = Object.keys(callSchemas) as CallName[];

export interface Events {
  'job.progress': {
    readonly job: string;
    /** 0 … 1, or null while the whole is unknown. */
    readonly fraction: number | null;
    /** Key under `jobs.` in the locale files with its values. */
    readonly message: string;
    readonly detail: Readonly<Record<string, string | number>>;
    readonly remainingSeconds: number | null;
  };
  'job.ended': { readonly job: string; readonly result: Result<{ readonly dataset: string }> };
  'datasets.changed': Record<string, never>;
  'runs.changed': { readonly experiment: string | null };
  /** A menu entry or its key was used. */
  command: { readonly command: CommandId };
  /** The machine sleeps or the last window closes: pause training. */
  suspend: Record<string, never>;
}
export type EventName = keyof Events;
export const eventNames = [
  'job.progress',
  'job.ended',
  'datasets.changed',
  'runs.changed',
  'command',
  'suspend',
] as const satisfies readonly EventName[];

/** Same-origin addresses of what is too large for a call. `samples` and `targets`: GET. `weights`: GET and PUT. `staged`: GET. */
export const bytesAddress = {
  datasetPart: (dataset: string, part: 'samples' | 'targets') => `/bytes/datasets/${dataset}/${part}`,
  weights: (run: string) => `/bytes/runs/${run}/weights`,
  /** PUT: the newest checkpoint of a run. */
  newCheckpoint: (run: string) => `/bytes/runs/${run}/checkpoint`,
  /** GET. */
  checkpoint: (run: string, number: number) => `/bytes/runs/${run}/checkpoint-${number}`,
  /** GET: weights that layers begin with, by the SHA-256 of the file. */
  startWeights: (file: string) => `/bytes/start-weights/${file}`,
  staged: (exportId: string, file: string) => `/bytes/exports/${exportId}/${file}`,
  /** Loopback only: POST the body of a dropped or chosen file; answers a FileHandle. */
  upload: (name: string) => `/bytes/uploads?name=${encodeURIComponent(name)}`,
} as const;

/** The renderer's only door to the outside. */
export interface Studio {
  readonly host: 'electron' | 'loopback';
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<Result<CallOutput<C>>>;
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  /** Makes dropped or chosen files known to the host; the page gets ids, never paths. The loopback host is sent their bytes, which `watch` follows. */
  registerFiles(files: readonly PageFile[], watch?: SendWatch): Promise<Result<readonly FileHandle[]>>;
}

/** What every service layer offers: one function per call. A missing call is a type error. */
export type CallHandlers = {
  readonly [C in CallName]: (input: CallInput<C>) => Promise<CallOutput<C>> | CallOutput<C>;
};
