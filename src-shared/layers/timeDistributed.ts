import type { Shape } from '../domain/layerGraph.ts';
import type { ParamSpecs, ParamValues, ValuesOf } from '../domain/params.ts';
import { averagePooling1d } from './averagePooling1d.ts';
import { conv1d } from './conv1d.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import { globalAveragePooling1d } from './globalAveragePooling1d.ts';
import { globalMaxPooling1d } from './globalMaxPooling1d.ts';
import { hiddenActivationParam } from './activations.ts';
import { defineLayer, problem, shapeOf, shapeText, type LayerKind, type ShapeResult } from './kind.ts';
import { maxPooling1d } from './maxPooling1d.ts';
import { needsSequence } from './window.ts';

const innerKinds = {
  dense,
  conv1d,
  maxPooling1d,
  averagePooling1d,
  globalMaxPooling1d,
  globalAveragePooling1d,
  flatten,
} as const;
type InnerKind = keyof typeof innerKinds;
const innerNames = Object.keys(innerKinds) as InnerKind[];

const where = <const T, const N extends readonly InnerKind[]>(spec: T, ...is: N) => ({
  ...spec,
  when: { name: 'layer', is },
});
const pools = ['maxPooling1d', 'averagePooling1d'] as const;

const params = {
  layer: { type: 'choice', default: 'dense', choices: innerNames },
  units: where({ ...dense.params.units, default: 32 }, 'dense'),
  filters: where(conv1d.params.filters, 'conv1d'),
  kernelSize: where(conv1d.params.kernelSize, 'conv1d'),
  poolSize: where(maxPooling1d.params.poolSize, ...pools),
  padding: where({ type: 'choice', default: 'same', choices: ['same', 'valid'] }, 'conv1d', ...pools),
  activation: where(hiddenActivationParam, 'dense', 'conv1d'),
  useBias: where(dense.params.useBias, 'dense', 'conv1d'),
} as const satisfies ParamSpecs;

/** The layer that stands at every step, with all its parameters: those it is not asked for have their defaults. */
export function stepLayer(values: ParamValues): { readonly kind: InnerKind; readonly params: ParamValues } {
  const kind = innerNames.find((name) => name === values.layer) ?? 'dense';
  const own = Object.entries(innerKinds[kind].params as ParamSpecs).map(([name, spec]) => {
    const isAsked = name in params && values[name] !== undefined;
    return [name, isAsked ? values[name]! : spec.default] as const;
  });
  return { kind, params: Object.fromEntries(own) };
}

/** The same as a layer kind over the shape of one step. */
function inner(values: ParamValues): { readonly found: LayerKind; readonly own: never } {
  const { kind, params: own } = stepLayer(values);
  return { found: innerKinds[kind] as unknown as LayerKind, own: own as never };
}

/**
 * Keras' TimeDistributed: one layer with the same weights at every step. Dense goes over [steps, features]; the others over steps that are
 * sequences themselves, [steps, length, channels], as the rows of a picture are.
 */
export const timeDistributed = defineLayer({
  kind: 'timeDistributed',
  family: 'recurrent',
  params,
  outputShape: atEveryStep,
  weights(input, values) {
    const { found, own } = inner(values);
    return found.weights(values.layer === 'dense' ? input.slice(-1) : input.slice(-2), own);
  },
});

function atEveryStep(input: Shape, values: ValuesOf<typeof params>): ShapeResult {
  const [steps = 0, ...step] = input;
  if (values.layer === 'dense') return input.length === 2 ? shapeOf(steps, values.units) : needsSequence(input);
  if (input.length !== 3)
    return problem(
      'needsStepsOfSequences',
      { shape: shapeText(input) },
      { act: 'setParam', name: 'layer', value: 'dense' },
    );
  const { found, own } = inner(values);
  const result = found.outputShape(step, own);
  return result.ok ? shapeOf(steps, ...result.shape) : result;
}
