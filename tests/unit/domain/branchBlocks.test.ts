import { describe, expect, it } from 'vitest';
import { branchBlocks, branchPart } from '#shared/domain/branchBlocks.ts';
import { changeBlock } from '#shared/domain/blocks.ts';
import type { LayerGraph, Shape } from '#shared/domain/layerGraph.ts';
import { insertLayers } from '#shared/domain/layerSets.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { branchArcs, hasBranches } from '../../../src-renderer/components/model/branchArcs.ts';

const shapes: readonly Shape[] = [[5], [6, 4], [8, 6, 3]];
const cases = branchBlocks.flatMap((block) =>
  shapes.flatMap((shape) => (block.fits(shape) ? [[block.id, shape.join(' × '), block, shape] as const] : [])),
);

function withBlock(block: (typeof branchBlocks)[number], shape: Shape, entry: string): LayerGraph {
  const first = { id: 'first', kind: 'activation', params: {} };
  const rest = [
    ...(shape.length > 1 ? [{ id: 'flat', kind: 'flatten', params: {} }] : []),
    { id: 'out', kind: 'dense', params: { units: 3, activation: 'softmax' } },
  ];
  const layers = entry === 'input' ? rest : [first, ...rest];
  return insertLayers({ layers }, branchPart(block, shape, entry, 'Block'), entry === 'input' ? 0 : 1);
}

describe('blocks with branches', () => {
  it('there are cases', () => expect(cases.length).toBe(5));

  it.each(cases)('%s behind %s, behind the data, and three times: nothing is wrong', (_id, _text, block, shape) => {
    for (const entry of ['first', 'input'])
      for (const repeat of [1, 3]) {
        const graph = changeBlock(withBlock(block, shape, entry), 'block-1', { repeat });
        const check = checkModel(graph, shape, { task: 'classification', units: 3 }, 'categoricalCrossentropy');
        expect(check.rows.map(({ problem }) => problem)).toEqual(check.rows.map(() => null));
        expect(check.ok).toBe(true);
      }
  });
});

describe('arcs beside the stack', () => {
  const place = (index: number) => ({ top: 50 * index, height: 50 });

  it('a stack has none', () => {
    expect(hasBranches([{ sources: [-1] }, { sources: [0] }])).toBe(false);
    expect(branchArcs([{ sources: [-1] }, { sources: [0] }], place)).toEqual([]);
  });

  it('one for each thing a merge or a branch reads, none to a row that is not shown', () => {
    const rows = [{ sources: [-1] }, { sources: [0] }, { sources: [0] }, { sources: [2, 1, 1, -1] }];
    expect(branchArcs(rows, place).map(({ key }) => key)).toEqual(['0 2', '2 3', '1 3', '-1 3']);
    expect(branchArcs(rows, (index) => (index === 1 ? null : place(index))).map(({ key }) => key)).not.toContain('1 3');
    expect(hasBranches(rows)).toBe(true);
  });
});
