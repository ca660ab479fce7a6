import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { applyRepair, addLayer, removeLayer } from '#shared/domain/layerEdits.ts';
import type { LayerGraph, LayerNode } from '#shared/domain/layerGraph.ts';
import { duplicateLayers, insertLayers, partOf } from '#shared/domain/layerSets.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';

type Sketch = readonly [id: string, kind: string, params?: LayerNode['params'], inputs?: readonly string[]];

const graphOf = (...rows: readonly Sketch[]): LayerGraph => ({
  layers: rows.map(([id, kind, params = {}, inputs]) => ({ id, kind, params, ...(inputs && { inputs }) })),
});
const out: Sketch = ['out', 'dense', { units: 3, activation: 'softmax' }];
const check = (graph: LayerGraph, shape: readonly number[] = [4]): ModelCheck =>
  checkModel(graph, shape, { task: 'classification', units: 3 }, 'categoricalCrossentropy');
const problems = (graph: LayerGraph, shape?: readonly number[]) =>
  check(graph, shape).rows.map(({ problem, waitsFor }) => problem?.code ?? waitsFor);

const dense = (id: string, units: number, inputs?: readonly string[]): Sketch =>
  inputs ? [id, 'dense', { units }, inputs] : [id, 'dense', { units }];

describe('a model with branches', () => {
  it('has shapes and counts over the graph: 4 → 5 (25), 5 → 5 (30), their sum, out (18)', () => {
    const model = check(graphOf(dense('a', 5), dense('b', 5), ['sum', 'add', {}, ['b', 'a']], out));
    expect(model.ok).toBe(true);
    expect(model.rows.map(({ sources }) => sources)).toEqual([[-1], [0], [1, 0], [2]]);
    expect(model.rows.map(({ outputShape }) => outputShape)).toEqual([[5], [5], [5], [3]]);
    expect(model.parameters).toBe(25 + 30 + 18);
  });

  it('reads the data by the name input, and a layer of that name before it', () => {
    const data = check(graphOf(dense('a', 5), ['both', 'concatenate', {}, ['a', 'input']], out));
    expect(data.rows[1]!.outputShape).toEqual([9]);
    const layer = check(graphOf(dense('input', 6), dense('b', 5), ['both', 'concatenate', {}, ['b', 'input']], out));
    expect(layer.rows[2]!.outputShape).toEqual([11]);
  });

  it.each<[string, LayerGraph, (string | number | null)[], number[]?]>([
    ['a name that is not there', graphOf(dense('a', 5, ['nobody']), out), ['inputUnknown', 1]],
    ['itself', graphOf(dense('a', 5, ['a']), out), ['inputLater', 1]],
    ['a layer behind it', graphOf(dense('a', 5, ['out']), out), ['inputLater', 1]],
    ['two inputs for one', graphOf(dense('a', 5), dense('b', 5, ['a', 'input']), out), [null, 'inputCount', 2]],
    ['one input for a merge', graphOf(dense('a', 5), ['sum', 'add'], out), [null, 'mergeNeedsInputs', 2]],
    ['different shapes', graphOf(dense('a', 5), ['sum', 'add', {}, ['a', 'input']], out), [null, 'mergeShapes', 2]],
    [
      'a branch nobody reads',
      graphOf(dense('a', 5), dense('b', 5), ['out', 'dense', { units: 3, activation: 'softmax' }, ['a']]),
      [null, 'branchUnused', null],
    ],
    [
      'places that differ',
      graphOf(['c', 'conv2d'], ['p', 'maxPooling2d'], ['side', 'concatenate', {}, ['c', 'p']], ['f', 'flatten'], out),
      [null, null, 'concatenateShapes', 3, 3],
      [6, 6, 1],
    ],
    [
      'attention over rows',
      graphOf(dense('a', 5), ['at', 'attention', {}, ['a', 'a']], out),
      [null, 'needsSequence', 2],
    ],
    [
      'attention with other features',
      graphOf(['c', 'conv1d', { filters: 5 }], ['at', 'attention', {}, ['c', 'input']], ['f', 'flatten'], out),
      [null, 'attentionFeatures', 2, 2],
      [6, 2],
    ],
    [
      'attention with a key of other length',
      graphOf(
        ['c', 'conv1d', { filters: 2, padding: 'valid' }],
        ['at', 'attention', {}, ['c', 'c', 'input']],
        ['f', 'flatten'],
        out,
      ),
      [null, 'attentionSteps', 2, 2],
      [6, 2],
    ],
    [
      'token numbers read as numbers',
      graphOf(
        ['e', 'embedding'],
        dense('d', 2, ['input']),
        ['f', 'flatten', {}, ['e']],
        ['both', 'concatenate', {}, ['f', 'd']],
        out,
      ),
      [null, 'inputTokens', null, 2, 2],
    ],
  ])('refuses %s', (_name, graph, expected, shape) => {
    expect(problems(graph, shape)).toEqual(expected);
  });

  it('proposes for a merge the row before and the nearest layer of its shape; one click mends it', () => {
    const graph = graphOf(dense('a', 5), dense('b', 7), dense('c', 5), ['sum', 'add'], out);
    const repair = check(graph).rows[3]!.problem!.repair!;
    expect(repair).toEqual({ act: 'setInputs', inputs: ['c', 'a'] });
    expect(check(applyRepair(graph, 'sum', repair)).ok).toBe(true);
  });

  it('puts a repair before a layer into its branch', () => {
    const graph = graphOf(
      ['c', 'conv2d'],
      ['p', 'globalMaxPooling2d'],
      dense('d', 5, ['c']),
      ['both', 'concatenate', {}, ['d', 'p']],
      out,
    );
    const repair = check(graph, [6, 6, 1]).rows[2]!.problem!.repair!;
    const mended = applyRepair(graph, 'd', repair);
    expect(mended.layers.map(({ kind, inputs }) => [kind, inputs])).toEqual([
      ['conv2d', undefined],
      ['globalMaxPooling2d', undefined],
      ['flatten', ['c']],
      ['dense', undefined],
      ['concatenate', ['d', 'p']],
      ['dense', undefined],
    ]);
    expect(check(mended, [6, 6, 1]).ok).toBe(true);
  });

  it('taken out, a layer leaves its input to those who read it', () => {
    const graph = graphOf(dense('a', 5), dense('b', 5), dense('c', 5, ['a']), ['sum', 'add', {}, ['b', 'c']], out);
    expect(removeLayer(graph, 'a').layers.map(({ inputs }) => inputs)).toEqual([
      undefined,
      ['input'],
      ['b', 'c'],
      undefined,
    ]);
    expect(removeLayer(graph, 'c').layers.map(({ inputs }) => inputs)).toEqual([
      undefined,
      undefined,
      ['b', 'a'],
      undefined,
    ]);
    expect(removeLayer(graph, 'sum').layers.at(-1)!.inputs).toEqual(['b']);
  });

  it('copied, layers read each other under their new names', () => {
    const graph = graphOf(dense('a', 5), dense('dense-1', 5), ['add-1', 'add', {}, ['dense-1', 'a']], out);
    const twice = duplicateLayers(graph, new Set(['dense-1', 'add-1']));
    expect(twice.layers.slice(3, 5).map(({ id, inputs }) => [id, inputs])).toEqual([
      ['dense-2', undefined],
      ['add-2', ['dense-2', 'a']],
    ]);
    const elsewhere = insertLayers(graphOf(out), partOf(graph, new Set(['dense-1', 'add-1'])), 0);
    expect(elsewhere.layers[1]!.inputs).toEqual(['dense-1']);
  });

  it('repeated, a residual block reads its own repetition and the one before it', () => {
    const { layers } = graphOf(
      dense('a', 5),
      dense('b', 5),
      ['sum', 'add', {}, ['b', 'a']],
      ['end', 'concatenate', {}, ['sum', 'a']],
      out,
    );
    const inBlock = layers.map((node) => (node.id === 'b' || node.id === 'sum' ? { ...node, block: 'block-1' } : node));
    const model = check({ layers: inBlock, blocks: [{ id: 'block-1', name: 'Residual', repeat: 3 }] });
    expect(model.rows.map(({ node }) => node.inputs)).toEqual([
      undefined,
      undefined,
      ['b', 'a'],
      undefined,
      ['b.2', 'sum'],
      undefined,
      ['b.3', 'sum.2'],
      ['sum.3', 'a'],
      undefined,
    ]);
    expect(model.ok).toBe(true);
  });

  it('is kept in a file; a stack has no word of it', () => {
    const model = graphOf(dense('a', 5), dense('b', 5), ['sum', 'add', {}, ['b', 'a']], out);
    expect(parseExperiment(structuredClone({ ...defaultExperiment, model })).model).toEqual(model);
    expect(() => parseExperiment({ ...defaultExperiment, model: graphOf(dense('a', 5, []), out) })).toThrow(
      'experimentField',
    );
    expect(JSON.stringify(addLayer(graphOf(out), 'dense', 0))).not.toContain('inputs');
  });
});
