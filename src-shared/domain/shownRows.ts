import { originOf } from './blocks.ts';
import type { LayerGraph } from './layerGraph.ts';
import { positionOf } from './layerEdits.ts';
import type { LayerRow, ModelCheck } from './modelCheck.ts';

/** A row of the stack as the reader sees it: shapes of its first repetition, parameters of all of them, the first problem of any. */
export interface ShownRow extends LayerRow {
  /** The row in every repetition, the first one first. */
  readonly repetitions: readonly LayerRow[];
  /** Where the problem is in a later repetition than the first, which one; else null. */
  readonly badRepetition: number | null;
}

/** One row for every layer of the graph, whatever its block's repetition. `waitsFor` counts rows of the graph. */
export function shownRows(graph: LayerGraph, check: ModelCheck): readonly ShownRow[] {
  const all = new Map<string, LayerRow[]>(graph.layers.map(({ id }) => [id, []]));
  for (const row of check.rows) all.get(originOf(row.node.id).id)?.push(row);
  const place = (position: number): number =>
    positionOf(graph, originOf(check.rows[position - 1]?.node.id ?? '').id) + 1;
  return graph.layers.flatMap(({ id }) => {
    const repetitions = all.get(id) ?? [];
    return repetitions.length === 0 ? [] : [shownRow(repetitions, place)];
  });
}

function shownRow(repetitions: readonly LayerRow[], place: (position: number) => number): ShownRow {
  const first = repetitions[0]!;
  const bad = repetitions.findIndex(({ problem }) => problem);
  const counts = repetitions.map(({ parameters }) => parameters);
  return {
    ...first,
    parameters: counts.reduce<number | null>((sum, n) => (sum === null || n === null ? null : sum + n), 0),
    problem: repetitions[bad]?.problem ?? null,
    waitsFor: first.waitsFor === null ? null : place(first.waitsFor),
    repetitions,
    badRepetition: bad > 0 ? bad + 1 : null,
  };
}
