import type { LayerGraph, LayerNode } from './layerGraph.ts';

type Layers = readonly LayerNode[];

/** Kinds after whose own activation a normalisation is usually put. */
const NORMALISED: readonly string[] = [
  'dense',
  'conv1d',
  'conv2d',
  'depthwiseConv2d',
  'separableConv2d',
  'conv2dTranspose',
];
const NORMALISATIONS: readonly string[] = ['batchNormalization', 'layerNormalization'];
const DROPOUTS: readonly string[] = ['dropout', 'spatialDropout1d', 'spatialDropout2d', 'gaussianNoise'];

/** Ways in which a contender's own layers may differ from those of all. */
export const modelVariants = ['normalised', 'notNormalised', 'noDropout', 'copy'] as const;
export type ModelVariant = (typeof modelVariants)[number];

/** The layers with a batch normalisation behind every hidden layer that has none; ids are new, those of the others stay. */
function normalised(layers: Layers): Layers {
  return layers.flatMap((node, at) => {
    const next = layers[at + 1];
    const wants = next && NORMALISED.includes(node.kind) && !NORMALISATIONS.includes(next.kind);
    const block = node.block === undefined ? {} : { block: node.block };
    const norm = { id: freeId(layers, `${node.id}-norm`), kind: 'batchNormalization', params: {}, ...block };
    return wants ? [node, norm] : [node];
  });
}

function without(layers: Layers, kinds: readonly string[]): Layers {
  return layers.filter(({ kind }) => !kinds.includes(kind));
}

/** The model changed in one of the usual ways; null where that would change nothing. */
export function variantOf({ layers }: LayerGraph, variant: ModelVariant): Layers | null {
  const own = {
    normalised: () => normalised(layers),
    notNormalised: () => without(layers, NORMALISATIONS),
    noDropout: () => without(layers, DROPOUTS),
    copy: () => [...layers],
  }[variant]();
  return variant !== 'copy' && own.length === layers.length ? null : own;
}

/** Which usual way these layers are, seen from the model of all; `copy` is any other. */
export function variantIn(model: LayerGraph, own: Layers): ModelVariant {
  const same = (other: Layers | null): boolean => other !== null && JSON.stringify(other) === JSON.stringify(own);
  return modelVariants.find((variant) => variant !== 'copy' && same(variantOf(model, variant))) ?? 'copy';
}

/** What of kinds of layers one model has more (or, below 0, fewer) than another. */
export interface KindDifference {
  readonly kind: string;
  readonly count: number;
}

/** In what kinds of layers two models differ, in the order in which they occur; empty where only their settings do. */
export function kindDifferences(layers: Layers, own: Layers): readonly KindDifference[] {
  const counted = (nodes: Layers, kind: string): number => nodes.filter((node) => node.kind === kind).length;
  const kinds = new Set([...layers, ...own].map(({ kind }) => kind));
  return [...kinds]
    .map((kind) => ({ kind, count: counted(own, kind) - counted(layers, kind) }))
    .filter(({ count }) => count !== 0);
}

function freeId(layers: Layers, wanted: string): string {
  const taken = new Set(layers.map(({ id }) => id));
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`;
  return id;
}
