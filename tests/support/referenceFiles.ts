import { float64Backend } from '#shared/verification/float64Backend.ts';
import type { ReferenceNetwork } from '#shared/verification/network.ts';
import { ruleOf, trainUnderRule, trainWithSolver, type NetworkCase } from '#shared/verification/networkCase.ts';
import { solverOf } from '#shared/verification/solverCase.ts';

/** ½·2·θ² from θ = 1: its gradient is 2θ, so that a step of 0.1 leaves 0.8 of θ. */
const halved = { Q: { kind: 'quadratic', theta0: [1], A: [[2]], b: [0] } };

interface TracePoint {
  step: number;
  theta: number[];
  f: number | null;
}

const sgd = {
  id: 'sgd',
  problem: 'Q',
  optimizer: 'sgd',
  params: { lr: 0.1 },
  tolerance: 1e-12,
  float32_deviation: 1e-7,
  trace: [
    { step: 0, theta: [1], f: 1 },
    { step: 1, theta: [0.8], f: 0.64 },
    { step: 2, theta: [0.64], f: 0.4096 },
  ] as TracePoint[],
};

/** v ← 0.5 v − 0.1 g, g at θ + 0.5 v: 1, 0.8, then g = 2 (0.8 − 0.1) = 1.4, v = −0.1 − 0.14, θ = 0.56. */
const lookahead = {
  ...sgd,
  id: 'look-ahead',
  optimizer: 'nesterov',
  params: { form: 'lookahead', lr: 0.1, beta: 0.5 },
  trace: [
    { step: 0, theta: [1], f: null },
    { step: 1, theta: [0.8], f: null },
    { step: 2, theta: [0.56], f: null },
  ],
};

/** η = 0.2 |θ| / |r| · r on a quadratic of two numbers: the norms are 5 and |r|. */
const lamb = {
  ...sgd,
  id: 'lamb',
  problem: 'G',
  optimizer: 'lamb',
  params: { lr: 0.2, beta1: 0.9, beta2: 0.999, eps: 1e-12 },
  trace: [
    { step: 0, theta: [3, -4], f: null },
    { step: 1, theta: [3 - Math.SQRT1_2, -4 + Math.SQRT1_2], f: null },
  ],
};

/** A file of traces and tables whose numbers were worked out by hand. */
export function traceFile() {
  return {
    problems: { ...halved, G: { kind: 'gradient_sequence', theta0: [3, -4], gradients: [[1, -1]] } },
    cases: structuredClone([sgd, lookahead, lamb]),
    clipping: [
      {
        id: 'norm',
        mode: 'norm',
        threshold: 1,
        gradients: [[3, -4], [0.5]],
        global_norm: Math.sqrt(25.25),
        clipped: [[0.6, -0.8], [0.5]],
      },
      {
        id: 'value',
        mode: 'value',
        threshold: 1,
        gradients: [[3, -4], [0.5]],
        global_norm: Math.sqrt(25.25),
        clipped: [[1, -1], [0.5]],
      },
    ],
    losses: [
      {
        id: 'sure-and-wrong',
        prediction: [1, -2],
        target: [0, 1],
        logits: [[30, 0, 0]],
        label: [1],
        mae: { loss: 2, gradient: [0.5, -0.5] },
        mse: { loss: 5, gradient: [1, -3] },
        categorical_crossentropy_from_logits: { loss: 30, gradient: [[1, -1, 0]] },
      },
    ],
    schedules: [{ id: 'constant', type: 'constant', params: { lr: 0.1 }, lr: [0.1, 0.1] }],
  };
}

const inputs = Array.from({ length: 7 }, (_, i) => [Math.sin(i), Math.cos(2 * i), (i % 3) - 1]);
const values = (count: number, from: number): number[] =>
  Array.from({ length: count }, (_, i) => 0.5 * Math.sin(from + 1.7 * i));

const classes: ReferenceNetwork = {
  id: 'classes',
  layers: [3, 4, 3],
  hidden_activation: 'tanh',
  loss: 'categorical_crossentropy',
  inputs,
  targets: [0, 1, 2, 0, 1, 2, 0],
  initial_weights: [12, 4, 12, 3].map((count, i) => ({ values: values(count, i) })),
  mini_batches: [[3, 1, 6], [0, 5, 2], [4], [6]],
};
const numbers: ReferenceNetwork = {
  ...classes,
  id: 'numbers',
  layers: [3, 4, 1],
  hidden_activation: 'relu',
  loss: 'mse',
  targets: inputs.map(([x]) => 2 * x! - 1),
  initial_weights: [12, 4, 4, 1].map((count, i) => ({ values: values(count, i + 1) })),
};

const trainings: readonly (readonly [
  id: string,
  net: string,
  batching: 'full' | 'mini',
  optimizer: string,
  params: object,
])[] = [
  ['full-adam', 'classes', 'full', 'adam', { lr: 0.05 }],
  ['mini-lamb', 'classes', 'mini', 'lamb', { lr: 0.05 }],
  ['mini-look-ahead', 'numbers', 'mini', 'nesterov', { form: 'lookahead', lr: 0.05, beta: 0.8 }],
  [
    'full-gauss-newton',
    'classes',
    'full',
    'hessian_free',
    { curvature: 'gauss_newton', damping: 0.5, adaptive_damping: false },
  ],
  ['full-rprop', 'numbers', 'full', 'rprop', { lr: 0.01 }],
];

/** A file of small networks (batch 1 at the end of each pass), its numbers from the double precision that other tests check. */
export async function networkFile() {
  const networks = [classes, numbers];
  const cases = await Promise.all(
    trainings.map(async ([id, net, batching, optimizer, params]) => {
      const float32_deviation = optimizer === 'hessian_free' ? null : optimizer === 'rprop' ? 6 : 3e-7;
      const asked = { id, net, batching, optimizer, params, tolerance: 1e-9, float32_deviation } as const;
      return solved(
        networks.find((network) => network.id === net)!,
        {
          ...asked,
          params: { ...params },
          loss: [0, 0, 0, 0],
          gradient_norm: [],
          final: {},
        },
      );
    }),
  );
  return { networks, cases };
}

async function solved(network: ReferenceNetwork, asked: NetworkCase): Promise<NetworkCase> {
  const open = float64Backend.openNetwork(network)!;
  const rule = ruleOf(asked);
  const trace = rule
    ? await trainUnderRule(open, network, asked, rule)
    : trainWithSolver(open.smooth(), network, asked, solverOf(asked)!);
  const { loss, accuracy } = await open.evaluate(trace.theta);
  const final = {
    full_loss: loss,
    accuracy,
    first5: [...trace.theta.subarray(0, 5)],
    last5: [...trace.theta.subarray(-5)],
  };
  return { ...asked, loss: [...trace.loss], gradient_norm: [...trace.gradientNorm!], final };
}
