/** What an activation is, without any tensor. Its forward pass and derivative are in the engine, under the same name. */
export interface ActivationKind {
  readonly id: string;
  /** What the layer `activation` can tell it; absent: nothing. As a parameter of another layer it has Keras's default. */
  readonly param?: 'slope' | 'alpha';
  /** What its derivative is told by: its output, or its input where the output does not say it (it takes a value twice). */
  readonly derivedFrom: 'output' | 'input';
}

/** Every activation, in the order of the menus. A new one is an entry here, one in the engine's tables, and its word. */
export const activationKinds = [
  { id: 'linear', derivedFrom: 'output' },
  { id: 'relu', derivedFrom: 'output' },
  /** Maas, Hannun & Ng 2013: slope · x below 0. */
  { id: 'leakyRelu', param: 'slope', derivedFrom: 'output' },
  /** Clevert, Unterthiner & Hochreiter 2015: alpha (eˣ − 1) below 0. */
  { id: 'elu', param: 'alpha', derivedFrom: 'output' },
  /** Klambauer et al. 2017: λ x above 0, λ α (eˣ − 1) below. */
  { id: 'selu', derivedFrom: 'output' },
  /** Hendrycks & Gimpel 2016: x Φ(x), with the error function and not its approximation by tanh. */
  { id: 'gelu', derivedFrom: 'input' },
  /** Ramachandran, Zoph & Le 2017: x σ(x). */
  { id: 'swish', derivedFrom: 'input' },
  { id: 'tanh', derivedFrom: 'output' },
  { id: 'sigmoid', derivedFrom: 'output' },
  { id: 'softplus', derivedFrom: 'output' },
  { id: 'softsign', derivedFrom: 'output' },
  { id: 'softmax', derivedFrom: 'output' },
] as const satisfies readonly ActivationKind[];

export type ActivationId = (typeof activationKinds)[number]['id'];

/** The scale λ and the α of `selu`, which keep mean 0 and variance 1 from layer to layer (Klambauer et al. 2017, equation 14). */
export const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 } as const;

const withoutParam = activationKinds.filter((kind) => !('param' in kind) || kind.id === 'elu').map(({ id }) => id);

/** What a layer of weights can apply to its values; a leaky ReLU, which wants a slope, is a layer of its own. */
export const activationParam = { type: 'choice', default: 'relu', choices: withoutParam } as const;

/** Softmax makes sense only over the classes of the last layer. */
export const hiddenActivationParam = {
  type: 'choice',
  default: 'relu',
  choices: withoutParam.filter((id) => id !== 'softmax'),
} as const;
