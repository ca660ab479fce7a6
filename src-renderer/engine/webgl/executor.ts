import * as tf from '@tensorflow/tfjs';
import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { StudioError } from '#shared/result.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { Batch, Executor, ExecutorRun, RunStart } from '../executor.ts';
import { tensorLoss } from '../losses/index.ts';
import type { TensorLoss } from '../losses/tensorLoss.ts';
import { buildModel, type Model } from '../model.ts';
import { evaluate } from './evaluation.ts';
import { LossBuffer } from './lossBuffer.ts';
import { meansOf, type LossMeans } from './lossOnDevice.ts';
import { RowSource, type RowSourceOptions } from './rowSource.ts';
import {
  advance,
  createRun,
  disposeRun,
  readSnapshot,
  readWeights,
  weightTensors,
  type TensorBatch,
} from './runState.ts';
import { placesOfTokens } from './tokenRows.ts';

type DeviceBatch = Batch & TensorBatch;

/**
 * Training through TF.js on the backend that is started: WebGL, or TF.js's plain CPU backend where a test asks for it. Whatever is read
 * back throws `gpuMemory` where the graphics unit ran out of memory since the last time.
 */
export function createTfjsExecutor(
  check: ModelCheck,
  lossId: string,
  data: PreparedData,
  lossParams: ParamValues = {},
  options: RowSourceOptions = {},
): Executor<DeviceBatch> {
  const model = buildModel(check);
  const loss = tensorLoss(lossId, lossParams);
  const means = meansOf(lossId, loss);
  const source = new RowSource(data, model, options);
  return {
    createRun: (start) => tfjsRun(start, model, loss, means, source),
    loadBatch: (seed, update, rows) => {
      const { x, y, tokens } = source.load(rows, seed);
      const masks = model.masks(seed, update);
      const masksUsed = masks.flatMap((mask, layer) => (mask ? [{ layer, key: mask.key, rate: mask.rate }] : []));
      const tokenPlaces = tokens && placesOfTokens(tokens.ids, tokens.vocabulary);
      const dispose = (): void => {
        tf.dispose(tokenPlaces ? [x, y, tokenPlaces] : [x, y]);
        for (const mask of masks) mask?.dispose();
      };
      return { x, y, masks, masksUsed, tokenPlaces, rows: rows.length, dispose };
    },
    prepareBatch: (seed, rows) => source.prepare(rows, seed),
    dispose: () => source.dispose(),
  };
}

function tfjsRun(
  start: RunStart,
  model: Model,
  loss: TensorLoss,
  means: LossMeans,
  source: RowSource,
): ExecutorRun<DeviceBatch> {
  const state = createRun(start, model);
  const buffer = new LossBuffer(state.sums);
  return {
    id: start.id,
    advance: (batch, update, learningRate) =>
      buffer.add(update, batch.rows, advance(state, model, means, batch, learningRate)),
    flush: () => checked(source, buffer.flush()),
    evaluate: (rows, breathe) => checked(source, evaluate(model, loss, weightTensors(state), source, rows, breathe)),
    readWeights: () => checked(source, readWeights(state)),
    snapshot: () => checked(source, readSnapshot(state)),
    dispose: () => {
      buffer.dispose();
      disposeRun(state);
    },
  };
}

/** What was read back, unless there was too little memory meanwhile: what was computed without means nothing, and the last checkpoint is from before. */
async function checked<T>(source: RowSource, reading: Promise<T>): Promise<T> {
  const read = await reading;
  if (source.ranOutOfMemory()) throw new StudioError('gpuMemory');
  return read;
}
