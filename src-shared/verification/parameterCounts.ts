import type { Shape } from '../domain/layerGraph.ts';
import { withDefaults, type ParamValues } from '../domain/params.ts';
import { isLayerKind, layerKind } from '../layers/index.ts';
import { shapeSize } from '../layers/kind.ts';
import { check, type Check } from './report.ts';
import type { Entry } from './tables.ts';

type ReferenceLayer = readonly [kind: string, settings: number | Readonly<Record<string, unknown>>, parameters: number];

/** The reference's names for what the registry calls otherwise, with the registry's parameters. */
const translations: Readonly<Record<string, { kind: string; params: (settings: ReferenceLayer[1]) => ParamValues }>> = {
  dense: { kind: 'dense', params: (units) => ({ units: Number(units) }) },
  dropout: { kind: 'dropout', params: (rate) => ({ rate: Number(rate) }) },
  flatten: { kind: 'flatten', params: () => ({}) },
  maxpool2d: { kind: 'maxPooling2d', params: (settings) => ({ poolSize: Number(field(settings, 'pool')) }) },
  conv2d: {
    kind: 'conv2d',
    params: (settings) => ({
      filters: Number(field(settings, 'filters')),
      kernelSize: Number(field(settings, 'kernel')),
      padding: String(field(settings, 'padding')),
    }),
  },
};

function field(settings: ReferenceLayer[1], name: string): unknown {
  return typeof settings === 'object' ? settings[name] : undefined;
}

/** Parameter counts of a published network, through our own shape rules; an embedding is vocabulary × dim. */
export function parameterCountChecks(entry: Entry): readonly Check[] | null {
  const id = String(entry.id);
  const layers = entry.layers as readonly ReferenceLayer[];
  const counts: number[] = [];
  let shape: Shape = (field(layers[0]![1], 'input') as Shape | undefined) ?? [];
  for (const [kind, settings] of layers) {
    const step = countLayer(kind, settings, shape);
    if (!step) return null;
    counts.push(step.parameters);
    shape = step.shape;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [
    check(
      id,
      'layers',
      counts,
      layers.map(([, , count]) => count),
      0,
    ),
    check(id, 'total', total, entry.total, 0),
  ];
}

function countLayer(
  kind: string,
  settings: ReferenceLayer[1],
  input: Shape,
): { parameters: number; shape: Shape } | null {
  if (kind === 'embedding') {
    const [vocabulary, dim, length] = ['vocabulary', 'dim', 'length'].map((name) => Number(field(settings, name)));
    return { parameters: vocabulary! * dim!, shape: [length!, dim!] };
  }
  if (kind === 'average_pool_over_dim') return { parameters: 0, shape: [input[0]!] };
  const known = translations[kind];
  if (!known || !isLayerKind(known.kind)) return null;
  const layer = layerKind(known.kind);
  const params = withDefaults(layer.params, known.params(settings));
  const out = layer.outputShape(input, params);
  if (!out.ok) return null;
  const parameters = layer.weights(input, params).reduce((sum, weight) => sum + shapeSize(weight.shape), 0);
  return { parameters, shape: out.shape };
}
