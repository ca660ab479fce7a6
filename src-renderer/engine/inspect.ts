import * as tf from '@tensorflow/tfjs';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import type { LayerLook, Look } from '#shared/domain/layerLook.ts';
import { layerStates } from '#shared/domain/layerStates.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { wantsCounts } from '#shared/losses/index.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import { StudioError } from '#shared/result.ts';
import { startBackend } from './backend.ts';
import { fetchDataset } from './datasetBytes.ts';
import { evenlySpread } from './evenlySpread.ts';
import { fetchKept } from './keptWeights.ts';
import { buildModel } from './model.ts';
import { splitWeights } from './splitWeights.ts';
import { uploadRows } from './webgl/rowSource.ts';

export interface InspectRequest {
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
  /** Of the start weights, where no others are given. */
  readonly seed: number;
  /** Which of the training rows, from 0; beyond the last one it begins anew. */
  readonly sample: number;
  /** All tensors joined, in layer order: of a run that trains or has trained. Null: the start weights. */
  readonly weights: Float32Array<ArrayBuffer> | null;
}

/** Samples over which units are watched: a unit that is silent for one may well speak for another. */
const WATCHED_SAMPLES = 24;

let prepared: { readonly key: string; readonly data: Promise<PreparedData> } | null = null;

/**
 * Runs one training sample, and some more to judge units by, through the model on TF.js's CPU backend. Throws `modelNotReady`, `weightsForeign` (weights of
 * another model), what preparing throws.
 */
export async function inspectModel(request: InspectRequest): Promise<Look> {
  const { experiment, descriptor } = request;
  await startBackend('cpu');
  const data = await preparedFor(request);
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target, experiment.data);
  const check = checkModel(experiment.model, inputShape, demand, experiment.loss);
  if (!check.ok) throw new StudioError('modelNotReady', { problems: check.problems });
  const model = buildModel(check);
  const rows = watchedRows(data.split.train, request.sample);
  const { x, y } = uploadRows(data, rows, model);
  const weights = weightTensors(request.weights, await initialOf(check, request), model.weightShapes);
  const outputs = tf.tidy(() => model.outputs(x, weights).map((output) => tf.keep(output.clone())));
  const layers = await Promise.all(
    outputs.map(async (output, at): Promise<LayerLook> => {
      const row = check.rows[at]!;
      const values = (await output.data()) as Float32Array;
      const shape = output.shape.slice(1);
      return {
        id: row.node.id,
        shape,
        values: values.slice(0, shapeSize(shape)),
        ...layerStates(row.node, values, shape),
      };
    }),
  );
  const input = ((await x.data()) as Float32Array).slice(0, shapeSize(inputShape));
  const answers = [...(await y.data())].slice(0, data.targetSize ?? 1);
  tf.dispose([x, y, ...weights, ...outputs]);
  return { inputShape, input, answer: answers[0] ?? 0, ...(answers.length > 1 ? { answers } : {}), layers };
}

/** The data are prepared once for as long as nothing of them changes. */
function preparedFor({ experiment, descriptor }: InspectRequest): Promise<PreparedData> {
  const scalesTarget = !wantsCounts(experiment.loss);
  const key = JSON.stringify([descriptor.id, experiment.data, scalesTarget]);
  if (prepared?.key !== key) {
    const data = fetchDataset(descriptor).then((bytes) =>
      prepareData(descriptor, experiment.data, bytes, scalesTarget),
    );
    prepared = { key, data };
    // What failed is tried again the next time.
    data.catch(() => (prepared = null));
  }
  return prepared.data;
}

/** The chosen row first, then others from all over the training part. */
function watchedRows(train: Uint32Array, sample: number): Uint32Array {
  const chosen = train[sample % train.length]!;
  const others = evenlySpread(train, WATCHED_SAMPLES).filter((row) => row !== chosen);
  return Uint32Array.from([chosen, ...others]);
}

async function initialOf(check: ModelCheck, { seed, weights, experiment }: InspectRequest): Promise<Float32Array[]> {
  return weights ? [] : initialWeights(check, seed, undefined, await fetchKept(experiment.model));
}

function weightTensors(
  joined: Float32Array | null,
  start: readonly Float32Array[],
  shapes: readonly (readonly number[])[],
): tf.Tensor[] {
  const values = joined ? splitWeights(joined, shapes) : start;
  return shapes.map((shape, at) => tf.tensor(values[at]!, [...shape]));
}
