import type { LinkedLayer } from './kerasGraph.ts';
import type { KerasConfig } from './kerasLayers.ts';

/** Layers that follow each other and together are one of ours: their classes, and what they are; null where their settings say otherwise. */
interface Fold {
  readonly classes: readonly string[];
  readonly fold: (parts: readonly LinkedLayer[]) => Pick<LinkedLayer, 'layer' | 'reads'> | null;
}

/**
 * The layers with every run of them made one that stands for a layer TF.js has no name for, as the studio's own export writes it: a causal
 * Conv1D, an Attention and columns of a row. What is read from outside in its middle stays as it is.
 */
export function foldLayers(layers: readonly LinkedLayer[]): readonly LinkedLayer[] {
  const readers = countReaders(layers);
  const folded: LinkedLayer[] = [];
  for (let at = 0; at < layers.length;) {
    const found = foldAt(layers, at, readers);
    folded.push(found?.layer ?? layers[at]!);
    at += found?.length ?? 1;
  }
  return folded;
}

function foldAt(
  layers: readonly LinkedLayer[],
  at: number,
  readers: ReadonlyMap<string | null, number>,
): { readonly layer: LinkedLayer; readonly length: number } | null {
  for (const { classes, fold } of folds) {
    const parts = layers.slice(at, at + classes.length);
    if (!isRun(parts, classes, readers)) continue;
    const own = fold(parts);
    if (own) return { layer: { key: parts.at(-1)!.key, ...own }, length: classes.length };
  }
  return null;
}

/** True where each reads the one before it first, and nothing else does. */
function isRun(
  parts: readonly LinkedLayer[],
  classes: readonly string[],
  readers: ReadonlyMap<string | null, number>,
): boolean {
  if (parts.map(({ layer }) => layer.class_name).join() !== classes.join()) return false;
  return parts.slice(1).every(({ reads }, i) => reads[0] === parts[i]!.key && readers.get(parts[i]!.key) === 1);
}

function countReaders(layers: readonly LinkedLayer[]): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const key of layers.flatMap(({ reads }) => reads)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** A picture of height 1, padded on the left alone, and a window of height 1 over it. */
const causalConvolution: Fold = {
  classes: ['Reshape', 'ZeroPadding2D', 'Conv2D', 'Reshape'],
  fold([flat, padded, convolved, back]) {
    const [before, config] = [flat!.layer.config.target_shape, convolved!.layer.config];
    const [kernel, stride, gap] = (['kernel_size', 'strides', 'dilation_rate'] as const).map((name) =>
      alongRow(config, name),
    );
    if (!Array.isArray(before) || before.length !== 3 || before[0] !== 1) return null;
    if (lengthOf(back!.layer.config.target_shape) !== 2 || config.padding !== 'valid') return null;
    if (kernel === null || stride === null || gap === null) return null;
    const padding = [
      [0, 0],
      [(kernel! - 1) * gap!, 0],
    ];
    if (JSON.stringify(padded!.layer.config.padding) !== JSON.stringify(padding)) return null;
    const own = { kernel_size: [kernel], strides: [stride], dilation_rate: [gap], padding: 'causal' };
    return { reads: flat!.reads, layer: { ...convolved!.layer, class_name: 'Conv1D', config: { ...config, ...own } } };
  },
};

/** query · keyᵀ, softmax, and its product with the value. */
const attention: Fold = {
  classes: ['Dot', 'Activation', 'Dot'],
  fold([scores, shares, values]) {
    const hasAxes = ({ layer }: LinkedLayer, axes: string): boolean =>
      JSON.stringify(layer.config.axes) === axes && layer.config.normalize !== true;
    if (!hasAxes(scores!, '[2,2]') || !hasAxes(values!, '[2,1]')) return null;
    if (shares!.layer.config.activation !== 'softmax') return null;
    const [query, key] = scores!.reads;
    const value = values!.reads[1];
    if (query === undefined || key === undefined || value === undefined) return null;
    const { name } = values!.layer.config;
    const reads = key === value ? [query, value] : [query, value, key];
    return { reads, layer: { ...values!.layer, class_name: 'Attention', config: { name } } };
  },
};

/** A picture one pixel wide, of which rows before and behind are cut off. */
const someColumns: Fold = {
  classes: ['Reshape', 'Cropping2D', 'Reshape'],
  fold([upright, cropped, back]) {
    const [shape, cut] = [upright!.layer.config.target_shape, cropped!.layer.config.cropping];
    const count = Array.isArray(shape) && shape.length === 3 && shape[1] === 1 && shape[2] === 1 ? Number(shape[0]) : 0;
    const [before, behind]: readonly unknown[] = Array.isArray(cut) && Array.isArray(cut[0]) ? cut[0] : [];
    if (count < 1 || typeof before !== 'number' || typeof behind !== 'number') return null;
    if (
      JSON.stringify(cut) !==
      JSON.stringify([
        [before, behind],
        [0, 0],
      ])
    )
      return null;
    if (lengthOf(back!.layer.config.target_shape) !== 1) return null;
    const config = { name: back!.layer.config.name, from: before + 1, to: count - behind };
    return { reads: upright!.reads, layer: { ...back!.layer, class_name: 'Columns', config } };
  },
};

const folds: readonly Fold[] = [causalConvolution, attention, someColumns];

/** The second of two numbers whose first is 1; null for anything else. */
function alongRow(config: KerasConfig, name: string): number | null {
  const value = config[name];
  if (!Array.isArray(value) || value.length !== 2 || value[0] !== 1) return null;
  return typeof value[1] === 'number' ? value[1] : null;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
