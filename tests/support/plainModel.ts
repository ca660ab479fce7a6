import * as tf from '@tensorflow/tfjs';
import { exporterOf } from '#main/exporters/index.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { DataSet } from './recipeData.ts';

/** A model opened by plain `tf.loadLayersModel`, which shares no line of arithmetic with the studio's engine. */
export interface PlainModel {
  readonly data: PreparedData;
  /** The model's answers to these samples, prepared as the data are: rows × units, through the last activation. */
  answers(samples: Float32Array): Float32Array;
  /** The same of rows of the data set. */
  answersTo(rows: Uint32Array): Float32Array;
  dispose(): void;
}

/** Opens the exported files of these weights. */
export async function plainModel(
  experiment: Experiment,
  { descriptor, bytes }: DataSet,
  weights: Float32Array,
): Promise<PlainModel> {
  await tf.setBackend('cpu');
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target, experiment.data);
  const files = exporterOf('tfjs').files({ experiment, inputShape, demand, weights, appVersion: '1' });
  const bytesOf = (name: string): Uint8Array => files.find((file) => file.name === name)!.bytes;
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(bytesOf('model.json'))) as {
    modelTopology: object;
    weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
  };
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const weightData = Uint8Array.from(bytesOf('weights.bin')).buffer;
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  const data = prepareData(descriptor, experiment.data, bytes);
  const answers = (samples: Float32Array): Float32Array =>
    tf.tidy(() => {
      const x = tf.tensor(samples, [samples.length / data.sampleSize, ...data.shape.inputShape]);
      return (model.predict(x) as tf.Tensor).dataSync<'float32'>();
    });
  return {
    data,
    answers,
    answersTo: (rows) => {
      const samples = new Float32Array(rows.length * data.sampleSize);
      data.gather(rows, samples);
      return answers(samples);
    },
    dispose: () => model.dispose(),
  };
}
