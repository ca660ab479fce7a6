import { describe, expect, it } from 'vitest';
import { commit, startHistory, undo } from '#shared/domain/history.ts';
import {
  addLayer,
  applyRepair,
  duplicateLayer,
  moveLayer,
  positionOf,
  removeLayer,
  setLayerFrozen,
  setLayerParam,
} from '#shared/domain/layerEdits.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { generator } from '#shared/random/generator.ts';

const empty: LayerGraph = { layers: [] };
const build = (...kinds: string[]) => kinds.reduce((graph, kind, at) => addLayer(graph, kind, at), empty);
const ids = (graph: LayerGraph) => graph.layers.map((layer) => layer.id);
const kinds = (graph: LayerGraph) => graph.layers.map((layer) => layer.kind);

describe('addLayer', () => {
  it('writes out every default, so that a file means the same after defaults change', () => {
    expect(build('dense').layers[0]).toEqual({
      id: 'dense-1',
      kind: 'dense',
      params: { units: 64, activation: 'relu', useBias: true },
    });
  });

  it('takes the position, and the ends beyond the stack', () => {
    const graph = build('dense', 'dropout');
    expect(kinds(addLayer(graph, 'flatten', 1))).toEqual(['dense', 'flatten', 'dropout']);
    expect(kinds(addLayer(graph, 'flatten', 99))).toEqual(['dense', 'dropout', 'flatten']);
    expect(kinds(addLayer(graph, 'flatten', -3))).toEqual(['flatten', 'dense', 'dropout']);
  });

  it('refuses an unknown kind by name', () => {
    expect(() => addLayer(empty, 'perceptron', 0)).toThrow(/layerUnknown.*perceptron/);
  });
});

describe('moveLayer', () => {
  const graph = build('dense', 'dropout', 'flatten', 'conv2d');

  it('counts the place without the moved layer', () => {
    expect(kinds(moveLayer(graph, 'dense-1', 2))).toEqual(['dropout', 'flatten', 'dense', 'conv2d']);
    expect(kinds(moveLayer(graph, 'conv2d-1', 0))).toEqual(['conv2d', 'dense', 'dropout', 'flatten']);
  });

  it('returns the same graph where nothing moves', () => {
    expect(moveLayer(graph, 'dropout-1', 1)).toBe(graph);
    expect(moveLayer(graph, 'conv2d-1', 12)).toBe(graph);
    expect(moveLayer(graph, 'nobody', 0)).toBe(graph);
  });
});

describe('removeLayer, duplicateLayer, setLayerParam', () => {
  const graph = build('dense', 'dropout');

  it('removes by id', () => {
    expect(ids(removeLayer(graph, 'dense-1'))).toEqual(['dropout-1']);
    expect(removeLayer(graph, 'nobody')).toBe(graph);
  });

  it('puts a copy with its own id right behind', () => {
    const copied = duplicateLayer(setLayerParam(graph, 'dense-1', 'units', 7), 'dense-1');
    expect(ids(copied)).toEqual(['dense-1', 'dense-2', 'dropout-1']);
    expect(copied.layers[1]?.params).toEqual({ units: 7, activation: 'relu', useBias: true });
  });

  it('changes one parameter of one layer and leaves the others as objects alone', () => {
    const changed = setLayerParam(graph, 'dropout-1', 'rate', 0.5);
    expect(changed.layers[1]?.params).toEqual({ rate: 0.5 });
    expect(changed.layers[0]).toBe(graph.layers[0]);
    expect(setLayerParam(changed, 'dropout-1', 'rate', 0.5)).toBe(changed);
  });

  it('never gives a new layer the id of one that is there, also after renumbering', () => {
    const foreign: LayerGraph = { layers: [{ id: 'dense-7', kind: 'dense', params: {} }] };
    expect(ids(addLayer(foreign, 'dense', 0))).toEqual(['dense-8', 'dense-7']);
  });
});

describe('applyRepair', () => {
  const graph = build('conv2d', 'dense');

  it('inserts before and after', () => {
    expect(kinds(applyRepair(graph, 'dense-1', { act: 'insertBefore', kind: 'flatten' }))).toEqual([
      'conv2d',
      'flatten',
      'dense',
    ]);
    const params = { units: 3, activation: 'softmax', useBias: true };
    const after = applyRepair(graph, 'dense-1', { act: 'insertAfter', kind: 'dense', params });
    expect(after.layers[2]).toEqual({ id: 'dense-2', kind: 'dense', params });
  });

  it('sets a parameter, removes, and leaves the graph to a repair of the loss', () => {
    const set = applyRepair(graph, 'conv2d-1', { act: 'setParam', name: 'kernelSize', value: 1 });
    expect(set.layers[0]?.params.kernelSize).toBe(1);
    expect(kinds(applyRepair(graph, 'conv2d-1', { act: 'remove' }))).toEqual(['dense']);
    expect(applyRepair(graph, 'dense-1', { act: 'setLoss', loss: 'meanSquaredError' })).toBe(graph);
    expect(applyRepair(graph, 'nobody', { act: 'remove' })).toBe(graph);
  });
});

/** One random edit; `at` numbers the draws of a seed. */
function randomEdit(graph: LayerGraph, seed: number, at: number): LayerGraph {
  const random = generator(seed, 'edits');
  const pick = (n: number, draw: number) => random.below(at * 8 + draw, Math.max(1, n));
  const id = graph.layers[pick(graph.layers.length, 1)]?.id ?? 'nobody';
  const kind = layerKinds[pick(layerKinds.length, 2)]!.kind;
  const place = pick(graph.layers.length + 3, 3) - 1;
  const edits = [
    () => addLayer(graph, kind, place),
    () => addLayer(graph, kind, place),
    () => moveLayer(graph, id, place),
    () => removeLayer(graph, id),
    () => duplicateLayer(graph, id),
    () => setLayerParam(graph, id, 'units', pick(9, 4) + 1),
    () => applyRepair(graph, id, { act: 'insertBefore', kind }),
    () => applyRepair(graph, id, { act: 'insertAfter', kind, params: {} }),
  ];
  return edits[pick(edits.length, 0)]!();
}

describe('random sequences of edits', () => {
  it('keep every id unique and legal, never lose a layer in a move, and are undone exactly', () => {
    for (let seed = 0; seed < 400; seed++) {
      let history = startHistory(empty);
      const states = [empty];
      for (let step = 0; step < 25; step++) {
        const next = randomEdit(history.present, seed, step);
        if (next !== history.present) states.push(next);
        history = commit(history, next);
        expect(new Set(ids(next)).size).toBe(next.layers.length);
        expect(ids(next).every((id) => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(id))).toBe(true);
      }
      for (const state of states.toReversed()) {
        expect(history.present).toBe(state);
        history = undo(history);
      }
    }
  });

  it('a move and the move back give the same order', () => {
    const graph = build('conv2d', 'maxPooling2d', 'flatten', 'dense', 'dropout', 'dense');
    for (const id of ids(graph))
      for (let to = 0; to < graph.layers.length; to++) {
        const moved = moveLayer(graph, id, to);
        expect(positionOf(moved, id)).toBe(to);
        expect(moveLayer(moved, id, positionOf(graph, id))).toEqual(graph);
      }
  });
});

describe('setLayerFrozen', () => {
  it('says so on the layer and leaves no trace when it is trained again', () => {
    const graph = build('dense', 'dense');
    const frozen = setLayerFrozen(graph, 'dense-1', true);
    expect(frozen.layers.map((layer) => layer.frozen)).toEqual([true, undefined]);
    expect(setLayerFrozen(frozen, 'dense-1', false)).toEqual(graph);
    expect(setLayerFrozen(graph, 'dense-2', false)).toBe(graph);
    expect(setLayerFrozen(frozen, 'gone', true)).toBe(frozen);
  });
});
