import type { PlateauMemory } from '#shared/domain/checkpoint.ts';
import type { SchedulePlan } from '#shared/domain/experiment.ts';
import { ownRateAt, withRateChange, type RateChange } from '#shared/domain/runEvent.ts';
import { isPlateau } from '#shared/schedules/plan.ts';
import { plateauOf } from '#shared/schedules/plateauPlan.ts';
import { observePlateau, plateauStart } from '#shared/schedules/reduceOnPlateau.ts';
import { rateShare } from '#shared/schedules/share.ts';

/** The rate of one run over its updates. */
export interface LearningRate {
  /** The rate of update number `update`, from 1. */
  at(update: number): number;
  /** The contender's own rate from an update on; what the schedule makes of it goes on as before. */
  change(change: RateChange): void;
  /** Tells the validation loss of an epoch that has ended; every epoch once, in order. */
  observe(valLoss: number): void;
  /** What a plateau has seen, for a checkpoint; null where the rate depends on the update alone. */
  readonly memory: PlateauMemory | null;
  /** Changes of the own rate so far and to come, in order. */
  readonly changes: readonly RateChange[];
}

/** Where a run begins, as far as its rate knows. */
export interface RateStart {
  /** Updates made. */
  readonly step: number;
  readonly memory: PlateauMemory | null;
  /** In order. */
  readonly changes: readonly RateChange[];
}

const atTheStart: RateStart = { step: 0, memory: null, changes: [] };

/** The rate of a run whose contender has this rate of its own; a plateau lowers it by what the run itself has seen, `memory` of a checkpoint included. */
export function learningRateOf(
  ownRate: number,
  schedule: SchedulePlan | null | undefined,
  start: RateStart = atTheStart,
): LearningRate {
  if (isPlateau(schedule)) return plateauRate(ownRate, schedule.params, start);
  let { changes } = start;
  return {
    at: (update) => ownRateAt(ownRate, changes, update) * rateShare(schedule, update - 1),
    change: (change) => void (changes = withRateChange(changes, change)),
    observe: () => undefined,
    memory: null,
    get changes() {
      return changes;
    },
  };
}

/** A new own rate scales the lowered one by as much: what the plateau has taken off stays off. */
function plateauRate(
  ownRate: number,
  params: Parameters<typeof plateauOf>[0],
  { step, memory, changes: known }: RateStart,
): LearningRate {
  let changes = known;
  let own = ownRateAt(ownRate, changes, step);
  let rule = plateauOf(params, own);
  let state = memory ?? plateauStart(rule);
  let upTo = step;
  const follow = (update: number): void => {
    if (update <= upTo) return;
    upTo = update;
    const next = ownRateAt(ownRate, changes, update);
    if (next === own) return;
    state = { ...state, lr: state.lr * (next / own) };
    own = next;
    rule = plateauOf(params, own);
  };
  return {
    at(update) {
      follow(update);
      return state.lr;
    },
    change: (change) => void (changes = withRateChange(changes, change)),
    observe: (valLoss) => {
      state = observePlateau(rule, state, valLoss);
    },
    get memory() {
      return state;
    },
    get changes() {
      return changes;
    },
  };
}
