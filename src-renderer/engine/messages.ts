import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { EpochRecord, RunReason, RunStatus, StepValues } from '#shared/domain/run.ts';
import type { ErrorDetail } from '#shared/result.ts';
import type { BackendInfo, BackendName } from './backend.ts';

export interface RunRequest {
  readonly id: string;
  readonly seed: number;
  readonly contender: Contender;
}

export interface TrainRequest {
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
  readonly runs: readonly RunRequest[];
  readonly backend: BackendName;
}

export interface ExportCheckRequest {
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
  readonly backend: BackendName;
  /** Same-origin addresses of the staged model.json and of the run's stored weights. */
  readonly modelUrl: string;
  readonly weightsUrl: string;
}

/** What the page tells the worker. */
export type ToWorker =
  | { readonly type: 'train'; readonly request: TrainRequest }
  | { readonly type: 'checkExport'; readonly request: ExportCheckRequest }
  | { readonly type: 'probe'; readonly backend: BackendName }
  | { readonly type: 'pause' | 'resume' | 'step' | 'stop' };

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
}

export interface ExportCheck {
  readonly samples: number;
  readonly maxDeviation: number;
}

/** What the worker tells the page. */
export type FromWorker =
  | { readonly type: 'backend'; readonly info: BackendInfo }
  | { readonly type: 'preparing'; readonly stage: 'backend' | 'data' | 'compiling' }
  | {
      readonly type: 'began';
      readonly run: string;
      readonly initialWeightsHash: string;
      readonly batchOrderHash: string;
    }
  | { readonly type: 'order'; readonly run: string; readonly batchOrderHash: string }
  | { readonly type: 'points'; readonly points: readonly RunPointsMessage[]; readonly progress: TrainingProgress }
  | { readonly type: 'paused'; readonly paused: boolean }
  | {
      readonly type: 'runEnded';
      readonly run: string;
      readonly status: RunStatus;
      readonly reason: RunReason | null;
      readonly weights: Float32Array<ArrayBuffer> | null;
    }
  | { readonly type: 'ended' }
  | { readonly type: 'checked'; readonly check: ExportCheck }
  | { readonly type: 'failed'; readonly code: string; readonly detail: ErrorDetail };
