import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import type { InitializerPlan } from '#shared/domain/layerGraph.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { defaultValues, type ParamValues } from '#shared/domain/params.ts';
import { initializers } from '#shared/initializers/index.ts';
import { initialWeight, initialWeights } from '#shared/initializers/initialWeights.ts';
import { fans, normalStds, uniformLimits } from '#shared/initializers/scales.ts';
import { shapeSize } from '#shared/layers/kind.ts';

function kernelOf(...shape: number[]) {
  return { name: 'kernel', shape, ...fans(shape), initializer: 'glorotUniform' } as const;
}

const kernel = kernelOf(250, 400);
const bias = { name: 'bias', shape: [400], fanIn: 250, fanOut: 400, initializer: 'zeros' } as const;
const plan = (id: string, params: ParamValues = {}): InitializerPlan => ({ id, params });
const weights = (id: string, params: ParamValues = {}) => initialWeight(kernel, 1, 0, plan(id, params));
const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const deviation = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const table = (activation: string, distribution: string): [string, ParamValues] => [
  'activationTable',
  { activation, distribution },
];

/** Initialiser, parameters, and the row of the reference's table that it must have. */
const uniform: [string, ParamValues, string][] = [
  ['glorotUniform', {}, 'glorot'],
  ['heUniform', {}, 'he'],
  ['lecunUniform', {}, 'lecun'],
  ['inverseSqrtFanIn', {}, 'inverse_sqrt_fan_in'],
  [...table('logistic', 'uniform'), 'table_logistic'],
  [...table('tanh', 'uniform'), 'table_tanh'],
  [...table('relu', 'uniform'), 'table_relu'],
];
const normal: [string, ParamValues, string][] = [
  ['glorotNormal', {}, 'glorot'],
  ['heNormal', {}, 'he'],
  ['lecunNormal', {}, 'lecun'],
  [...table('logistic', 'normal'), 'table_logistic'],
  [...table('tanh', 'normal'), 'table_tanh'],
  [...table('relu', 'normal'), 'table_relu'],
];

describe('initialisers', () => {
  it.each(uniform)('D15: 1e5 draws of %s %j stay within the limit and have its deviation within 2 %%', (id, p, row) => {
    const limit = uniformLimits[row]!(250, 400);
    const values = weights(id, p);
    expect(values.length).toBe(100_000);
    expect(largest(values)).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest(values)).toBeGreaterThan(0.999 * limit);
    expect(Math.abs(deviation(values) / (limit / Math.sqrt(3)) - 1)).toBeLessThan(0.02);
  });

  it.each(normal)(
    'D15: 1e5 draws of %s %j have its deviation within 2 %% and reach beyond two of them',
    (id, p, row) => {
      const std = normalStds[row]!(250, 400);
      const values = weights(id, p);
      expect(Math.abs(deviation(values) / std - 1)).toBeLessThan(0.02);
      const beyond = values.filter((value) => Math.abs(value) > 2 * std).length / values.length;
      expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.004);
    },
  );

  it('D15: a truncated normal has the deviation of the whole one; cut without correction it would be 12 % narrower', () => {
    const std = normalStds.he!(250, 400);
    const values = weights('heNormal', { truncated: true });
    expect(Math.abs(deviation(values) / std - 1)).toBeLessThan(0.02);
    expect(largest(values)).toBeLessThanOrEqual((2 * std) / 0.8796);
    expect(largest(values)).toBeGreaterThan(2 * std);
  });

  it('D15: a convolution counts its receptive field', () => {
    const values = initialWeight(kernelOf(5, 5, 8, 40), 1, 0, plan('heUniform'));
    expect(largest(values)).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 200)));
    expect(largest(values)).toBeGreaterThan(0.99 * Math.sqrt(6 / 200));
  });

  it('D15: biases are a constant, 0 unless told otherwise', () => {
    expect(new Set(initialWeight(bias, 1, 1))).toEqual(new Set([0]));
    expect(new Set(initialWeight(bias, 1, 1, plan('heNormal', { bias: 0.1 })))).toEqual(new Set([Math.fround(0.1)]));
  });

  it.each(initializers.filter(({ params }) => 'scale' in params).map(({ id }) => id))(
    'D15: %s times its scale',
    (id) => {
      const small = kernelOf(12, 7);
      const [plain, doubled] = [1, 2].map((scale) => initialWeight(small, 3, 2, plan(id, { scale })));
      expect([...doubled!]).toEqual([...plain!].map((value) => 2 * value));
    },
  );

  it('zeros, one constant, and far too large', () => {
    expect(new Set(weights('zeros'))).toEqual(new Set([0]));
    expect(new Set(weights('constant', { value: 0.25 }))).toEqual(new Set([0.25]));
    expect(largest(weights('tooLarge'))).toBeGreaterThan(19 * uniformLimits.glorot!(250, 400));
  });

  it.each([
    ['as many rows as columns', [24, 24]],
    ['more rows', [40, 12]],
    ['more columns', [9, 33]],
    ['a convolution', [3, 3, 4, 10]],
  ])('orthogonal: %s are at right angles and of length 1', (_name, shape) => {
    const units = shape.at(-1)!;
    const rows = shapeSize(shape) / units;
    const values = initialWeight(kernelOf(...shape), 5, 0, plan('orthogonal'));
    const vector = (at: number) =>
      rows >= units
        ? Array.from({ length: rows }, (_, row) => values[row * units + at]!)
        : [...values.slice(at * units, (at + 1) * units)];
    const vectors = Array.from({ length: Math.min(rows, units) }, (_, at) => vector(at));
    for (const [i, a] of vectors.entries())
      for (const [j, b] of vectors.entries()) {
        const product = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-6);
      }
  });

  it('orthogonal: directions are drawn, so seeds differ and no entry prefers a sign', () => {
    const draw = (seed: number) => initialWeight(kernelOf(6, 6), seed, 0, plan('orthogonal'));
    expect(draw(1)).not.toEqual(draw(2));
    const corners = Array.from({ length: 400 }, (_, seed) => draw(seed)[0]!);
    expect(Math.abs(corners.filter((value) => value > 0).length - 200)).toBeLessThan(50);
    expect(corners.reduce((sum, value) => sum + value * value, 0) / 400).toBeCloseTo(1 / 6, 1);
  });

  it.each(initializers.map(({ id }) => id))(
    '%s: equal seeds give equal weights, defaults are its descriptors’',
    (id) => {
      const small = kernelOf(10, 8);
      const draw = (seed: number, at: number, params: ParamValues = {}) =>
        initialWeight(small, seed, at, plan(id, params));
      const { params } = initializers.find((each) => each.id === id)!;
      expect(draw(1, 0)).toEqual(draw(1, 0, defaultValues(params)));
      if (id === 'zeros' || id === 'constant') return;
      expect(draw(1, 1)).not.toEqual(draw(1, 0));
      expect(draw(2, 0)).not.toEqual(draw(1, 0));
    },
  );
});

/** SHA-256 of the start weights of the default experiment, seed 1, as the first version made them. */
const KNOWN_HASH = 'c83dceef20a72ce6a9bc3cb918317b5e1520dd6feeedb3a5278c93cebadee9f5';

describe('start weights of a model', () => {
  const { model, loss } = defaultExperiment;
  const check = (graph = model) => checkModel(graph, [2], { task: 'classification', units: 2 }, loss);
  const hash = (tensors: readonly Float32Array[]) => {
    const sum = createHash('sha256');
    for (const { buffer, byteOffset, byteLength } of tensors)
      sum.update(new Uint8Array(buffer, byteOffset, byteLength));
    return sum.digest('hex');
  };

  it('without a choice are what they always were, bit by bit', () => {
    expect(hash(initialWeights(check(), 1))).toBe(KNOWN_HASH);
    const same = { ...model, initializer: { id: 'glorotUniform', params: { scale: 1 } } };
    expect(hash(initialWeights(check(same), 1))).toBe(KNOWN_HASH);
    expect(hash(initialWeights(check({ ...model, initializer: null }), 1))).toBe(KNOWN_HASH);
  });

  it('follow the model, and a layer that says otherwise', () => {
    const layers = model.layers.map((layer, i) => (i === 0 ? { ...layer, initializer: plan('zeros') } : layer));
    const all = initialWeights(check({ layers, initializer: plan('constant', { value: 0.5, bias: 2 }) }), 1);
    expect(new Set(all[0])).toEqual(new Set([0]));
    expect(new Set(all[1])).toEqual(new Set([0]));
    expect(new Set(all[2])).toEqual(new Set([0.5]));
    expect(new Set(all[3])).toEqual(new Set([2]));
  });

  it('a kernel that is too large to be made orthogonal stops its layer', () => {
    const layers = [{ id: 'wide', kind: 'dense', params: { units: 16384 } }, ...model.layers];
    const wide = (initializer: InitializerPlan | null) =>
      checkModel({ layers, initializer }, [4096], { task: 'classification', units: 2 }, loss);
    expect(wide(null).ok).toBe(true);
    expect(wide(plan('orthogonal')).rows[0]!.problem).toMatchObject({
      code: 'orthogonalTooLarge',
      detail: { shape: '4096 × 16384' },
    });
  });
});
