import type { RunRecord } from '#shared/domain/run.ts';
import type { ErrorDetail } from '#shared/result.ts';
import type { BackendInfo } from '../engine/backendInfo.ts';
import type { TrainingProgress } from '../engine/messages.ts';

export type SessionPhase = 'preparing' | 'running' | 'paused' | 'stopping' | 'ended' | 'failed';

/** What is asked of a training. */
export type Wanted = 'running' | 'paused' | 'stopped';

/** What the workers are at before the next update. `shrinking`: memory was short, less is used from the newest checkpoints on. */
export type SessionStage = 'backend' | 'data' | 'compiling' | 'recovering' | 'shrinking' | 'moving';

/** True between the end of the workers that trained and the first points of fresh ones, whatever these are at. */
export function isGoingOn(stage: SessionStage | null): boolean {
  return stage === 'recovering' || stage === 'shrinking' || stage === 'moving';
}

/** What was given up when memory was short: all but so many processors, or the graphics card. */
export type Shortage = { readonly cores: number } | 'card';

export interface Failure {
  readonly code: string;
  readonly detail: ErrorDetail;
}

/** What a training is doing, as the page shows it. */
export interface SessionState {
  phase: SessionPhase;
  stage: SessionStage | null;
  runs: RunRecord[];
  progress: TrainingProgress | null;
  backend: BackendInfo | null;
  failure: Failure | null;
  /** Nothing more can be written: training stands and waits for `tryAgain`. */
  isDiskFull: boolean;
  /** Why the last move to another executor came to nothing. */
  moveFailure: Failure | null;
  /** Why it is slower than it would be; null: it has all the memory it wants. */
  shortage: Shortage | null;
  /** How often training went on from checkpoints after its worker was lost. */
  recoveries: number;
}
