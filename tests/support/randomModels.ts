import type { LayerGraph, LayerNode, Shape } from '#shared/domain/layerGraph.ts';
import type { ParamSpec, ParamValue } from '#shared/domain/params.ts';
import { layerKinds } from '#shared/layers/index.ts';
import type { LayerKind } from '#shared/layers/kind.ts';
import { generator } from '#shared/random/generator.ts';

/** A model by chance: its samples' shape, and layers of any kind with any parameters, right or wrong for each other. */
export interface RandomModel {
  readonly inputShape: Shape;
  readonly graph: LayerGraph;
}

type Draw = (below: number) => number;

/** Values kept small, so that a tensor of any of these models is. */
const LARGEST = 4;

/** Model `number` of this seed: one to five layers; every fourth reads something else than the row before it. */
export function randomModel(seed: number, number: number): RandomModel {
  const random = generator(seed, 'random models', number);
  let drawn = 0;
  const draw: Draw = (below) => random.below(drawn++, below);
  const inputShape = Array.from({ length: 1 + draw(3) }, () => 1 + draw(6));
  const layers: LayerNode[] = [];
  const count = 1 + draw(5);
  for (let at = 0; at < count; at++) layers.push(randomLayer(draw, at, inputShape));
  return { inputShape, graph: { layers } };
}

function randomLayer(draw: Draw, at: number, inputShape: Shape): LayerNode {
  const fitting = layerKinds.filter(({ kind, family }) => fitsRank(kind, family, inputShape.length, at));
  // One in eight is of any kind: what does not fit must be refused.
  const kinds = draw(8) === 0 ? layerKinds : fitting;
  const kind = kinds[draw(kinds.length)]!;
  const node = { id: `l${at}`, kind: kind.kind, params: randomParams(draw, kind) };
  const inputs = randomInputs(draw, kind, at);
  return inputs ? { ...node, inputs } : node;
}

function fitsRank(kind: string, family: string, rank: number, at: number): boolean {
  if (kind === 'embedding') return rank === 1 && at === 0;
  if (kind.endsWith('1d') || family === 'recurrent') return rank === 2;
  if (kind.endsWith('2d')) return rank === 3;
  return true;
}

function randomInputs(draw: Draw, { merges }: LayerKind, at: number): readonly string[] | null {
  const name = (): string => {
    const source = draw(at + 1);
    return source === at ? 'input' : `l${source}`;
  };
  if (merges) return Array.from({ length: merges.least + draw(2) }, name);
  return draw(4) === 0 ? [name()] : null;
}

function randomParams(draw: Draw, kind: LayerKind): Record<string, ParamValue> {
  const drawn = Object.entries(kind.params).map(([name, spec]) => [name, randomValue(draw, spec)] as const);
  const params = Object.fromEntries(drawn);
  // TF.js has the other form only.
  return 'resetAfter' in params ? { ...params, resetAfter: false } : params;
}

function randomValue(draw: Draw, spec: ParamSpec): ParamValue {
  if (spec.type === 'boolean') return draw(2) === 1;
  if (spec.type === 'choice') return spec.choices[draw(spec.choices.length)]!;
  const { min, max } = spec;
  if (spec.type === 'integer') return min + draw(Math.min(LARGEST, max - min) + 1);
  return Math.min(max, min + (draw(9) + 1) / 10);
}

/** The model with what makes it one for three classes. */
export function withAnswer({ graph }: RandomModel, outputShape: Shape): LayerGraph {
  const flat = outputShape.length > 1 ? [{ id: 'flat', kind: 'flatten', params: {} }] : [];
  const out = { id: 'out', kind: 'dense', params: { units: 3, activation: 'softmax' } };
  return { layers: [...graph.layers, ...flat, out] };
}
