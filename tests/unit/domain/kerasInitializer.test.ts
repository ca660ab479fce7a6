import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { serialiseLayers } from '#main/exporters/tfjsLayers.ts';
import { topology } from '#main/exporters/tfjsTopology.ts';
import { readKerasInitializer, withKerasInitializers } from '#shared/domain/kerasInitializer.ts';
import { readKerasModel } from '#shared/domain/kerasModel.ts';
import type { InitializerPlan, LayerGraph } from '#shared/domain/layerGraph.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';

const scaling = (scale: number, mode: string, distribution: string) => ({
  class_name: 'VarianceScaling',
  config: { scale, mode, distribution, seed: null },
});
const kernel = (value: unknown) => readKerasInitializer({ kernel_initializer: value });

describe('how Keras and TF.js say what weights start with', () => {
  it.each([
    ['the usual one', 'GlorotUniform', null],
    ['the usual one of TF.js', scaling(1, 'fan_avg', 'uniform'), null],
    ['a name', 'he_normal', { id: 'heNormal', params: { truncated: true } }],
    [
      'a class of Keras 3',
      { module: 'keras', class_name: 'LecunUniform', config: {} },
      { id: 'lecunUniform', params: {} },
    ],
    ['what TF.js writes for He', scaling(2, 'fan_in', 'normal'), { id: 'heNormal', params: { truncated: true } }],
    ['one that is not cut', scaling(1, 'fan_avg', 'untruncated_normal'), { id: 'glorotNormal', params: {} }],
    ['a scale of its own', scaling(4, 'fan_avg', 'uniform'), { id: 'glorotUniform', params: { scale: 2 } }],
    ['one', { class_name: 'Ones', config: {} }, { id: 'constant', params: { value: 1 } }],
    ['what we cannot say', { class_name: 'RandomNormal', config: { stddev: 0.05 } }, null],
    ['another mode', scaling(1, 'fan_out', 'uniform'), null],
    ['nonsense', 7, null],
    ['a value out of range', { class_name: 'Constant', config: { value: 1e9 } }, null],
  ])('%s', (_, value, plan) => {
    expect(kernel(value)).toEqual(plan);
  });

  it('kernels that differ have no common one; a wrapped layer is asked; a bias comes along', () => {
    expect(readKerasInitializer({ kernel_initializer: 'he_normal', recurrent_initializer: 'orthogonal' })).toBeNull();
    expect(readKerasInitializer({ layer: { class_name: 'Dense', config: { kernel_initializer: 'zeros' } } })).toEqual({
      id: 'zeros',
      params: {},
    });
    const bias = { class_name: 'Constant', config: { value: 0.1 } };
    expect(readKerasInitializer({ kernel_initializer: 'glorot_uniform', bias_initializer: bias })).toEqual({
      id: 'glorotUniform',
      params: { bias: 0.1 },
    });
    expect(readKerasInitializer({ rate: 0.5 })).toBeNull();
  });

  const plans: readonly InitializerPlan[] = [
    { id: 'glorotNormal', params: { truncated: true } },
    { id: 'heUniform', params: { bias: 0.01 } },
    { id: 'heNormal', params: { truncated: true } },
    { id: 'lecunUniform', params: {} },
    { id: 'lecunNormal', params: { truncated: true } },
    { id: 'inverseSqrtFanIn', params: {} },
    { id: 'orthogonal', params: { scale: 3 } },
    { id: 'zeros', params: { bias: 1 } },
    { id: 'constant', params: { value: 0.5 } },
  ];
  it.each(plans)('$id is written, opened by TF.js, and read again', async (plan) => {
    const layers: LayerGraph['layers'] = [
      { id: 'c', kind: 'conv2d', params: { filters: 2, kernelSize: 3 }, initializer: plan },
      { id: 'f', kind: 'flatten', params: {} },
      { id: 'd', kind: 'dense', params: { units: 3, activation: 'softmax' } },
    ];
    const demand = { task: 'classification', units: 3 } as const;
    const check = checkModel({ layers, initializer: plan }, [4, 4, 1], demand, 'categoricalCrossentropy');
    const written = { model_config: topology(serialiseLayers(check.rows, check.initializer), [4, 4, 1]) };
    const model = await tf.loadLayersModel({
      load: () => Promise.resolve({ modelTopology: JSON.parse(JSON.stringify(written)) as object }),
    });
    expect(model.countParams()).toBe(check.parameters);
    model.dispose();
    const read = readKerasModel(written).layers;
    expect(read.map(({ initializer }) => initializer)).toEqual([plan, undefined, plan]);
  });

  it('one that Keras has no name for leaves what is written', () => {
    const config = { kernel_initializer: 'usual', bias_initializer: 'zeros' };
    expect(withKerasInitializers(config, () => ({ id: 'tooLarge', params: {} }))).toEqual(config);
    expect(withKerasInitializers(config, () => null)).toEqual(config);
  });
});
