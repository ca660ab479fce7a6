import { describe, expect, it } from 'vitest';
import {
  changeBlock,
  dissolveBlock,
  expandBlocks,
  expandedCount,
  isTogether,
  makeBlock,
  originOf,
} from '#shared/domain/blocks.ts';
import { addLayer } from '#shared/domain/layerEdits.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import {
  duplicateLayers,
  insertLayers,
  moveLayers,
  partOf,
  removeLayers,
  stepLayers,
} from '#shared/domain/layerSets.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { shownRows } from '#shared/domain/shownRows.ts';
import { generator } from '#shared/random/generator.ts';

const dense = (...ids: string[]): LayerGraph => ({
  layers: ids.map((id) => ({ id, kind: 'dense', params: { units: 4, activation: 'relu' } })),
});
const set = (...ids: string[]) => new Set(ids);
const ids = (graph: LayerGraph) => graph.layers.map(({ id }) => id).join(' ');
const members = (graph: LayerGraph) => graph.layers.map(({ block }) => block ?? '–').join(' ');
const graph = dense('a', 'b', 'c', 'd', 'e');

describe('several layers at once', () => {
  it('step together and keep their gaps; the end of the stack holds them up', () => {
    expect(ids(stepLayers(graph, set('b', 'd'), -1))).toBe('b a d c e');
    expect(ids(stepLayers(graph, set('d', 'e'), 1))).toBe('a b c d e');
    expect(ids(stepLayers(graph, set('c', 'e'), 1))).toBe('a b d c e');
    expect(stepLayers(graph, set('a', 'b'), -1)).toBe(graph);
  });

  it('move side by side to a place counted without them', () => {
    expect(ids(moveLayers(graph, set('a', 'd'), 2))).toBe('b c a d e');
    expect(ids(moveLayers(graph, set('e', 'b'), 0))).toBe('b e a c d');
    expect(moveLayers(graph, set('b', 'c'), 1)).toBe(graph);
  });

  it('are removed and duplicated in their order, the copies behind the last one', () => {
    expect(ids(removeLayers(graph, set('a', 'c')))).toBe('b d e');
    expect(removeLayers(graph, set('x'))).toBe(graph);
    expect(ids(duplicateLayers(graph, set('b', 'd')))).toBe('a b c d dense-1 dense-2 e');
  });

  it('get ids of their own where they are inserted, also into the stack they come from', () => {
    const twice = insertLayers(graph, partOf(graph, set('a', 'b')), 5);
    expect(ids(insertLayers(twice, twice, 0))).toBe(
      'dense-3 dense-4 dense-5 dense-6 dense-7 dense-8 dense-9 a b c d e dense-1 dense-2',
    );
  });
});

describe('blocks', () => {
  const blocked = makeBlock(graph, set('b', 'd'), 'Trunk');

  it('take the rows between along', () => {
    expect(members(blocked)).toBe('– block-1 block-1 block-1 –');
    expect(blocked.blocks).toEqual([{ id: 'block-1', name: 'Trunk', repeat: 1 }]);
    expect(dissolveBlock(blocked, 'block-1')).toEqual(graph);
  });

  it('are left by a row that moves out, and joined by one that moves in', () => {
    expect(members(stepLayers(blocked, set('b'), -1))).toBe('– – block-1 block-1 –');
    expect(members(stepLayers(blocked, set('a'), 1))).toBe('block-1 block-1 block-1 block-1 –');
    expect(members(stepLayers(blocked, set('d'), 1))).toBe('– block-1 block-1 – –');
    expect(members(moveLayers(blocked, set('b', 'c', 'd'), 0))).toBe('block-1 block-1 block-1 – –');
    expect(members(addLayer(blocked, 'dropout', 2))).toBe('– block-1 block-1 block-1 block-1 –');
    expect(members(addLayer(blocked, 'dropout', 4))).toBe('– block-1 block-1 block-1 – –');
    expect(members(addLayer(blocked, 'dropout', 4, {}, 'block-1'))).toBe('– block-1 block-1 block-1 block-1 –');
  });

  it('become another block where they are copied whole, and rows of the same one otherwise', () => {
    const twice = duplicateLayers(blocked, set('b', 'c', 'd'));
    expect(members(twice)).toBe('– block-1 block-1 block-1 block-2 block-2 block-2 –');
    expect(twice.blocks?.map(({ name }) => name)).toEqual(['Trunk', 'Trunk']);
    expect(members(duplicateLayers(blocked, set('d')))).toBe('– block-1 block-1 block-1 block-1 –');
    expect(partOf(blocked, set('b', 'c')).blocks).toBeUndefined();
  });

  it('are gone with their last row', () => {
    expect(removeLayers(blocked, set('b', 'c', 'd'))).toEqual({ layers: [graph.layers[0], graph.layers[4]] });
  });

  it('stand in the written-out model as often as they say, under ids of their own', () => {
    const three = changeBlock(blocked, 'block-1', { repeat: 3 });
    expect(expandBlocks(three).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'b.2',
      'c.2',
      'd.2',
      'b.3',
      'c.3',
      'd.3',
      'e',
    ]);
    expect(expandedCount(three)).toBe(11);
    expect(originOf('b.3')).toEqual({ id: 'b', repetition: 3 });
    expect(expandBlocks(blocked)).toBe(blocked.layers);
  });

  it('count the weights of every repetition, and show a problem of a later one on the row', () => {
    const demand = { task: 'regression', units: 1 } as const;
    const check = (model: LayerGraph) => checkModel(model, [9, 9, 1], demand, 'meanSquaredError');
    const pool = (repeat: number): LayerGraph => ({
      layers: [
        { id: 'pool', kind: 'maxPooling2d', params: { poolSize: 3 }, block: 'block-1' },
        { id: 'flat', kind: 'flatten', params: {} },
        { id: 'out', kind: 'dense', params: { units: 1, activation: 'linear' } },
      ],
      blocks: [{ id: 'block-1', name: 'Smaller', repeat }],
    });
    expect(check(pool(2)).ok).toBe(true);
    const [row, flat] = shownRows(pool(3), check(pool(3)));
    expect(row).toMatchObject({ badRepetition: 3, outputShape: [3, 3, 1], problem: { code: 'windowTooLarge' } });
    expect(flat).toMatchObject({ waitsFor: 1 });
    const wide = changeBlock(makeBlock(dense('a', 'b'), set('a'), 'Wide'), 'block-1', { repeat: 4 });
    const rows = shownRows(wide, checkModel(wide, [4], demand, 'meanSquaredError'));
    expect(rows.map(({ parameters }) => parameters)).toEqual([4 * (4 * 4 + 4), 4 * 4 + 4]);
  });

  it('stay together through 400 random edits', () => {
    const random = generator(3, 'blocks');
    let drawn = 0;
    const draw = () => random.uniform(drawn++);
    const pick = (n: number) => Math.floor(draw() * n);
    let now = blocked;
    for (let n = 0; n < 400; n++) {
      const some = new Set(now.layers.filter(() => draw() < 0.3).map(({ id }) => id));
      const edits = [
        () => stepLayers(now, some, draw() < 0.5 ? 1 : -1),
        () => moveLayers(now, some, pick(now.layers.length + 1)),
        () => (now.layers.length < 14 ? duplicateLayers(now, some) : removeLayers(now, some)),
        () => makeBlock(now, some, 'Again'),
        () => addLayer(now, 'dense', pick(now.layers.length + 1)),
      ];
      now = edits[pick(edits.length)]!();
      const names = new Set(now.layers.flatMap(({ block }) => block ?? []));
      expect(new Set(now.layers.map(({ id }) => id)).size).toBe(now.layers.length);
      expect(new Set(now.blocks?.map(({ id }) => id))).toEqual(names);
      for (const name of names) expect(isTogether(now.layers, name)).toBe(true);
    }
  });
});
