import type { RunReason } from '../domain/run.ts';

/** Why a run ended before the plan did: its validation loss no longer fell. Epochs from 1. */
export function earlyStoppedReason(epoch: number, bestEpoch: number, keptEpoch: number): RunReason {
  return { code: 'earlyStopped', detail: { epoch, bestEpoch, keptEpoch } };
}

/** A run that reached its planned end and kept the weights of an earlier epoch. */
export function bestKeptReason(keptEpoch: number): RunReason {
  return { code: 'bestEpochKept', detail: { keptEpoch } };
}

/** A solver that found nothing more to gain, after so many gradients. */
export function convergedReason(evaluations: number): RunReason {
  return { code: 'solverConverged', detail: { evaluations } };
}

/** True for a solver's run that found nothing more to gain. */
export function hasConverged({ reason }: Ended): boolean {
  return reason?.code === 'solverConverged';
}

interface Ended {
  readonly reason: RunReason | null;
}

/** True for a run that early stopping ended. */
export function stoppedEarly({ reason }: Ended): boolean {
  return reason?.code === 'earlyStopped';
}

/** The epoch (from 1) whose weights an ended run kept, where early stopping decided it; null where they are the last ones. */
export function keptEpoch({ reason }: Ended): number | null {
  if (reason?.code !== 'earlyStopped' && reason?.code !== 'bestEpochKept') return null;
  const epoch = Number(reason.detail.keptEpoch);
  return Number.isInteger(epoch) ? epoch : null;
}
