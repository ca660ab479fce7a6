import type { PlateauMemory } from '#shared/domain/checkpoint.ts';
import type { SchedulePlan } from '#shared/domain/experiment.ts';
import { isPlateau } from '#shared/schedules/plan.ts';
import { plateauOf } from '#shared/schedules/plateauPlan.ts';
import { observePlateau, plateauStart } from '#shared/schedules/reduceOnPlateau.ts';
import { rateShare } from '#shared/schedules/share.ts';

/** The rate of one run over its updates. */
export interface LearningRate {
  /** The rate of update number `update`, from 1. */
  at(update: number): number;
  /** Tells the validation loss of an epoch that has ended; every epoch once, in order. */
  observe(valLoss: number): void;
  /** What a plateau has seen, for a checkpoint; null where the rate depends on the update alone. */
  readonly memory: PlateauMemory | null;
}

/** The rate of a run whose contender has this rate of its own; a plateau lowers it by what the run itself has seen, `memory` of a checkpoint included. */
export function learningRateOf(
  ownRate: number,
  schedule: SchedulePlan | null | undefined,
  memory: PlateauMemory | null = null,
): LearningRate {
  if (isPlateau(schedule)) return plateauRate(ownRate, schedule.params, memory);
  return { at: (update) => ownRate * rateShare(schedule, update - 1), observe: () => undefined, memory: null };
}

function plateauRate(
  ownRate: number,
  params: Parameters<typeof plateauOf>[0],
  memory: PlateauMemory | null,
): LearningRate {
  const rule = plateauOf(params, ownRate);
  let state = memory ?? plateauStart(rule);
  return {
    at: () => state.lr,
    observe: (valLoss) => {
      state = observePlateau(rule, state, valLoss);
    },
    get memory() {
      return state;
    },
  };
}
