import type { Algebra, Term } from '../algebra/algebra.ts';
import type { ChoiceParam, NumberParam, ParamSpecs } from '../domain/params.ts';

/** Hyperparameters as a rule sees them: numbers may be symbols (expression algebra), choices and flags are always plain. */
export type Hyper<P extends ParamSpecs, T> = {
  readonly [K in keyof P]: P[K] extends NumberParam
    ? Term<T>
    : P[K] extends ChoiceParam
      ? P[K]['choices'][number]
      : boolean;
};

/** The state per parameter, by slot name: momentum keeps `v`, Adam keeps `m` and `v`. */
export type Slots<S extends string, V> = Readonly<Record<S, V>>;

export interface StepInput<P extends ParamSpecs, S extends string, T> {
  /** The parameters before this update. */
  readonly theta: Term<T>;
  /** The gradient at `theta`, or at `lookahead(…)` where the rule asks for that. */
  readonly grad: Term<T>;
  readonly slots: Slots<S, Term<T>>;
  /** Number of this update, from 1. */
  readonly t: Term<T>;
  /** The learning rate of this update (η after any schedule). */
  readonly learningRate: Term<T>;
  readonly h: Hyper<P, T>;
  /** True in the first update (t = 1); formulas show the general case. */
  readonly isFirst: boolean;
}

export interface StepOutput<S extends string, T> {
  readonly theta: Term<T>;
  readonly slots: Slots<S, Term<T>>;
}

/** What a decay rate lets fade: past gradients, their squares, the largest one, or the steps made. */
export type Remembered = 'gradient' | 'square' | 'largest' | 'step';

/** One exponential memory of a rule: the hyperparameter that says which share of the past stays at every update, and of what. */
export interface RuleMemory<N extends string = string> {
  readonly param: N;
  readonly of: Remembered;
  /** True where the newest enters with the weight 1 − β (an average), false where it enters whole (a velocity, a fading maximum). */
  readonly isAverage: boolean;
}

export type OptimizerFamily = 'descent' | 'adaptive' | 'adaptiveMomentum' | 'wrapper' | 'secondOrder';

/** An update rule, written once in the symbols of its paper; everything else (path, training, formula, export) runs this function. */
export interface UpdateRule<P extends ParamSpecs = ParamSpecs, S extends string = string> {
  readonly id: string;
  readonly family: OptimizerFamily;
  readonly year: number;
  /** Paper and equation. */
  readonly source: string;
  readonly params: P & { readonly learningRate: NumberParam };
  /** State kept per parameter, in order; decides memory and what a checkpoint holds. */
  slots(h: { readonly [K in keyof P]: unknown }): readonly S[];
  /** Slots that are one number for the whole parameter (Nadam's product of momenta), not one per element. */
  readonly scalarSlots?: readonly S[];
  /** Start value of a slot; 0 where absent, 'theta' for a copy of the start weights. */
  initialSlot?(slot: S, h: { readonly [K in keyof P]: unknown }): number | 'theta';
  /** Where the gradient is to be evaluated when not at θ (Nesterov's look-ahead); null keeps θ. */
  lookahead?<T>(a: Algebra<T>, at: Omit<StepInput<P, S, T>, 'grad'>): Term<T> | null;
  /** Its memories, in the order of its hyperparameters; absent where it forgets at once or never. */
  memories?(h: { readonly [K in keyof P]: unknown }): readonly RuleMemory<keyof P & string>[];
  update<T>(a: Algebra<T>, at: StepInput<P, S, T>): StepOutput<S, T>;
}

/** Keeps the literal types of params and slots while checking the contract. */
export function defineRule<const P extends ParamSpecs, S extends string>(rule: UpdateRule<P, S>): UpdateRule<P, S> {
  return rule;
}
