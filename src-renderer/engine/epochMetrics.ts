import type { Loss } from '#shared/losses/loss.ts';
import { lossById } from '#shared/losses/index.ts';
import { answersOf } from '#shared/metrics/answers.ts';
import { measure } from '#shared/metrics/index.ts';
import { perClass } from '#shared/metrics/perClass.ts';
import { perTarget } from '#shared/metrics/perTarget.ts';
import { targetCount } from '#shared/preprocessing/preparedData.ts';
import type { Evaluation } from './executor.ts';
import type { TrainingParts } from './trainingParts.ts';
import { finite } from './updateSeries.ts';

type Metrics = Record<string, number | null>;

/** Makes the metrics of an epoch out of what an executor computed. */
export interface EpochMetrics {
  /** The one metric that is known of the rows an epoch trained on, by its mean score. */
  ofScore(score: number): Metrics;
  /** Every metric of rows that were measured; of validation rows those of every class or target too. */
  ofEvaluation(evaluation: Evaluation | null, rows: Uint32Array, part: 'validation' | 'training'): Metrics;
}

export function epochMetrics({ loss: id, data }: Pick<TrainingParts, 'loss' | 'data'>): EpochMetrics {
  const loss: Loss = lossById(id);
  const { target: scaling = null, targets } = data.preprocessing;
  // An absolute error is told in the units of the column, not in standard deviations.
  const unit = loss.metric === 'meanAbsoluteError' ? (scaling?.std ?? 1) : 1;
  const ofScore = (score: number): Metrics => ({ [loss.metric]: finite(score * unit) });
  return {
    ofScore,
    ofEvaluation(evaluation, rows, part) {
      if (!evaluation) return {};
      const wanted = new Float32Array(targetCount(data, rows.length));
      data.gatherTargets(rows, wanted);
      const answers = answersOf({ logits: evaluation.logits, targets: wanted }, loss, scaling);
      // What trains and what is measured agree to the last bit: the score is the executor's own.
      const all = { ...measure(answers, loss.task), ...ofScore(evaluation.score) };
      if (targets) return ofTargets(all, perTarget(answers, targets), part);
      return part === 'validation' ? { ...all, ...perClass(answers) } : all;
    },
  };
}

/** Of several targets together errors are in standard deviations, for they have no unit in common; of each in its own units. */
function ofTargets(all: Metrics, own: Metrics, part: 'validation' | 'training'): Metrics {
  const { r2Score = null } = own;
  return part === 'validation' ? { ...all, ...own } : { ...all, r2Score };
}
