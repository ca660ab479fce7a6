import { describe, expect, it } from 'vitest';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { isLayersText, layersText, parseLayers, readLayersText } from '#shared/domain/layersFile.ts';

const graph: LayerGraph = {
  layers: [
    { id: 'a', kind: 'dense', params: { units: 8, activation: 'relu' }, block: 'block-1' },
    { id: 'b', kind: 'dropout', params: { rate: 0.5 }, block: 'block-1', frozen: true },
    {
      id: 'c',
      kind: 'dense',
      params: { units: 2, activation: 'softmax' },
      initializer: { id: 'heNormal', params: {} },
    },
  ],
  blocks: [{ id: 'block-1', name: 'Hidden', repeat: 3 }],
  initializer: null,
};
const file = () => JSON.parse(layersText(graph)) as { layers: Record<string, unknown>[]; blocks: unknown[] };

describe('layers as text', () => {
  it('read back as they were', () => {
    expect(readLayersText(layersText(graph))).toEqual(graph);
    expect(readLayersText(`\uFEFF${layersText({ layers: [] })}`)).toEqual({ layers: [] });
  });

  it('are known by their format alone', () => {
    expect(isLayersText(layersText(graph))).toBe(true);
    for (const foreign of ['', 'dense', '[1]', '{"format":"descent-studio/experiment"}', 'null'])
      expect(isLayersText(foreign)).toBe(false);
  });

  it.each([
    ['another format', { ...file(), format: 'keras' }, 'layersFormat', 'keras'],
    ['no object', [], 'layersFormat', '–'],
    ['a newer version', { ...file(), version: 2 }, 'layersVersion', '2'],
    ['an unknown field', { ...file(), optimizer: 'adam' }, 'layersUnknownField', 'optimizer'],
    [
      'an unknown field of a layer',
      { ...file(), layers: [{ ...file().layers[0], colour: 1 }] },
      'layersUnknownField',
      'layers.0.colour',
    ],
    [
      'a wrong value',
      { ...file(), blocks: [{ id: 'block-1', name: 'x', repeat: 0 }] },
      'layersField',
      'blocks.0.repeat',
    ],
    [
      'an unknown kind',
      { ...file(), layers: [{ id: 'a', kind: 'perceptron', params: {} }] },
      'layerUnknown',
      'perceptron',
    ],
    [
      'a parameter out of range',
      { ...file(), layers: [{ id: 'a', kind: 'dropout', params: { rate: 7 } }], blocks: [] },
      'paramTooLarge',
      'rate',
    ],
    ['one id twice', { ...file(), layers: [file().layers[0], file().layers[0]] }, 'experimentDuplicateName', 'a'],
    ['a block that is not listed', { ...file(), blocks: [] }, 'blockUnknown', 'block-1'],
    [
      'a block that is torn',
      { ...file(), layers: [file().layers[0], file().layers[2], file().layers[1]] },
      'blockNotTogether',
      'Hidden',
    ],
  ])('%s is refused by name', (_, value, code, named) => {
    const trouble = () => parseLayers(value);
    expect(trouble).toThrow(expect.objectContaining({ code }));
    expect(trouble).toThrow(named);
  });

  it('a model that its blocks make too long is refused', () => {
    const many = Array.from({ length: 41 }, (_, at) => ({ ...graph.layers[0]!, id: `a${at}` }));
    const value = { ...file(), layers: many, blocks: [{ id: 'block-1', name: 'x', repeat: 50 }] };
    expect(() => parseLayers(value)).toThrow(expect.objectContaining({ code: 'modelTooLong' }));
  });
});
