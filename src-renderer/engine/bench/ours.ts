import type { BenchModel } from '#shared/bench/models.ts';
import type { BackendChoice } from '#shared/domain/backend.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { openExecutor } from '../openExecutor.ts';
import { benchParts } from './benchData.ts';
import type { Trainee } from './trainee.ts';

const BATCHES = 10;

/** Contenders that train with Adam on our engine, on the backend that is asked for. */
export async function openOurs(model: BenchModel, backend: BackendChoice, contenders: number): Promise<Trainee> {
  const parts = benchParts(model, BATCHES);
  const { executor, info } = await openExecutor(backend, parts);
  const weights = initialWeights(parts.check, 1);
  const runs = Array.from({ length: contenders }, (_, i) =>
    executor.createRun({
      id: `adam-${i}`,
      contender: { name: 'Adam', optimizer: 'adam', params: {}, slot: i + 1 },
      weights,
    }),
  );
  const { train } = parts.data.split;
  let update = 0;
  return {
    backend: info.backend,
    async train(updates) {
      for (let i = 0; i < updates; i++) {
        const from = (update++ % BATCHES) * model.batchSize;
        const batch = executor.loadBatch(1, update, train.subarray(from, from + model.batchSize));
        for (const run of runs) run.advance(batch, update, 0.001);
        batch.dispose();
      }
      for (const run of runs) await run.flush();
    },
  };
}
