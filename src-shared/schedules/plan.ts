import type { FormulaSchedule, SchedulePlan } from '../domain/experiment.ts';
import type { ParamSpecs } from '../domain/params.ts';
import { scheduleById, schedules } from './index.ts';
import { piecewiseDefaults } from './piecewise.ts';
import { PLATEAU_ID, plateauParams } from './plateauPlan.ts';
import { shareDefaults } from './share.ts';

/** Every schedule a person can choose, those of a formula first. */
export const scheduleIds: readonly string[] = [...schedules.map(({ id }) => id), 'piecewise', PLATEAU_ID];

/** True where no update but the validation loss decides the rate. */
export function isPlateau(
  plan: SchedulePlan | null | undefined,
): plan is FormulaSchedule & { readonly id: typeof PLATEAU_ID } {
  return plan?.id === PLATEAU_ID;
}

/** Descriptors of a schedule's parameters; none for piecewise rates, whose lists are checked by `piecewiseProblem`. */
export function scheduleParams(id: string): ParamSpecs {
  return id === PLATEAU_ID ? plateauParams : (scheduleById(id)?.params ?? {});
}

/** A chosen schedule with parameters that suit so many updates. */
export function usualPlan(id: string, steps: number): SchedulePlan {
  if (id === 'piecewise') return { id, params: piecewiseDefaults(steps) };
  const schedule = scheduleById(id);
  return { id, params: schedule ? shareDefaults(schedule, steps) : {} };
}
