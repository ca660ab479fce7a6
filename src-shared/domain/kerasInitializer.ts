import { initializer, USUAL_INITIALIZER } from '../initializers/index.ts';
import { configOf, mapConfig, type KerasConfig } from './kerasLayers.ts';
import type { InitializerPlan } from './layerGraph.ts';
import { paramProblems, type ParamValues } from './params.ts';

/** An initialiser as Keras and TF.js write it. */
export interface KerasInitializer {
  readonly class_name: string;
  readonly config: KerasConfig;
}

/** What the variance of a weight is, times its fan: Keras's `VarianceScaling`. */
interface VarianceScaling {
  readonly mode: 'fan_avg' | 'fan_in';
  readonly variance: number;
  readonly isUniform: boolean;
}

const fanAverage = { mode: 'fan_avg', variance: 1 } as const;
const he = { mode: 'fan_in', variance: 2 } as const;
const lecun = { mode: 'fan_in', variance: 1 } as const;
const scalings: Readonly<Record<string, VarianceScaling>> = {
  glorotUniform: { ...fanAverage, isUniform: true },
  glorotNormal: { ...fanAverage, isUniform: false },
  lecunUniform: { ...lecun, isUniform: true },
  lecunNormal: { ...lecun, isUniform: false },
  heUniform: { ...he, isUniform: true },
  heNormal: { ...he, isUniform: false },
  inverseSqrtFanIn: { mode: 'fan_in', variance: 1 / 3, isUniform: true },
};

/** Keys under which a layer's drawn weights have theirs. */
const DRAWN = /^(kernel|depthwise|pointwise|recurrent|embeddings)_initializer$/;
/** A scale as close as this to a known one is that one: it was written as a decimal. */
const SAME = 1e-6;

/**
 * How the weights of a layer, or of the one it wraps, are drawn: null where that is as usual, cannot be said with our initialisers, or differs
 * from one of its kernels to the other. It decides nothing where the weights come along.
 */
export function readKerasInitializer(config: KerasConfig): InitializerPlan | null {
  const keys = Object.keys(config).filter((key) => DRAWN.test(key));
  if (keys.length === 0) return config.layer ? readKerasInitializer(configOf(config.layer)) : null;
  const [plan, ...others] = keys.map((key) => planOf(config[key]));
  if (!plan || others.some((other) => JSON.stringify(other) !== JSON.stringify(plan))) return null;
  const bias = planOf(config.bias_initializer)?.params.value ?? 0;
  const params: ParamValues = { ...plan.params, ...(bias !== 0 && { bias }) };
  if (plan.id === USUAL_INITIALIZER && Object.keys(params).length === 0) return null;
  return paramProblems(initializer(plan.id).params, params).length > 0 ? null : { id: plan.id, params };
}

/** The config with its weights drawn by these plans in place of what it says; a plan that Keras has no name for changes nothing. */
export function withKerasInitializers(
  config: KerasConfig,
  planOfKey: (key: string) => InitializerPlan | null,
): KerasConfig {
  return mapConfig(config, (key, value) => {
    const isBias = key === 'bias_initializer';
    const plan = isBias || DRAWN.test(key) ? planOfKey(key) : null;
    return (plan && (isBias ? biasOf(plan) : writtenAs(plan))) ?? value;
  });
}

function biasOf({ params: { bias = 0 } }: InitializerPlan): KerasInitializer | null {
  return bias === 0 ? null : { class_name: 'Constant', config: { value: bias } };
}

function writtenAs({ id, params }: InitializerPlan): KerasInitializer | null {
  const scale = Number(params.scale ?? 1);
  const found = Object.hasOwn(scalings, id) ? scalings[id] : undefined;
  if (found) {
    const { mode, variance, isUniform } = found;
    const distribution = isUniform ? 'uniform' : params.truncated === true ? 'truncated_normal' : 'normal';
    return { class_name: 'VarianceScaling', config: { scale: variance * scale ** 2, mode, distribution, seed: null } };
  }
  if (id === 'orthogonal') return { class_name: 'Orthogonal', config: { gain: scale, seed: null } };
  if (id === 'zeros') return { class_name: 'Zeros', config: {} };
  if (id === 'constant')
    return { class_name: 'Constant', config: { value: params.value ?? initializer(id).params.value!.default } };
  return null;
}

/** `{ class_name, config }`, or a name alone: `HeNormal`, `he_normal`. */
function planOf(value: unknown): InitializerPlan | null {
  const name = typeof value === 'string' ? value : String(Object(value).class_name);
  const config = configOf(value);
  const id = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^\w/, (a) => a.toLowerCase());
  if (id === 'varianceScaling') return scaledPlan(config);
  if (id === 'orthogonal') return { id, params: scaleParams(Number(config.gain ?? 1)) };
  if (id === 'zeros') return { id, params: {} };
  if (id === 'ones') return { id: 'constant', params: { value: 1 } };
  if (id === 'constant') return { id, params: { value: Number(config.value ?? 0) } };
  const known = Object.hasOwn(scalings, id) ? scalings[id] : undefined;
  return known ? { id, params: truncatedParams(known.isUniform) } : null;
}

function scaledPlan({
  scale = 1,
  mode = 'fan_in',
  distribution = 'truncated_normal',
}: KerasConfig): InitializerPlan | null {
  const isUniform = distribution === 'uniform';
  const alike = Object.entries(scalings).filter(([, each]) => each.mode === mode && each.isUniform === isUniform);
  const [id, { variance }] = alike.find(([, each]) => Math.abs(each.variance - Number(scale)) < SAME) ??
    alike[0] ?? ['', { variance: 1 }];
  const isPlain = distribution === 'untruncated_normal';
  const params = { ...scaleParams(Math.sqrt(Number(scale) / variance)), ...(!isPlain && truncatedParams(isUniform)) };
  return id === '' ? null : { id, params };
}

/** Keras and TF.js cut every normal distribution that does not say otherwise. */
const truncatedParams = (isUniform: boolean): ParamValues => (isUniform ? {} : { truncated: true });

const scaleParams = (scale: number): ParamValues => (Math.abs(scale - 1) < SAME ? {} : { scale });
