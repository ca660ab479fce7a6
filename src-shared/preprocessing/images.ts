import type { DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan } from '../domain/experiment.ts';
import { splitSizes } from '../domain/trainingSteps.ts';
import { shapeSize } from '../layers/kind.ts';
import { StudioError } from '../result.ts';
import { dataShape } from './dataShape.ts';
import type { DatasetBytes, PreparedData } from './preparedData.ts';
import { identityScaling, type Standardisation } from './scaling.ts';
import { splitRows, splitSeedOf, type Split } from './split.ts';

/** Pictures: bytes become value / 255, then one mean and spread over all training pixels. */
export function prepareImages(descriptor: DatasetDescriptor, plan: DataPlan, bytes: DatasetBytes): PreparedData {
  const pixels = new Uint8Array(bytes.samples);
  const labels = new Uint8Array(bytes.targets ?? new ArrayBuffer(0));
  const shape = dataShape(descriptor, null);
  const sampleSize = shapeSize(shape.inputShape);
  const count = descriptor.samples.shape[0]!;
  if (pixels.length !== count * sampleSize || labels.length !== count)
    throw new StudioError('datasetBytes', {
      name: descriptor.name,
      expected: count * sampleSize,
      found: pixels.length,
    });
  const split = splitImages(descriptor, plan, labels);
  const scaling = plan.scaling === 'standardise' ? pixelScaling(pixels, sampleSize, split.train) : identityScaling;
  const scaled = Float32Array.from({ length: 256 }, (_, value) => (value / 255 - scaling.mean) / scaling.std);
  return {
    shape,
    split,
    sampleSize,
    preprocessing: { kind: 'image', pixels: scaling, classes: shape.classNames },
    gather: (rows, out) => {
      let to = 0;
      for (const row of rows) {
        const from = row * sampleSize;
        for (let i = from; i < from + sampleSize; i++) out[to++] = scaled[pixels[i]!]!;
      }
    },
    gatherTargets: (rows, out) => {
      for (let i = 0; i < rows.length; i++) out[i] = labels[rows[i]!]!;
    },
  };
}

/** Which pictures train, validate and test; needs only the class of each. */
export function splitImages(descriptor: DatasetDescriptor, plan: DataPlan, labels: Uint8Array): Split {
  return splitRows({
    rows: Uint32Array.from(labels, (_, row) => row),
    sizes: splitSizes(descriptor, plan),
    hasPublishedTest: descriptor.publishedTest > 0,
    seed: splitSeedOf(plan),
    classOf: plan.stratified ? (row) => labels[row]! : null,
  });
}

/** From a histogram of the training pixels: exact, and one pass. */
function pixelScaling(pixels: Uint8Array, sampleSize: number, train: Uint32Array): Standardisation {
  const histogram = new Float64Array(256);
  for (const row of train) for (let i = row * sampleSize; i < (row + 1) * sampleSize; i++) histogram[pixels[i]!]! += 1;
  return histogramScaling(histogram);
}

/** Mean and spread of pixels counted by their byte, 0 … 255, on the scale 0 … 1. */
export function histogramScaling(histogram: Float64Array): Standardisation {
  const count = histogram.reduce((sum, n) => sum + n, 0);
  const mean = histogram.reduce((sum, n, value) => sum + n * (value / 255), 0) / count;
  const variance = histogram.reduce((sum, n, value) => sum + n * (value / 255 - mean) ** 2, 0) / count;
  return { mean, std: variance > 0 ? Math.sqrt(variance) : 1 };
}
