import * as tf from '@tensorflow/tfjs';
import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { Batch, Executor, ExecutorRun, RunStart } from '../executor.ts';
import { tensorLoss } from '../losses/index.ts';
import type { TensorLoss } from '../losses/tensorLoss.ts';
import { buildModel, type Model } from '../model.ts';
import { evaluate, uploadRows } from './evaluation.ts';
import { LossBuffer } from './lossBuffer.ts';
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

/** Training through TF.js on the backend that is started: WebGL, or TF.js's plain CPU backend where a test asks for it. */
export function createTfjsExecutor(
  check: ModelCheck,
  lossId: string,
  data: PreparedData,
  lossParams: ParamValues = {},
): Executor<DeviceBatch> {
  const model = buildModel(check);
  const loss = tensorLoss(lossId, lossParams);
  return {
    createRun: (start) => tfjsRun(start, model, loss, data),
    loadBatch: (seed, update, rows) => {
      const { x, y, values } = uploadRows(data, rows, model);
      const masks = model.masks(seed, update);
      const masksUsed = masks.flatMap((mask, layer) => (mask ? [{ layer, key: mask.key, rate: mask.rate }] : []));
      const tokenPlaces = model.vocabulary === null ? null : placesOfTokens(values, model.vocabulary);
      const dispose = (): void => {
        tf.dispose(tokenPlaces ? [x, y, tokenPlaces] : [x, y]);
        for (const mask of masks) mask?.dispose();
      };
      return { x, y, masks, masksUsed, tokenPlaces, rows: rows.length, dispose };
    },
    dispose: () => undefined,
  };
}

function tfjsRun(start: RunStart, model: Model, loss: TensorLoss, data: PreparedData): ExecutorRun<DeviceBatch> {
  const state = createRun(start, model);
  const buffer = new LossBuffer(state.sums);
  return {
    id: start.id,
    advance: (batch, update, learningRate) =>
      buffer.add(update, batch.rows, advance(state, model, loss, batch, learningRate)),
    flush: () => buffer.flush(),
    evaluate: (rows, breathe) => evaluate(model, loss, weightTensors(state), data, rows, breathe),
    readWeights: () => readWeights(state),
    snapshot: () => readSnapshot(state),
    dispose: () => {
      buffer.dispose();
      disposeRun(state);
    },
  };
}
