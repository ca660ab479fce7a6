import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkModel } from '#shared/domain/modelCheck.ts';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { buildModel } from '../../src-renderer/engine/model.ts';

const output: LayerNode = { id: 'out', kind: 'dense', params: { units: 3, activation: 'softmax' } };

const stacks: [string, readonly number[], LayerNode[], tf.layers.Layer[]][] = [
  [
    'dense with every activation',
    [6],
    ['relu', 'tanh', 'sigmoid', 'linear'].map((activation, i) => ({
      id: `d${i}`,
      kind: 'dense',
      params: { units: 5, activation },
    })),
    (['relu', 'tanh', 'sigmoid', 'linear'] as const).map((activation) => tf.layers.dense({ units: 5, activation })),
  ],
  [
    'conv same, stride 2, pooling, flatten, dropout',
    [9, 7, 2],
    [
      {
        id: 'a',
        kind: 'conv2d',
        params: { filters: 4, kernelSize: 2, strides: 2, padding: 'same', activation: 'relu' },
      },
      { id: 'b', kind: 'maxPooling2d', params: { poolSize: 2, padding: 'same' } },
      { id: 'c', kind: 'dropout', params: { rate: 0.4 } },
      { id: 'd', kind: 'flatten', params: {} },
    ],
    [
      tf.layers.conv2d({ filters: 4, kernelSize: 2, strides: 2, padding: 'same', activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' }),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.flatten(),
    ],
  ],
  [
    'conv valid, kernel 3, odd pooling',
    [8, 8, 1],
    [
      {
        id: 'a',
        kind: 'conv2d',
        params: { filters: 3, kernelSize: 3, strides: 1, padding: 'valid', activation: 'tanh' },
      },
      { id: 'b', kind: 'maxPooling2d', params: { poolSize: 4, padding: 'valid' } },
      { id: 'd', kind: 'flatten', params: {} },
    ],
    [
      tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'valid', activation: 'tanh' }),
      tf.layers.maxPooling2d({ poolSize: 4, padding: 'valid' }),
      tf.layers.flatten(),
    ],
  ],
];

describe('forward pass, shapes and parameter counts against TF.js layers with the same weights', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each(stacks)('%s', async (_name, inputShape, layers, theirs) => {
    const check = checkModel(
      { layers: [...layers, output] },
      inputShape,
      { task: 'classification', units: 3 },
      'categoricalCrossentropy',
    );
    expect(check.rows.map((row) => row.problem)).toEqual(check.rows.map(() => null));
    const weights = initialWeights(check, 3).map((values, i) =>
      tf.tensor(values, [...buildModel(check).weightShapes[i]!]),
    );
    const [first, ...rest] = theirs;
    const reference = tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [...inputShape] }),
        first!,
        ...rest,
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    expect(reference.countParams()).toBe(check.parameters);
    reference.setWeights(weights);
    const random = generator(8, 'input');
    const size = inputShape.reduce((product, n) => product * n, 4);
    const x = tf.tensor(
      Float32Array.from({ length: size }, (_, i) => random.normal(i)),
      [4, ...inputShape],
    );
    const [ours, expected] = [buildModel(check).predict(x, weights), reference.predict(x) as tf.Tensor];
    expect(ours.shape).toEqual(expected.shape);
    expect((await tf.max(tf.abs(tf.sub(ours, expected))).data())[0]).toBeLessThan(1e-6);
  });
});
