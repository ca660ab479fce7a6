import { clippingModes, globalNorm, type ClippingMode } from '../clipping/clipping.ts';
import { withDefaults, type ParamValues } from '../domain/params.ts';
import { fans, normalStds, truncatedParameter, uniformLimits } from '../initializers/scales.ts';
import {
  batchGradients,
  normaliseBatch,
  normaliseWith,
  runningStatistic,
} from '../normalization/batchNormalization.ts';
import { scheduleById } from '../schedules/index.ts';
import { piecewiseRate, type Piecewise } from '../schedules/piecewise.ts';
import { observePlateau, plateauStart, type Plateau } from '../schedules/reduceOnPlateau.ts';
import { averageWeights, movingAverage, velocityWeights } from '../statistics/movingAverage.ts';
import { earlyStoppingStart, observeEpoch } from '../training/earlyStopping.ts';
import type { VerifyBackend } from './backend.ts';
import { parameterCountChecks } from './parameterCounts.ts';
import { tableTolerance } from './precision.ts';
import { check, type Check } from './report.ts';

/** An entry of a table: its fields depend on the table. */
export type Entry = Readonly<Record<string, unknown>>;

/** Checks of one entry; null when its kind is unknown. Clipping and losses are the backend's own, the rest is arithmetic all of them share. */
export type TableCheck = (
  entry: Entry,
  backend: VerifyBackend,
) => readonly Check[] | null | Promise<readonly Check[] | null>;

const numbers = (value: unknown): number[] => value as number[];
const rows = (value: unknown): number[][] => value as number[][];
const idOf = (entry: Entry, fallback: string): string => String(entry.id ?? fallback);

const schedule: TableCheck = (entry) => {
  const id = idOf(entry, 'schedule');
  const params = entry.params as Record<string, unknown>;
  if (entry.type === 'reduce_on_plateau') {
    const plateau = { ...params, form: entry.form } as unknown as Plateau;
    let state = plateauStart(plateau);
    const rates = numbers(entry.metric).map((metric) => (state = observePlateau(plateau, state, metric)).lr);
    return [check(id, 'lr_after_epoch', rates, entry.lr_after_epoch)];
  }
  const lr = numbers(entry.lr);
  if (entry.type === 'piecewise')
    return [
      check(
        id,
        'lr',
        lr.map((_, k) => piecewiseRate(k, params as unknown as Piecewise)),
        lr,
      ),
    ];
  const known = scheduleById(String(entry.type));
  if (!known) return null;
  const values = withDefaults(known.params, params as ParamValues);
  return [
    check(
      id,
      'lr',
      lr.map((_, k) => known.rate(k, values)),
      lr,
    ),
  ];
};

const earlyStopping: TableCheck = (entry) => {
  const rule = { patience: Number(entry.patience), min_delta: Number(entry.min_delta) };
  let state = earlyStoppingStart;
  const stoppedEpoch = numbers(entry.metric).findIndex(
    (metric, epoch) => (state = observeEpoch(rule, state, epoch, metric)).stopped,
  );
  const ours = [stoppedEpoch < 0 ? null : stoppedEpoch, state.bestEpoch, state.best];
  return [check(idOf(entry, 'early_stopping'), 'epochs', ours, [entry.stopped_epoch, entry.best_epoch, entry.best])];
};

const clipping: TableCheck = async (entry, backend) => {
  const mode = entry.mode as ClippingMode;
  if (!clippingModes.includes(mode)) return null;
  const gradients = rows(entry.gradients).map((gradient) => Float64Array.from(gradient));
  const clipped = await backend.clip(gradients, { mode, threshold: Number(entry.threshold) });
  const id = idOf(entry, 'clipping');
  return [
    check(
      id,
      'clipped',
      clipped.map((gradient) => [...gradient]),
      entry.clipped,
      tableTolerance(backend),
    ),
    check(id, 'global_norm', globalNorm(gradients), entry.global_norm),
  ];
};

const initialiser: TableCheck = (entry) => {
  const id = idOf(entry, 'initialiser');
  const { fanIn, fanOut } = fans(numbers(entry.shape));
  const scales = (table: unknown, ours: (name: string) => number | undefined, what: string): Check[] =>
    Object.entries(table as Record<string, number>).map(([name, value]) =>
      check(id, `${what} ${name}`, ours(name), value),
    );
  return [
    check(id, 'fans', [fanIn, fanOut], [entry.fan_in, entry.fan_out]),
    ...scales(entry.uniform_limit, (name) => uniformLimits[name]?.(fanIn, fanOut), 'uniform_limit'),
    ...scales(entry.normal_std, (name) => normalStds[name]?.(fanIn, fanOut), 'normal_std'),
    ...scales(
      entry.truncated_normal_std_parameter,
      (name) => truncatedParameter(normalStds[name]?.(fanIn, fanOut) ?? NaN),
      'truncated_normal_std_parameter',
    ),
  ];
};

const exponentialWeights: TableCheck = (entry) => {
  const beta = Number(entry.beta);
  const count = numbers(entry.velocity_weights).length;
  const velocity = velocityWeights(beta, count);
  const sum = velocity.reduce((total, weight) => total + weight, 0);
  const ours = [velocity, averageWeights(beta, count), sum, 1 / (1 - beta)];
  const theirs = [entry.velocity_weights, entry.average_weights, entry.velocity_sum, entry.sum_limit];
  return [check(idOf(entry, `exponential_weights-${beta}`), 'weights', ours, theirs)];
};

const average: TableCheck = (entry) => {
  const ours = movingAverage(numbers(entry.x), Number(entry.beta)).map(({ v, corrected }) => [v, corrected]);
  const theirs = (entry.out as { v: number; corrected: number }[]).map(({ v, corrected }) => [v, corrected]);
  return [check(idOf(entry, 'moving_average'), 'average', ours, theirs)];
};

const lossNames: Readonly<Record<string, { id: string; input: string; target: string }>> = {
  mae: { id: 'meanAbsoluteError', input: 'prediction', target: 'target' },
  mse: { id: 'meanSquaredError', input: 'prediction', target: 'target' },
  binary_crossentropy_from_logits: { id: 'binaryCrossentropy', input: 'prediction', target: 'binary_target' },
  categorical_crossentropy_from_logits: { id: 'categoricalCrossentropy', input: 'logits', target: 'label' },
};

const loss: TableCheck = async (entry, backend) => {
  const known = Object.keys(lossNames).filter((name) => entry[name] !== undefined);
  return (await Promise.all(known.map((name) => lossChecks(entry, name, backend)))).flat();
};

async function lossChecks(entry: Entry, name: string, backend: VerifyBackend): Promise<Check[]> {
  const [known, id, tolerance] = [lossNames[name]!, idOf(entry, 'losses'), tableTolerance(backend)];
  const expected = entry[name] as { loss: number; gradient: number[] | number[][] };
  const input = (entry[known.input] as number[] | number[][]).map((row) => [row].flat());
  const targets = Float64Array.from(numbers(entry[known.target]));
  const batch = { logits: Float64Array.from(input.flat()), targets, rows: input.length, units: input[0]!.length };
  const ours = await backend.loss(known.id, batch);
  return [
    check(id, `${name} loss`, ours.loss, expected.loss, tolerance),
    check(id, `${name} gradient`, [...ours.gradient], expected.gradient.flat(), tolerance),
  ];
}

const batchNormalisation: TableCheck = (entry) => {
  const id = idOf(entry, 'batch_normalisation');
  const [x, gamma, beta, upstream] = [rows(entry.x), numbers(entry.gamma), numbers(entry.beta), rows(entry.upstream)];
  const [eps, momentum] = [Number(entry.eps), Number(entry.running_momentum)];
  const forward = normaliseBatch(x, gamma, beta, eps);
  const backward = batchGradients(x, gamma, upstream, eps);
  const unbiased = forward.variance.map((value) => (value * x.length) / (x.length - 1));
  const [zeros, ones] = [gamma.map(() => 0), gamma.map(() => 1)];
  const runningMean = runningStatistic(zeros, forward.mean, momentum);
  const runningVariance = runningStatistic(ones, forward.variance, momentum);
  const ours: Record<string, unknown> = {
    mean: forward.mean,
    variance_biased: forward.variance,
    y: forward.y,
    ...backward,
    running_mean_after: runningMean,
    running_variance_after_biased: runningVariance,
    running_variance_after_unbiased: runningStatistic(ones, unbiased, momentum),
    y_inference_biased: normaliseWith(x, gamma, beta, eps, runningMean, runningVariance),
  };
  return Object.entries(ours)
    .filter(([name]) => name in entry)
    .map(([name, value]) => check(id, name, value, entry[name]));
};

/** |Wᵗx| by multiplying t times. */
const repeatedMultiplication: TableCheck = (entry) => {
  const W = rows(entry.W);
  const times = (x: readonly number[]): number[] => W.map((row) => row.reduce((sum, w, j) => sum + w * x[j]!, 0));
  const power = (x: number[], t: number): number[] => (t === 0 ? x : power(times(x), t - 1));
  const norms = entry.norms as { t: number; norm: number }[];
  return norms.map(({ t, norm }) =>
    check(idOf(entry, 'repeated_multiplication'), `t = ${t}`, Math.hypot(...power(numbers(entry.x), t)), norm),
  );
};

/** By the name of the table in a reference file. */
export const tableChecks: Readonly<Record<string, TableCheck>> = {
  schedules: schedule,
  early_stopping: earlyStopping,
  clipping,
  initialisers: initialiser,
  exponential_weights: exponentialWeights,
  moving_average: average,
  losses: loss,
  batch_normalisation: batchNormalisation,
  repeated_multiplication: repeatedMultiplication,
  parameter_counts: parameterCountChecks,
};
