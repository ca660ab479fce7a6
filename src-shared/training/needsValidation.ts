import type { TrainingPlan } from '../domain/experiment.ts';
import { isPlateau } from '../schedules/plan.ts';

/** What of a plan watches the validation loss, as the code of the sentence that is due where no row is kept for validation. */
export function needsValidation(
  plan: Pick<TrainingPlan, 'schedule' | 'earlyStopping'>,
): 'earlyStoppingNeedsValidation' | 'plateauNeedsValidation' | null {
  if (plan.earlyStopping) return 'earlyStoppingNeedsValidation';
  return isPlateau(plan.schedule) ? 'plateauNeedsValidation' : null;
}
