import { columns } from '../layers/columns.ts';
import { embedding } from '../layers/embedding.ts';
import { shapeText, type LayerKind, type LayerProblem } from '../layers/kind.ts';
import { originOf } from './blocks.ts';
import type { LayerNode, Shape } from './layerGraph.ts';
import { withDefaults } from './params.ts';
import { DATA_INPUT, FROM_DATA, sourcesOf } from './modelSources.ts';

/** What of the data can be numbers of words or categories: none of it, some for all that is known, or all, each below this number. */
export type DataIds = 'none' | 'some' | number;

/** Where a layer stands: what is known of those before it. */
export interface LayerPlace {
  readonly layers: readonly LayerNode[];
  readonly at: number;
  readonly before: readonly { readonly outputShape: Shape | null }[];
  readonly data: Shape;
  readonly ids: DataIds;
}

/** Why a layer cannot read what it reads, whatever the shapes: too many inputs, too few, or ids of tokens where numbers are wanted. */
export function inputsProblem(kind: LayerKind, sources: readonly number[], place: LayerPlace): LayerProblem | null {
  const { layers, at } = place;
  const unread = kind.kind === embedding.kind ? idsProblem(sources[0], place) : null;
  if (unread) return unread;
  if (at > 0 && sources.includes(FROM_DATA) && layers[0]!.kind === embedding.kind)
    return { code: 'inputTokens', detail: {}, repair: { act: 'setInputs', inputs: null } };
  const { least, most } = kind.merges ?? { least: 1, most: 1 };
  const count = sources.length;
  if (count < least) return { code: 'mergeNeedsInputs', detail: {}, repair: proposedInputs(sources, place) };
  if (count <= most) return null;
  return { code: 'inputCount', detail: { count, most }, repair: firstInputs(layers[at]!, most) };
}

/** Why an embedding cannot read what it reads. A number that it has no row for would end the training. */
function idsProblem(source: number | undefined, place: LayerPlace): LayerProblem | null {
  const { ids, layers, at } = place;
  if (!readsIds(source, place)) return embeddingInside;
  if (ids === 'none') return embeddingOfAmounts;
  const { inputDim } = withDefaults(embedding.params, layers[at]!.params);
  if (source !== FROM_DATA || ids === 'some' || inputDim >= ids) return null;
  const repair = { act: 'setParam', name: 'inputDim', value: ids } as const;
  return { code: 'embeddingTooSmall', detail: { inputDim, count: ids }, repair };
}

/** Ids come from the data: all of it, at the beginning, or some of its columns. */
function readsIds(source: number | undefined, { layers, at }: LayerPlace): boolean {
  if (source === undefined || source === FROM_DATA) return source === FROM_DATA && at === 0;
  if (layers[source]!.kind !== columns.kind) return false;
  const found = sourcesOf(layers, source);
  return found.ok && found.sources[0] === FROM_DATA;
}

/** What comes out of another layer are no ids of tokens. */
const embeddingInside: LayerProblem = { code: 'embeddingInside', detail: {}, repair: { act: 'remove' } };

/** Standardised columns are no ids either: the first of them would end the training. */
const embeddingOfAmounts: LayerProblem = { code: 'embeddingOfAmounts', detail: {}, repair: { act: 'remove' } };

function firstInputs({ inputs = [] }: LayerNode, most: number): LayerProblem['repair'] {
  return { act: 'setInputs', inputs: inputs.slice(0, most) };
}

/** What a merge could read: what it reads now, and the nearest thing before that with the same shape; null where there is none. */
function proposedInputs(sources: readonly number[], { layers, before, data }: LayerPlace): LayerProblem['repair'] {
  const [first = FROM_DATA] = sources;
  const shapeOf = (source: number): string => shapeText(source < 0 ? data : (before[source]!.outputShape ?? []));
  const candidates = Array.from({ length: first + 1 }, (_, i) => first - 1 - i);
  const other = candidates.find((source) => shapeOf(source) === shapeOf(first));
  if (other === undefined) return { act: 'remove' };
  const name = (source: number): string => (source < 0 ? DATA_INPUT : originOf(layers[source]!.id).id);
  return { act: 'setInputs', inputs: [name(first), name(other)] };
}
