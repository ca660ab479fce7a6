import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import { StudioError } from '#shared/result.ts';
import type { ExportedFile, Exporter, ExportInput } from './exporter.ts';
import { howToUse } from './howToUse.ts';
import { serialiseLayers, type NamedLayer } from './tfjsLayers.ts';
import { topology } from './tfjsTopology.ts';

/** The release whose layer configs are written; only words for whoever reads the file. */
const TFJS_LAYERS = '4.22.0';

/**
 * TF.js LayersModel: `model.json` (topology and weights manifest), `weights.bin` (float32, little-endian), notes, and the
 * preprocessing where given. Plain `tf.loadLayersModel` opens it. Format: tfjs-layers `model.toJSON()` and tfjs-core `io.ModelJSON`.
 */
export const tfjs: Exporter = {
  format: 'tfjs',
  files(input) {
    const check = checkedModel(input);
    const layers = serialiseLayers(check.rows, check.initializer);
    const files: ExportedFile[] = [
      { name: 'model.json', bytes: jsonBytes(modelJson(input, layers)) },
      { name: 'weights.bin', bytes: floatBytes(input.weights) },
      { name: 'how-to-use.md', bytes: textBytes(howToUse(input)) },
    ];
    if (input.preprocessing !== undefined)
      files.push({ name: 'preprocessing.json', bytes: jsonBytes(input.preprocessing) });
    return files;
  },
};

function checkedModel({ experiment, inputShape, demand, weights }: ExportInput): ModelCheck {
  const check = checkModel(experiment.model, inputShape, demand, experiment.loss);
  if (!check.ok) throw new StudioError('exportModelWrong', { problems: check.problems });
  if (check.parameters !== weights.length)
    throw new StudioError('exportWeightsMismatch', { found: weights.length, expected: check.parameters });
  return check;
}

function modelJson({ experiment, inputShape, appVersion }: ExportInput, layers: readonly NamedLayer[]) {
  return {
    modelTopology: {
      ...topology(layers, inputShape),
      keras_version: `tfjs-layers ${TFJS_LAYERS}`,
      backend: 'tensor_flow.js',
    },
    format: 'layers-model',
    generatedBy: `Descent Studio ${appVersion}`,
    convertedBy: null,
    userDefinedMetadata: { title: experiment.title, dataset: experiment.data.dataset, loss: experiment.loss },
    weightsManifest: [{ paths: ['weights.bin'], weights: layers.flatMap(weightSpecs) }],
  };
}

function weightSpecs({ name, weights }: NamedLayer) {
  return weights.map((weight) => ({
    name: `${name}/${kerasName(weight.name)}`,
    shape: weight.shape,
    dtype: 'float32',
  }));
}

/** movingMean is `moving_mean` in Keras. */
function kerasName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function jsonBytes(value: unknown): Uint8Array {
  return textBytes(`${JSON.stringify(value, null, 2)}\n`);
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Little-endian whatever the machine. */
function floatBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true);
  return bytes;
}
