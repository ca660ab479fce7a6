import { effectiveParams } from '#shared/domain/contenderEdits.ts';
import type { ClippingPlan, Contender, Experiment } from '#shared/domain/experiment.ts';
import type { ParamValue, ParamValues } from '#shared/domain/params.ts';
import { lossById } from '#shared/losses/index.ts';

type Arguments = readonly (readonly [name: string, value: ParamValue])[];

interface KerasRule {
  readonly name: string;
  /** The arguments, or null where Keras has another convention than these values ask for. */
  readonly arguments: (values: ParamValues) => Arguments | null;
}

const rate = (v: ParamValues) => ['learning_rate', v.learningRate!] as const;
const memories = (v: ParamValues) => [['beta_1', v.beta1!] as const, ['beta_2', v.beta2!] as const];
const epsilon = (v: ParamValues) => ['epsilon', v.epsilon!] as const;

/** Our rules as Keras 3 has them: where an epsilon stands, or when a velocity meets the rate, is no argument there. */
const rules: Readonly<Record<string, KerasRule>> = {
  sgd: { name: 'SGD', arguments: (v) => [rate(v)] },
  momentum: {
    name: 'SGD',
    arguments: (v) => (v.form === 'lr_in' && v.dampening === 0 ? [rate(v), ['momentum', v.beta!]] : null),
  },
  nesterov: {
    name: 'SGD',
    arguments: (v) => (v.form === 'keras' ? [rate(v), ['momentum', v.beta!], ['nesterov', true]] : null),
  },
  adagrad: {
    name: 'Adagrad',
    arguments: (v) =>
      v.eps_place === 'inside' && v.lr_decay === 0
        ? [rate(v), ['initial_accumulator_value', v.initial_accumulator!], epsilon(v)]
        : null,
  },
  adadelta: { name: 'Adadelta', arguments: (v) => [rate(v), ['rho', v.rho!], epsilon(v)] },
  rmsprop: {
    name: 'RMSprop',
    arguments: (v) =>
      v.eps_place === 'inside' && (v.momentum === 0 || v.momentum_form === 'lr_in')
        ? [rate(v), ['rho', v.rho!], ['momentum', v.momentum!], epsilon(v), ['centered', v.centered!]]
        : null,
  },
  adam: {
    name: 'Adam',
    arguments: (v) =>
      v.eps_place === 'eps_hat' && v.amsgrad === 'none' ? [rate(v), ...memories(v), epsilon(v)] : null,
  },
  adamax: {
    name: 'Adamax',
    arguments: (v) => (v.eps_place === 'norm_plus_eps' ? [rate(v), ...memories(v), epsilon(v)] : null),
  },
  nadam: {
    name: 'Nadam',
    arguments: (v) => (v.form === 'schedule' && v.momentum_decay === 1 ? [rate(v), ...memories(v), epsilon(v)] : null),
  },
  ftrl: {
    name: 'Ftrl',
    arguments: (v) => [
      rate(v),
      ['learning_rate_power', v.lr_power!],
      ['initial_accumulator_value', v.initial_accumulator!],
      ['l1_regularization_strength', v.l1!],
      ['l2_regularization_strength', v.l2!],
      ['l2_shrinkage_regularization_strength', v.l2_shrinkage!],
      ['beta', v.beta!],
    ],
  },
};

/** Without that of PyTorch, which adds an ε. */
const clippings: Readonly<Partial<Record<ClippingPlan['mode'], string>>> = {
  value: 'clipvalue',
  norm: 'clipnorm',
  global_norm: 'global_clipnorm',
};

/** Keras' names of the losses over class numbers and values. */
const losses: Readonly<Record<string, string>> = {
  categoricalCrossentropy: 'sparse_categorical_crossentropy',
  binaryCrossentropy: 'binary_crossentropy',
  meanSquaredError: 'mean_squared_error',
  meanAbsoluteError: 'mean_absolute_error',
  huber: 'huber',
  poisson: 'poisson',
};

/**
 * How the contender was trained, as Python for Keras 3: `model.compile` and `model.fit`. Null where Keras has no rule, convention, loss or schedule
 * that does the same. `experiment` is the contender's own.
 */
export function kerasCompile(experiment: Experiment, contender: Contender): readonly string[] | null {
  const { training, loss, lossParams = {} } = experiment;
  const rule = Object.hasOwn(rules, contender.optimizer) ? rules[contender.optimizer]! : null;
  const own = rule?.arguments(effectiveParams(contender)) ?? null;
  const lossName = Object.keys(lossParams).length === 0 && losses[loss];
  const clipped = clippingOf(training.clipping ?? null);
  if (!rule || !own || !lossName || !clipped || training.schedule) return null;
  const call = [...own, ...clipped].map(([name, value]) => `${name}=${python(value)}`).join(', ');
  const metric = lossById(loss).metric === 'accuracy' ? 'accuracy' : 'mean_absolute_error';
  return [
    'model.compile(',
    `    optimizer=keras.optimizers.${rule.name}(${call}),`,
    `    loss=${JSON.stringify(lossName)},`,
    `    metrics=[${JSON.stringify(metric)}],`,
    ')',
    `model.fit(x, y, epochs=${training.epochs}, batch_size=${training.batchSize}, validation_data=(x_val, y_val))`,
  ];
}

function clippingOf(plan: ClippingPlan | null): Arguments | null {
  if (!plan) return [];
  const name = clippings[plan.mode];
  return name === undefined ? null : [[name, plan.threshold]];
}

function python(value: ParamValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
