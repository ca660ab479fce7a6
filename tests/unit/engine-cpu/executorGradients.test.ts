import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { trainedTensors } from '#shared/domain/trained.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { kernelBuilds } from '../../../scripts/kernels.ts';
import { layerStacks, STACK_LOSS, stackData, stackNodes } from '../../support/layerStacks.ts';
import { referenceGradient, referenceLoss } from './executorReference.ts';
import {
  bench,
  contender,
  executorOn,
  kernelsOf,
  layers,
  randomData,
  relativeDistance,
  startWeights,
  type Bench,
} from './executorSupport.ts';

const classes = (units: number): LayerNode[] => layers(['dense', { units, activation: 'softmax' }]);
const hidden = (activation: string): LayerNode[] => layers(['dense', { units: 7, activation }]);

const flat = randomData([5], 23, 3);
const picture = randomData([7, 5, 2], 9, 3);
const conv = (params: Record<string, number | string>): LayerNode[] => [
  ...layers(['conv2d', { filters: 3, activation: 'tanh', ...params }], ['flatten', {}]),
  ...classes(3),
];

const categorical = 'categoricalCrossentropy';
const models: readonly (readonly [name: string, nodes: readonly LayerNode[], loss: string, data: typeof flat])[] = [
  ['one layer', classes(3), categorical, flat],
  ...['linear', 'relu', 'tanh', 'sigmoid', 'softmax'].map(
    (activation) => [`hidden ${activation}`, [...hidden(activation), ...classes(3)], categorical, flat] as const,
  ),
  [
    'three layers, 1 unit wide',
    [...layers(['dense', { units: 1, activation: 'tanh' }]), ...classes(3)],
    categorical,
    flat,
  ],
  [
    'binary',
    [...hidden('tanh'), ...layers(['dense', { units: 1, activation: 'sigmoid' }])],
    'binaryCrossentropy',
    randomData([5], 23, 2),
  ],
  ...['meanSquaredError', 'meanAbsoluteError'].map(
    (loss) =>
      [
        loss,
        [...hidden('sigmoid'), ...layers(['dense', { units: 1, activation: 'linear' }])],
        loss,
        randomData([6], 11, null),
      ] as const,
  ),
  [
    'dropout on the rows, after tanh, relu and softmax',
    [
      ...layers(['dropout', { rate: 0.2 }]),
      ...['tanh', 'relu', 'softmax'].flatMap((activation) => [
        ...hidden(activation),
        ...layers(['dropout', { rate: 0.4 }]),
      ]),
      ...classes(3),
    ],
    categorical,
    flat,
  ],
  [
    'two dropouts in a row and one at rate 0',
    [
      ...hidden('relu'),
      ...layers(['dropout', { rate: 0.25 }], ['dropout', { rate: 0 }], ['dropout', { rate: 0.1 }]),
      ...classes(3),
    ],
    categorical,
    flat,
  ],
  ...['same', 'valid'].flatMap((padding) =>
    [
      [1, 1],
      [2, 1],
      [2, 2],
      [3, 1],
      [3, 2],
      [4, 3],
      [5, 1],
    ].map(
      ([kernelSize = 1, strides = 1]) =>
        [
          `conv ${kernelSize} × ${kernelSize}, stride ${strides}, ${padding}`,
          conv({ kernelSize, strides, padding }),
          categorical,
          picture,
        ] as const,
    ),
  ),
  ...['same', 'valid'].flatMap((padding) =>
    [1, 2, 3, 4].map(
      (poolSize) =>
        [
          `pooling ${poolSize}, ${padding}`,
          [
            ...layers(
              ['conv2d', { filters: 5, kernelSize: 2, activation: 'linear' }],
              ['maxPooling2d', { poolSize, padding }],
              ['flatten', {}],
            ),
            ...classes(3),
          ],
          categorical,
          picture,
        ] as const,
    ),
  ),
  ...['relu', 'tanh', 'sigmoid'].map(
    (activation) =>
      [
        `${activation}, pooling, pooling, dropout`,
        [
          ...layers(
            ['conv2d', { filters: 4, kernelSize: 3, activation }],
            ['maxPooling2d', { poolSize: 2, padding: 'same' }],
            ['maxPooling2d', { poolSize: 2 }],
            ['dropout', { rate: 0.3 }],
            ['flatten', {}],
          ),
          ...classes(3),
        ],
        categorical,
        picture,
      ] as const,
  ),
  [
    'a small version of the seed network',
    [
      ...layers(
        ['conv2d', { filters: 6, kernelSize: 2, activation: 'relu' }],
        ['maxPooling2d', { poolSize: 2, padding: 'same' }],
        ['dropout', { rate: 0.3 }],
        ['conv2d', { filters: 4, kernelSize: 3, strides: 2, activation: 'sigmoid' }],
        ['maxPooling2d', { poolSize: 2 }],
        ['dropout', { rate: 0.3 }],
        ['flatten', {}],
        ['dense', { units: 9, activation: 'relu' }],
        ['dropout', { rate: 0.5 }],
      ),
      ...classes(3),
    ],
    categorical,
    randomData([11, 9, 1], 9, 3),
  ],
  ...Object.entries(layerStacks).map(
    ([name, stack]) => [`stack ${name}`, stackNodes(stack), STACK_LOSS, stackData(stack, 5)] as const,
  ),
];

/** The first update of this rule leaves the gradient itself in slot v. */
const gradientInSlot = contender('momentum', { form: 'lr_out', beta: 0.9, dampening: 0, learningRate: 1e-3 });

async function oneUpdate(kernels: Kernels, model: Bench, rows: Uint32Array) {
  const weights = startWeights(model.check, 3);
  const executor = executorOn(kernels, model, model.data.split.train.length);
  const run = executor.createRun({ id: 'r', contender: gradientInSlot, weights });
  const batch = executor.loadBatch(5, 2, rows);
  run.advance(batch, 2, 1e-3);
  const points = await run.flush();
  const gradients = (await run.snapshot()).flatMap(({ slots }) => (slots.v ? [slots.v as Float32Array] : []));
  executor.dispose();
  return { gradients, loss: points!.losses[0]! };
}

/** Loss and gradient of a model's one update in doubles; made once for all builds. */
const exactly = new Map<string, { loss: number; gradients: Float64Array[] }>();

function exactUpdate(name: string, { check, loss, data }: Bench, rows: Uint32Array) {
  const known = exactly.get(name);
  if (known) return known;
  const [x, targets] = [new Float32Array(rows.length * data.sampleSize), new Float32Array(rows.length)];
  data.gather(rows, x);
  data.gatherTargets(rows, targets);
  const [samples, answers] = [Float64Array.from(x), Float64Array.from(targets)];
  const batch = { x: samples, targets: answers, rows: rows.length, masks: { seed: 5, update: 2 } };
  const weights = startWeights(check, 3);
  const point = weights.map((values) => Float64Array.from(values));
  const trained = trainedTensors(check.rows);
  const made = {
    loss: referenceLoss(check, loss, point, batch),
    gradients: referenceGradient(check, loss, weights, batch).filter((_, i) => trained[i]),
  };
  exactly.set(name, made);
  return made;
}

describe.each(kernelBuilds)('gradients of whole models on the %s kernels', (build) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await kernelsOf(build);
  });

  it.each(models)('%s: as by central differences in doubles', async (name, nodes, loss, data) => {
    const model = bench(nodes, loss, data);
    const rows = data.split.train.toReversed();
    const ours = await oneUpdate(kernels, model, rows);
    const exact = exactUpdate(name, model, rows);
    expect(Math.abs(ours.loss - exact.loss)).toBeLessThan(2e-6 * Math.max(1, exact.loss));
    expect(ours.gradients.map(({ length }) => length)).toEqual(exact.gradients.map(({ length }) => length));
    expect(relativeDistance(ours.gradients, exact.gradients)).toBeLessThan(1e-5);
  });

  it('means over the rows of a short batch, not of a full one', async () => {
    const model = bench([...hidden('tanh'), ...classes(3)], categorical, flat);
    const few = await oneUpdate(kernels, model, Uint32Array.of(4, 9));
    const first = await oneUpdate(kernels, model, Uint32Array.of(4));
    const second = await oneUpdate(kernels, model, Uint32Array.of(9));
    const mean = first.gradients.map((values, at) => values.map((value, i) => (value + second.gradients[at]![i]!) / 2));
    expect(relativeDistance(few.gradients, mean)).toBeLessThan(1e-6);
    expect(few.loss).toBeCloseTo((first.loss + second.loss) / 2, 6);
  });
});
