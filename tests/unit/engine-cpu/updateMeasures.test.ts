import { beforeAll, describe, expect, it } from 'vitest';
import type { ClippingPlan } from '#shared/domain/experiment.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { PROBES, probesOf } from '#shared/training/probes.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import type { ParameterSnapshot } from '../../../src-renderer/engine/executor.ts';
import { changeAt, measureCount, probeAt } from '../../../src-renderer/engine/measures.ts';
import {
  bench,
  contender,
  executorOn,
  kernelsOf,
  layers,
  randomData,
  rowsFrom,
  startWeights,
} from './executorSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const model = bench(
  layers(
    ['conv2d', { filters: 3, kernelSize: 3, activation: 'relu' }],
    ['flatten', {}],
    ['dense', { units: 5, activation: 'tanh' }],
    ['dense', { units: 3, activation: 'softmax' }],
  ),
  'categoricalCrossentropy',
  randomData([4, 5, 1], 30, 3),
);
const probes = probesOf(model.check, 5);
const TENSORS = 6;
const UPDATES = 4;

const squares = (tensors: readonly ArrayLike<number>[]): number =>
  tensors.reduce((sum, values) => sum + Array.from(values).reduce((own, value) => own + value * value, 0), 0);

/** What the weights were before and after every update, the gradients (a rule that keeps them), and what was measured. */
async function trained(id: string, params: ParamValues, clipping: ClippingPlan | null) {
  const executor = executorOn(kernels, model, 8);
  const start = { id, contender: contender(id, params), weights: startWeights(model.check, 1), clipping, probes };
  const run = executor.createRun(start);
  const snapshots: ParameterSnapshot[][] = [structuredClone(await run.snapshot())];
  for (let update = 1; update <= UPDATES; update++) {
    const batch = executor.loadBatch(1, update, rowsFrom(7 * update, 8, 30));
    run.advance(batch, update, 0.05);
    batch.dispose();
    snapshots.push(structuredClone(await run.snapshot()));
  }
  const { measures } = (await run.flush())!;
  executor.dispose();
  return { snapshots, measures };
}

const keeper = ['momentum', { form: 'lr_out', beta: 0, dampening: 0 }] as const;

describe('the measures of an update', () => {
  it('picks parameters of kernels in turns, by the seed', () => {
    expect(probes.map(({ tensor }) => tensor)).toEqual([0, 2, 4, 0]);
    expect(probes.map(({ name }) => name.replace(/\d+$/, ''))).toEqual([
      'l0/kernel/',
      'l2/kernel/',
      'l3/kernel/',
      'l0/kernel/',
    ]);
    expect(probesOf(model.check, 5)).toEqual(probes);
    expect(probesOf(model.check, 6)).not.toEqual(probes);
  });

  it.each([
    ['sgd', {}],
    ['momentum', { beta: 0.9 }],
    ['nesterov', { form: 'lookahead' }],
    ['adam', {}],
    ['adagrad', { epsilon: 0, initial_accumulator: 0.1 }],
    ['lamb', {}],
    ['ftrl', {}],
    ['lookahead', {}],
  ] as const)('are those of the weights before and after: %s', async (id, params) => {
    const { snapshots, measures } = await trained(id, params, null);
    expect(measures.length).toBe(measureCount(TENSORS, PROBES));
    for (let update = 0; update < UPDATES; update++) {
      const [before, after] = [snapshots[update]!, snapshots[update + 1]!].map((all) => all.map(({ theta }) => theta));
      const change = before!.map((theta, i) => theta.map((value, j) => after![i]![j]! - value));
      const [changed, weights] = [measures[changeAt(TENSORS)]![update]!, measures[changeAt(TENSORS) + 1]![update]!];
      expect(Math.abs(changed / squares(change) - 1)).toBeLessThan(1e-10);
      expect(Math.abs(weights / squares(before!) - 1)).toBeLessThan(1e-10);
      probes.forEach(({ tensor, index }, i) =>
        expect(measures[probeAt(TENSORS, i)]![update]).toBe(after![tensor]![index]! - before![tensor]![index]!),
      );
    }
  });

  it('tell the gradients of every tensor before clipping, and of probes as the rule saw them', async () => {
    const clipping = { mode: 'global_norm', threshold: 0.01 } as const;
    const [plain, clipped] = [await trained(...keeper, null), await trained(...keeper, clipping)];
    const gradients = plain.snapshots.map((all) => all.map(({ slots }) => slots.v as Float32Array));
    const seen = clipped.snapshots.map((all) => all.map(({ slots }) => slots.v as Float32Array));
    for (let update = 0; update < UPDATES; update++)
      gradients[update + 1]!.forEach((gradient, tensor) =>
        expect(Math.abs(plain.measures[tensor]![update]! / squares([gradient]) - 1)).toBeLessThan(1e-10),
      );
    // The first update begins at the same weights.
    gradients[1]!.forEach((_, tensor) => expect(clipped.measures[tensor]![0]).toBe(plain.measures[tensor]![0]));
    expect(Math.abs(Math.sqrt(squares(seen[1]!)) - 0.01)).toBeLessThan(1e-8);
    probes.forEach(({ tensor, index }, i) =>
      expect(clipped.measures[probeAt(TENSORS, i) + 1]![0]).toBe(seen[1]![tensor]![index]),
    );
  });
});
