import type { LayerProblem } from '../layers/kind.ts';
import type { LayerNode } from './layerGraph.ts';

/** What a layer names to read the data itself, unless a layer before it has this id. */
export const DATA_INPUT = 'input';

/** The position of the data among the sources of a layer. */
export const FROM_DATA = -1;

export type SourcesResult =
  { readonly ok: true; readonly sources: readonly number[] } | { readonly ok: false; readonly problem: LayerProblem };

/** The positions of the layers that the one at `at` reads: those it names, all before it, or the one right before it. */
export function sourcesOf(layers: readonly LayerNode[], at: number): SourcesResult {
  const { inputs } = layers[at]!;
  if (!inputs || inputs.length === 0) return { ok: true, sources: [at - 1] };
  const sources = inputs.map((id) => sourceOf(layers, at, id));
  const wrong = sources.findIndex((source) => source === null);
  if (wrong < 0) return { ok: true, sources: sources.filter((source) => source !== null) };
  return { ok: false, problem: brokenInput(layers, at, inputs[wrong]!) };
}

/** The position of what this layer calls `id`, −1 for the data; null where there is nothing of that name before it. */
export function sourceOf(layers: readonly LayerNode[], at: number, id: string): number | null {
  const found = layers.findIndex((layer) => layer.id === id);
  if (found >= 0 && found < at) return found;
  return id === DATA_INPUT ? FROM_DATA : null;
}

/** How many layers read each one's output; what the last one gives is the model's answer. */
export function readersOf(rows: readonly { readonly sources: readonly number[] }[]): number[] {
  const readers = rows.map(() => 0);
  for (const source of rows.flatMap(({ sources }) => sources)) if (source >= 0) readers[source]! += 1;
  return readers;
}

/** True where a row reads what is right before it and nothing else does, as in a stack. */
export function isChained(rows: readonly { readonly sources: readonly number[] }[], at: number): boolean {
  const { sources } = rows[at]!;
  return (
    sources.length === 1 && sources[0] === at - 1 && rows.every((row, i) => i === at || !row.sources.includes(at - 1))
  );
}

/** What is named does not exist, or stands at or behind the layer itself: a circle could not be computed. */
function brokenInput(layers: readonly LayerNode[], at: number, id: string): LayerProblem {
  const kept = layers[at]!.inputs!.filter((name) => sourceOf(layers, at, name) !== null);
  const repair = { act: 'setInputs', inputs: kept.length > 0 ? kept : null } as const;
  const found = layers.findIndex((layer) => layer.id === id);
  if (found < 0) return { code: 'inputUnknown', detail: { input: id }, repair };
  return { code: 'inputLater', detail: { input: found + 1 }, repair };
}
