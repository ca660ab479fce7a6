import type { RunRecord } from '#shared/domain/run.ts';
import type { ErrorDetail } from '#shared/result.ts';
import type { BackendInfo } from '../engine/backendInfo.ts';
import type { TrainingProgress } from '../engine/messages.ts';

export type SessionPhase = 'preparing' | 'running' | 'paused' | 'stopping' | 'ended' | 'failed';

export interface Failure {
  readonly code: string;
  readonly detail: ErrorDetail;
}

/** What a training is doing, as the page shows it. */
export interface SessionState {
  phase: SessionPhase;
  stage: 'backend' | 'data' | 'compiling' | 'recovering' | 'moving' | null;
  runs: RunRecord[];
  progress: TrainingProgress | null;
  backend: BackendInfo | null;
  failure: Failure | null;
  /** Nothing more can be written: training stands and waits for `tryAgain`. */
  isDiskFull: boolean;
  /** Why the last move to another executor came to nothing. */
  moveFailure: Failure | null;
  /** How often training went on from checkpoints after its worker was lost. */
  recoveries: number;
}
