import * as tf from '@tensorflow/tfjs';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { wantsCounts } from '#shared/losses/index.ts';
import { prepareData, type DatasetBytes } from '#shared/preprocessing/preparedData.ts';
import { uploadRows } from './webgl/rowSource.ts';
import type { ExportCheck, ExportCheckRequest } from './messages.ts';
import { buildModel } from './model.ts';
import { splitWeights } from './splitWeights.ts';

/** Samples whose predictions are compared. */
const CHECKED_SAMPLES = 100;

/** Opens the staged files with plain `tf.loadLayersModel` and compares its answers with ours, sample by sample. */
export async function checkExport(request: ExportCheckRequest, bytes: DatasetBytes): Promise<ExportCheck> {
  const { experiment, descriptor } = request;
  const data = prepareData(descriptor, experiment.data, bytes, !wantsCounts(experiment.loss));
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target, experiment.data);
  const model = buildModel(checkModel(experiment.model, inputShape, demand, experiment.loss));
  const stored = new Float32Array(await (await fetch(request.weightsUrl)).arrayBuffer());
  const loaded = await tf.loadLayersModel(request.modelUrl);
  const { validation, train } = data.split;
  const rows = (validation.length > 0 ? validation : train).slice(0, CHECKED_SAMPLES);
  const { x, y } = uploadRows(data, rows, model);
  const difference = tf.tidy(() => {
    const ours = model.predict(x, weightsFrom(stored, model.weightShapes));
    return tf.max(tf.abs(tf.sub(ours, loaded.predict(x) as tf.Tensor)));
  });
  const [maxDeviation] = await difference.data();
  tf.dispose([x, y, difference]);
  loaded.dispose();
  return { samples: rows.length, maxDeviation: maxDeviation! };
}

function weightsFrom(stored: Float32Array, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  return splitWeights(stored, shapes).map((values, at) => tf.tensor(values, [...shapes[at]!]));
}
