import type { Config, LayerWriter, WrittenLayer } from './tfjsWriter.ts';

const merge =
  (className: string, baseName: string, config: Config = {}): LayerWriter =>
  () => [{ className, baseName, config, weights: [] }];

/** How layers are written that bring branches together. */
export const mergeWriters: Readonly<Record<string, LayerWriter>> = {
  add: merge('Add', 'add'),
  multiply: merge('Multiply', 'multiply'),
  average: merge('Average', 'average'),
  concatenate: merge('Concatenate', 'concatenate', { axis: -1 }),
  attention: ({ sources }) => attention(sources.length > 2 ? 2 : 1),
};

/** TF.js 4 has no attention layer: query · keyᵀ, softmax, and their product with the value, each a layer. */
function attention(key: number): readonly WrittenLayer[] {
  return [
    { ...dot([2, 2]), reads: [0, key] },
    { className: 'Activation', baseName: 'activation', config: { activation: 'softmax' }, weights: [] },
    { ...dot([2, 1]), reads: ['before', 1] },
  ];
}

function dot(axes: readonly [number, number]): WrittenLayer {
  return { className: 'Dot', baseName: 'dot', config: { axes, normalize: false }, weights: [] };
}
