import type { CheckpointMark } from '#shared/domain/checkpoint.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Judgement, JudgeProgress, ShownSamples } from '#shared/domain/judgement.ts';
import type { Look } from '#shared/domain/layerLook.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import type { EpochRecord, RunReason, RunStatus, StepValues } from '#shared/domain/run.ts';
import type { EpochBlock, PackedSteps } from '#shared/domain/pointColumns.ts';
import type { RateChange, RunEvent } from '#shared/domain/runEvent.ts';
import type { ErrorDetail } from '#shared/result.ts';
import type { BackendChoice } from '#shared/domain/backend.ts';
import type { VerifyReport } from '#shared/verification/report.ts';
import type { BackendInfo, TfjsBackend } from './backendInfo.ts';
import type { InspectRequest } from './inspect.ts';
import type { JudgeRequest } from './judge.ts';
import type { VerifyRequest } from './verify.ts';

export interface RunRequest {
  readonly id: string;
  readonly seed: number;
  readonly contender: Contender;
  /** The checkpoint it goes on from; absent: it begins. */
  readonly checkpoint?: CheckpointMark;
  /** Changes of its rate that were made before it was interrupted: they come again at the same updates. */
  readonly rates?: readonly RateChange[];
}

export interface TrainRequest {
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
  readonly runs: readonly RunRequest[];
  readonly backend: BackendChoice;
  /** The model of all contenders, where these runs have another; absent: the experiment's is it. */
  readonly differsFrom?: LayerGraph;
  /** True where the optimizers of all these runs are solvers. */
  readonly solves?: boolean;
  /** Kinds of layers that others train at the same time on the same backend; absent: there are no others. */
  readonly alsoKinds?: readonly string[];
  /** Share of the data that may stay on the graphics unit, 0 … 1; all of it where absent. */
  readonly residentShare?: number;
}

export interface ExportCheckRequest {
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
  readonly backend: TfjsBackend;
  /** Same-origin addresses of the staged model.json and of the run's stored weights. */
  readonly modelUrl: string;
  readonly weightsUrl: string;
}

/** What is asked of single runs while they train; who trains none of them has nothing to do. */
export type Order =
  /** Another rate of their own from update `from` on; null: from the next one. */
  | {
      readonly type: 'setRate';
      readonly rates: readonly { readonly run: string; readonly rate: number }[];
      readonly from: number | null;
    }
  /** Says what the run's weights are now. */
  | { readonly type: 'readWeights'; readonly run: string }
  /** They end where they stand, with what they have. */
  | { readonly type: 'stopRuns'; readonly runs: readonly string[] };

/** What the page tells the worker. */
export type ToWorker =
  /**
   * Loads what this choice will probably train on, and lets a graphics card compile what the request would need; may come again. A `train` follows when
   * somebody presses Train.
   */
  | { readonly type: 'warm'; readonly backend: BackendChoice; readonly request: TrainRequest | null }
  /** Prepares; training waits for `begin`, which says which runs this worker takes. */
  | { readonly type: 'train'; readonly request: TrainRequest }
  | { readonly type: 'begin'; readonly runs: readonly string[] }
  | { readonly type: 'checkExport'; readonly request: ExportCheckRequest }
  | { readonly type: 'probe'; readonly backend: TfjsBackend }
  | { readonly type: 'verify'; readonly request: VerifyRequest }
  /** May come again and again: the data stay prepared. */
  | { readonly type: 'inspect'; readonly request: InspectRequest }
  /** Once; `show` and `tryOut` follow, each answered in its turn. */
  | { readonly type: 'judge'; readonly request: JudgeRequest }
  | { readonly type: 'show'; readonly rows: Uint32Array }
  | { readonly type: 'tryOut'; readonly sample: Float32Array }
  | { readonly type: 'pause' | 'resume' | 'step' | 'stop' }
  /** Takes checkpoints and ends; the runs go on elsewhere. */
  | { readonly type: 'leave' }
  | Order
  /** No update beyond this number; while paused, go on up to this number: how a pool keeps step. */
  | { readonly type: 'limitTo' | 'catchUp'; readonly step: number };

/** How far training is; counted over all runs in lock-step. */
export interface TrainingProgress {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly epochs: number;
  /** 0 … 1 over updates and validations. */
  readonly fraction: number;
  /** From the speed since the first update, which compiles; pauses left out. Null until there is enough to tell from. */
  readonly remainingSeconds: number | null;
}

export interface RunPointsMessage {
  readonly run: string;
  readonly steps: readonly StepValues[];
  readonly epochs: readonly EpochRecord[];
  /** Of all dropout masks up to the last update told; absent where there are none. */
  readonly maskHash?: string;
}

/** The same on its way to the page: numbers side by side. */
export interface PackedRunPoints {
  readonly run: string;
  readonly steps: readonly PackedSteps[];
  readonly epochs: readonly EpochBlock[];
  readonly maskHash?: string;
}

export interface ExportCheck {
  readonly samples: number;
  readonly maxDeviation: number;
}

/** What the worker tells the page. */
export type FromWorker =
  /** It holds the lock that has its name, and loses it when it ends. */
  | { readonly type: 'alive' }
  | { readonly type: 'backend'; readonly info: BackendInfo }
  | { readonly type: 'preparing'; readonly stage: 'backend' | 'data' | 'compiling' }
  | {
      readonly type: 'began';
      readonly run: string;
      readonly initialWeightsHash: string;
      readonly batchOrderHash: string;
      /** Null before the first update, or where nothing is dropped. */
      readonly maskHash: string | null;
    }
  /** Everything the run needs to go on from here; its points up to here were told before. */
  | { readonly type: 'checkpoint'; readonly run: string; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Something of a run was changed from an update on. */
  | { readonly type: 'event'; readonly run: string; readonly event: RunEvent }
  | { readonly type: 'order'; readonly run: string; readonly batchOrderHash: string }
  | { readonly type: 'points'; readonly points: readonly RunPointsMessage[]; readonly progress: TrainingProgress }
  | { readonly type: 'paused'; readonly paused: boolean; readonly step: number }
  | {
      readonly type: 'runEnded';
      readonly run: string;
      readonly status: RunStatus;
      readonly reason: RunReason | null;
      readonly weights: Float32Array<ArrayBuffer> | null;
    }
  | { readonly type: 'ended' }
  | { readonly type: 'checked'; readonly check: ExportCheck }
  /** The weights of a run that trains, all tensors joined, after update `step`. */
  | {
      readonly type: 'weights';
      readonly run: string;
      readonly step: number;
      readonly weights: Float32Array<ArrayBuffer>;
    }
  | { readonly type: 'inspected'; readonly look: Look }
  | { readonly type: 'judging'; readonly progress: JudgeProgress }
  | { readonly type: 'judged'; readonly judgement: Judgement }
  | { readonly type: 'shown'; readonly samples: ShownSamples }
  /** Values before the last activation. */
  | { readonly type: 'tried'; readonly logits: Float32Array }
  /** Entries of a reference file. */
  | { readonly type: 'verifying'; readonly done: number; readonly total: number }
  | { readonly type: 'verified'; readonly report: VerifyReport }
  | { readonly type: 'failed'; readonly code: string; readonly detail: ErrorDetail };

/** What the page hears. */
export type FromEngine =
  | Exclude<FromWorker, { readonly type: 'points' }>
  | { readonly type: 'points'; readonly points: readonly PackedRunPoints[]; readonly progress: TrainingProgress };
