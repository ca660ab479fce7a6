import type { StoppingMemory } from '#shared/domain/checkpoint.ts';
import type { EarlyStoppingPlan } from '#shared/domain/experiment.ts';
import type { RunReason } from '#shared/domain/run.ts';
import { earlyStoppingStart, observeEpoch, type EarlyStoppingState } from '#shared/training/earlyStopping.ts';
import { bestKeptReason, earlyStoppedReason } from '#shared/training/kept.ts';

/** What a run ends with: its weights, and why where that is worth saying. */
export interface RunEnding {
  readonly reason: RunReason | null;
  readonly weights: readonly Float32Array[];
}

/** Watches the validation loss of one run and keeps its best weights. */
export interface EarlyStopper {
  /** The loss of one more epoch; every epoch once, in order. */
  observe(valLoss: number): Promise<void>;
  readonly stopped: boolean;
  ending(): Promise<RunEnding>;
  /** What it has seen, for a checkpoint. */
  readonly memory: StoppingMemory;
}

/** A stopper by this plan; `readWeights` reads the run's weights as they are now, `memory` is what it had seen before a checkpoint. */
export function earlyStopper(
  plan: EarlyStoppingPlan,
  readWeights: () => Promise<Float32Array[]>,
  memory: StoppingMemory | null = null,
): EarlyStopper {
  let state: EarlyStoppingState = memory ? stateOf(memory) : earlyStoppingStart;
  let epochs = memory?.epochs ?? 0;
  let best: readonly Float32Array[] | null = memory?.bestWeights ?? null;
  return {
    async observe(valLoss) {
      const before = state;
      state = observeEpoch(plan, before, epochs, valLoss);
      epochs += 1;
      if (plan.restoreBest && state.best < before.best) best = await readWeights();
    },
    get stopped() {
      return state.stopped;
    },
    get memory() {
      return { ...state, epochs, bestWeights: best };
    },
    async ending() {
      const bestEpoch = state.bestEpoch + 1;
      const keptEpoch = best === null ? epochs : bestEpoch;
      const early = state.stopped ? earlyStoppedReason(epochs, bestEpoch, keptEpoch) : null;
      const kept = keptEpoch < epochs ? bestKeptReason(keptEpoch) : null;
      return { reason: early ?? kept, weights: best ?? (await readWeights()) };
    },
  };
}

function stateOf({ best, bestEpoch, wait, stopped }: StoppingMemory): EarlyStoppingState {
  return { best, bestEpoch, wait, stopped };
}
