import { describe, expect, it } from 'vitest';
import { serialiseLayers } from '#main/exporters/tfjsLayers.ts';
import { topology } from '#main/exporters/tfjsTopology.ts';
import { readKerasModel } from '#shared/domain/kerasModel.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';

const demand = { task: 'classification', units: 10 } as const;
const loss = 'categoricalCrossentropy';
const inputs = [
  { inputShape: [28, 28, 1] },
  { inputShape: [13] },
  { inputShape: [24, 7] },
  { inputShape: [40], vocabulary: 500 },
];
const cases = inputs.flatMap((input) =>
  modelTemplates.filter((template) => template.fits(input)).map((template) => [template.id, input, template] as const),
);

const layer = (class_name: string, config: Record<string, unknown>) => ({
  class_name,
  config: { name: class_name, ...config },
});
const sequential = (...layers: unknown[]) => ({ class_name: 'Sequential', config: { name: 'm', layers } });
const dense = layer('Dense', { name: 'd', units: 4, activation: 'relu', use_bias: true });
const code = (value: unknown): unknown => {
  try {
    return readKerasModel(value);
  } catch (error) {
    return error;
  }
};

describe('a model.json becomes a stack of layers', () => {
  it.each(cases)(
    'what the studio exports reads back with the same shapes and parameters: %s, %j',
    (_, input, template) => {
      const { model } = fromTemplate(template, { ...input, demand, loss });
      const check = checkModel(model, input.inputShape, demand, loss);
      const file = {
        format: 'layers-model',
        modelTopology: { model_config: topology(serialiseLayers(check.rows), input.inputShape) },
        weightsManifest: [],
      };
      const read = readKerasModel(JSON.parse(JSON.stringify(file)));
      expect(read.layers.map(({ kind }) => kind)).toEqual(model.layers.map(({ kind }) => kind));
      const again = checkModel(read, input.inputShape, demand, loss);
      expect(again.rows.map(({ outputShape, parameters }) => [outputShape, parameters])).toEqual(
        check.rows.map(({ outputShape, parameters }) => [outputShape, parameters]),
      );
    },
  );

  it('a chain of the functional kind, in the words of Keras 2 and of Keras 3; what is not trainable is frozen', () => {
    const input = { ...layer('InputLayer', { name: 'in' }), name: 'in', inbound_nodes: [] };
    const first = {
      ...layer('Dense', { name: 'a', units: 3, trainable: false }),
      name: 'a',
      inbound_nodes: [[['in', 0, 0, {}]]],
    };
    const history = { class_name: '__keras_tensor__', config: { keras_history: ['a', 0, 0] } };
    const second = {
      ...layer('Dense', { name: 'b', units: 2 }),
      name: 'b',
      inbound_nodes: [{ args: [history], kwargs: {} }],
    };
    const model = { class_name: 'Functional', config: { layers: [input, first, second] } };
    const { layers } = readKerasModel(model);
    expect(layers.map(({ params, frozen }) => [params.units, frozen])).toEqual([
      [3, true],
      [2, undefined],
    ]);
  });

  it('a model within the model is taken apart', () => {
    const outer = sequential(sequential(dense, dense), layer('Dropout', { rate: 0.2 }));
    expect(readKerasModel(outer).layers.map(({ kind }) => kind)).toEqual(['dense', 'dense', 'dropout']);
  });

  it('branches are read, through a model within the model too; a layer that becomes none hands on what it reads', () => {
    const read = (name: string, own: object, ...inputs: string[]) => ({
      ...own,
      name,
      inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
    });
    const layers = [
      read('in', layer('InputLayer', {})),
      read('a', layer('Dense', { units: 3 }), 'in'),
      read('inner', sequential(layer('Dense', { units: 3 }), layer('Dropout', { rate: 0.1 })), 'a'),
      read('sum', layer('Add', {}), 'inner', 'a'),
      read('side', layer('Concatenate', { axis: -1 }), 'sum', 'in'),
    ];
    const graph = readKerasModel({ class_name: 'Functional', config: { layers } });
    expect(graph.layers.map(({ id, inputs: own }) => [id, own])).toEqual([
      ['dense-1', undefined],
      ['dense-2', undefined],
      ['dropout-1', undefined],
      ['add-1', ['dropout-1', 'dense-1']],
      ['concatenate-1', ['add-1', 'input']],
    ]);
    const rows = checkModel(graph, [4], { task: 'regression', units: 7 }, 'meanSquaredError').rows;
    expect(rows.at(-1)!.outputShape).toEqual([7]);
  });

  it('activations that are layers become the one layer we have', () => {
    const names = [
      layer('LeakyReLU', { alpha: 0.1 }),
      layer('Activation', { activation: 'silu' }),
      layer('Softmax', {}),
    ];
    expect(readKerasModel(sequential(...names)).layers.map(({ params }) => params)).toMatchObject([
      { activation: 'leakyRelu', slope: 0.1 },
      { activation: 'swish' },
      { activation: 'softmax' },
    ]);
  });

  it('a convolution of Keras that pads causally stays one; what kernels cost is read', () => {
    const regularizer = { class_name: 'L2', config: { l2: 0.01 } };
    const causal = layer('Conv1D', {
      ...{ filters: 4, kernel_size: [3], strides: [1], dilation_rate: [2], padding: 'causal' },
      kernel_regularizer: regularizer,
    });
    const inner = layer('Dense', { units: 2, kernel_regularizer: { class_name: 'L1L2', config: { l1: 0.1, l2: 0 } } });
    const { layers } = readKerasModel(sequential(causal, layer('TimeDistributed', { layer: inner }), dense));
    expect(layers.map(({ regularizer: cost }) => cost)).toEqual([{ l1: 0, l2: 0.01 }, { l1: 0.1, l2: 0 }, undefined]);
    expect(layers[0]).toMatchObject({ kind: 'conv1d', params: { padding: 'causal', dilationRate: 2 } });
  });

  it('a padding that is not what the window reaches back, or read elsewhere too, stays a padding: it is refused', () => {
    const causal = (padding: number): unknown =>
      sequential(
        layer('Reshape', { target_shape: [1, 8, 2] }),
        layer('ZeroPadding2D', {
          padding: [
            [0, 0],
            [padding, 0],
          ],
        }),
        layer('Conv2D', { filters: 3, kernel_size: [1, 3], strides: [1, 1], dilation_rate: [1, 1], padding: 'valid' }),
        layer('Reshape', { target_shape: [8, 3] }),
      );
    expect((code(causal(2)) as LayerGraph).layers).toMatchObject([{ kind: 'conv1d', params: { padding: 'causal' } }]);
    expect(code(causal(1))).toMatchObject({ code: 'kerasSetting' });
  });

  it('a layer at every step keeps its settings; one that moves by more than ours does is refused', () => {
    const wrapped = (inner: unknown): unknown => sequential(layer('TimeDistributed', { layer: inner }));
    const conv = { filters: 4, kernel_size: [3], padding: 'valid', activation: 'tanh' };
    const read = (inner: unknown): unknown => (code(wrapped(inner)) as LayerGraph).layers[0]?.params;
    expect(read(layer('Conv1D', { ...conv, strides: [1] }))).toMatchObject({
      ...{ layer: 'conv1d', filters: 4, kernelSize: 3, padding: 'valid', activation: 'tanh' },
    });
    expect(read(layer('MaxPooling1D', { pool_size: [3], strides: null }))).toMatchObject({ poolSize: 3 });
    expect(read(layer('Flatten', {}))).toMatchObject({ layer: 'flatten' });
    const name = { code: 'kerasSetting', detail: { name: 'strides', value: '2' } };
    expect(code(wrapped(layer('Conv1D', { ...conv, strides: [2] })))).toMatchObject(name);
  });

  describe('what opens the gates of a recurrent layer', () => {
    const lstm = (own: Record<string, unknown>) => layer('LSTM', { units: 2, ...own });
    const hard = lstm({ recurrent_activation: 'hard_sigmoid' });
    const paramsOf = (value: unknown) => {
      const read = code(value);
      return 'layers' in (read as object) ? (read as LayerGraph).layers[0]!.params.recurrentActivation : read;
    };
    const within = (model: object) => ({ modelTopology: { keras_version: '2.15.0', model_config: model } });

    it.each([
      ['the sigmoid, whoever wrote it', sequential(lstm({ recurrent_activation: 'sigmoid' })), 'sigmoid'],
      ['TF.js', { ...sequential(hard), keras_version: 'tfjs-layers 4.22.0' }, 'hardSigmoid'],
      [
        'TF.js, which says no more',
        { modelTopology: sequential(hard), generatedBy: 'TensorFlow.js tfjs-layers v1.0' },
        'hardSigmoid',
      ],
      ['TF.js, in the words of its code', sequential(lstm({ recurrent_activation: 'hardSigmoid' })), 'hardSigmoid'],
      ['Keras 2, converted', within(sequential(hard)), 'hardSigmoid'],
      [
        'Keras 2, within',
        within(sequential(layer('Bidirectional', { merge_mode: 'concat', layer: hard }))),
        'hardSigmoid',
      ],
      ['an older Keras', sequential(hard), 'hardSigmoid'],
      ['TF.js where nothing is said', { ...sequential(lstm({})), keras_version: 'tfjs-layers 1.7.4' }, 'hardSigmoid'],
      ['Keras where nothing is said', { ...sequential(lstm({})), keras_version: '2.4.0' }, 'sigmoid'],
    ])('%s', (_, value, expected) => {
      expect(paramsOf(value)).toBe(expected);
    });

    it.each([
      ['Keras 3, whose hard sigmoid is another', { ...sequential(hard), keras_version: '3.4.1' }, 'kerasHardSigmoid'],
      [
        'Keras 2 or 3, which the file does not say',
        { module: 'keras', ...sequential(hard) },
        'kerasHardSigmoidOfWhich',
      ],
      ['anything else', sequential(lstm({ recurrent_activation: 'relu' })), 'kerasSetting'],
      ['nothing at all', sequential(lstm({ recurrent_activation: null })), 'kerasSetting'],
    ])('refused: %s', (_, value, expected) => {
      expect(paramsOf(value)).toMatchObject({ code: expected, detail: { layer: 'LSTM' } });
    });

    it('a plain recurrent layer has none, whatever else is within', () => {
      const simple = layer('SimpleRNN', { units: 2 });
      const value = { ...sequential(simple), keras_version: 'tfjs-layers 4.22.0' };
      expect(paramsOf(value)).toBeUndefined();
      const both = sequential(layer('Bidirectional', { merge_mode: 'concat', layer: simple }));
      expect(paramsOf({ ...both, keras_version: 'tfjs-layers 4.22.0' })).toBe('sigmoid');
    });
  });

  it('unknown layers are named, all of them', () => {
    const value = sequential(layer('Lambda', {}), dense, layer('MultiHeadAttention', {}), layer('Lambda', {}));
    expect(code(value)).toMatchObject({
      code: 'kerasLayerUnknown',
      detail: { names: 'Lambda, MultiHeadAttention', count: 2 },
    });
  });

  it.each([
    ['no model', { layers: [] }, 'kerasNoModel'],
    ['no object', null, 'kerasNoModel'],
    ['a window that is not square', sequential(layer('Conv2D', { filters: 2, kernel_size: [3, 5] })), 'kerasSetting'],
    ['another order of the axes', sequential(layer('Flatten', { data_format: 'channels_first' })), 'kerasSetting'],
    [
      'a picture at every step',
      sequential(layer('TimeDistributed', { layer: layer('Conv2D', { filters: 2, kernel_size: 3 }) })),
      'kerasTimeDistributed',
    ],
    ['a rate out of range', sequential(layer('Dropout', { rate: 3 })), 'paramTooLarge'],
    [
      'a layer that reads what is not there',
      {
        class_name: 'Model',
        config: {
          layers: [
            { ...dense, name: 'd', inbound_nodes: [] },
            { ...layer('Dense', { name: 'e', units: 2 }), name: 'e', inbound_nodes: [[['x', 0, 0, {}]]] },
          ],
        },
      },
      'kerasBranches',
    ],
  ])('%s is refused', (_, value, expected) => {
    expect(code(value)).toMatchObject({ code: expected });
  });
});
