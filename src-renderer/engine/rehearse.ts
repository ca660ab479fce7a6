import { probesFor } from '#shared/training/probes.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { TrainRequest } from './messages.ts';
import { startWeights } from './startWeights.ts';
import type { TrainingParts } from './trainingParts.ts';
import { createTfjsExecutor } from './webgl/executor.ts';

/**
 * Lets every contender make one update and throws it away: programs of a graphics card are compiled at their first use, which takes longer than all
 * the rest before the first point. On the backend that is started; ends between two contenders once `goesOn` says false.
 */
export async function rehearse(
  parts: TrainingParts,
  { experiment, runs }: Pick<TrainRequest, 'experiment' | 'runs'>,
  goesOn: () => boolean,
): Promise<void> {
  const executor = createTfjsExecutor(parts.check, parts.loss, parts.data, parts.lossParams);
  const rows = parts.data.split.train.subarray(0, parts.batchSize);
  const startOf = startWeights(parts, runs[0]?.seed ?? 0);
  try {
    for (const { id, seed, contender } of runs) {
      if (!goesOn()) return;
      const { weights } = await startOf(contender);
      const { clipping = null } = experimentOf(experiment, contender).training;
      const probes = probesFor(contender.optimizer, parts.check, seed);
      const run = executor.createRun({ id, contender, weights, clipping, probes });
      const batch = executor.loadBatch(seed, 1, rows);
      run.advance(batch, 1, 0);
      batch.dispose();
      await run.flush();
      run.dispose();
    }
  } finally {
    executor.dispose();
  }
}
