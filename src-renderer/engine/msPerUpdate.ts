import { initialWeights } from '#shared/initializers/initialWeights.ts';
import type { Executor } from './executor.ts';
import type { TrainingParts } from './trainingParts.ts';

/** Updates before the clock starts: the first compile. */
const WARM_UPDATES = 2;
/** Rows of the batch that is measured with. */
const MEASURED_ROWS = 32;

/** Milliseconds of one update of Adam on this executor, measured for at most `limitMs` (but three updates) on a throw-away contender. */
export async function msPerUpdate(executor: Executor, parts: TrainingParts, limitMs: number): Promise<number> {
  const contender = { name: 'probe', optimizer: 'adam', params: {}, slot: 1 };
  const run = executor.createRun({ id: 'probe', contender, weights: initialWeights(parts.check, 0) });
  const rows = parts.data.split.train.slice(0, Math.min(MEASURED_ROWS, parts.batchSize));
  const update = async (number: number): Promise<void> => {
    const batch = executor.loadBatch(0, number, rows);
    run.advance(batch, number, 1e-6);
    batch.dispose();
    await run.flush();
  };
  try {
    for (let number = 1; number <= WARM_UPDATES; number++) await update(number);
    const startedMs = performance.now();
    let made = 0;
    while (made < 3 || (performance.now() - startedMs < limitMs && made < 200)) await update(WARM_UPDATES + ++made);
    return (performance.now() - startedMs) / made;
  } finally {
    run.dispose();
  }
}
