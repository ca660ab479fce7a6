import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import type { CpuExecutor } from '../../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import type { ExecutorRun, ParameterSnapshot } from '../../../src-renderer/engine/executor.ts';
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

const data = randomData([6, 5, 2], 30, 3);
const nodes: readonly LayerNode[] = layers(
  ['conv2d', { filters: 3, kernelSize: 3, activation: 'relu' }],
  ['maxPooling2d', { poolSize: 2 }],
  ['flatten', {}],
  ['dense', { units: 6, activation: 'tanh' }],
  ['dropout', { rate: 0.2 }],
  ['dense', { units: 5, activation: 'sigmoid' }],
  ['dense', { units: 3, activation: 'softmax' }],
);

/** The model with these layers frozen. */
function model(...frozen: readonly string[]) {
  const chosen = nodes.map((node) => (frozen.includes(node.id) ? { ...node, frozen: true } : node));
  return bench(chosen, 'categoricalCrossentropy', data);
}

type Run = ExecutorRun<ReturnType<CpuExecutor['loadBatch']>>;

function train(executor: CpuExecutor, run: Run, from: number, to: number): void {
  for (let update = from; update <= to; update++) {
    const batch = executor.loadBatch(7, update, rowsFrom(8 * update, update % 4 === 0 ? 3 : 8, 30));
    run.advance(batch, update, 0.02);
    batch.dispose();
  }
}

const clipping = { mode: 'global_norm', threshold: 0.3 } as const;

describe('D16: frozen layers on the CPU engine', () => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await kernelsOf('plain');
  });

  /** State of every tensor after some updates, and what it began with. */
  async function trained(rule: string, frozen: readonly string[], updates = 6) {
    const own = model(...frozen);
    const executor = executorOn(kernels, own, 8);
    const weights = startWeights(own.check, 3);
    const run = executor.createRun({ id: 'r', contender: contender(rule), weights, clipping });
    train(executor, run, 1, updates);
    const [points, after] = [await run.flush(), await run.snapshot()];
    executor.dispose();
    return { weights, after, losses: points!.losses };
  }

  it.each(['adam', 'lamb', 'nesterov', 'ftrl'])(
    '%s: frozen weights are bit-equal after training, the others move',
    async (rule) => {
      const { weights, after } = await trained(rule, ['l0', 'l5']);
      const same = after.map(({ theta }, i) => theta.every((value, at) => Object.is(value, weights[i]![at]!)));
      expect(same).toEqual([true, true, false, false, true, true, false, false]);
      expect(after.map(({ slots }) => Object.keys(slots).length > 0)).toEqual(same.map((value) => !value));
    },
  );

  /** The gradient of the first update as momentum keeps it. */
  async function gradients(frozen: readonly string[]): Promise<ParameterSnapshot[]> {
    const own = model(...frozen);
    const executor = executorOn(kernels, own, 8);
    const momentum = contender('momentum', { form: 'lr_out', beta: 0.9, dampening: 0 });
    const run = executor.createRun({ id: 'r', contender: momentum, weights: startWeights(own.check, 3) });
    train(executor, run, 1, 1);
    const state = await run.snapshot();
    executor.dispose();
    return state;
  }

  it('leaves the gradients of the trained layers as they are without freezing', async () => {
    const [all, some] = [await gradients([]), await gradients(['l0', 'l5'])];
    for (const i of [2, 3, 6, 7]) expect(some[i]!.slots.v).toEqual(all[i]!.slots.v);
  });

  it('clips by the norm of what is trained', async () => {
    const { losses } = await trained('sgd', ['l0', 'l3', 'l5'], 2);
    const own = model('l0', 'l3', 'l5');
    const executor = executorOn(kernels, own, 8);
    const weights = startWeights(own.check, 3);
    const run = executor.createRun({ id: 'r', contender: contender('sgd'), weights, clipping });
    train(executor, run, 1, 1);
    const norm = Math.sqrt((await run.readWeights()).reduce((sum, values, i) => sum + squares(values, weights[i]!), 0));
    executor.dispose();
    expect(norm).toBeCloseTo(0.02 * 0.3, 6);
    expect(losses).toHaveLength(2);
  });

  it('goes no further down than the lowest trained layer', () => {
    const calls: string[] = [];
    const told = (name: string, kernel: unknown): unknown => {
      if (typeof kernel !== 'function' || !/KernelGradient$|maxPool2dGradient$/.test(name)) return kernel;
      return (...args: unknown[]): unknown => {
        calls.push(name);
        return Reflect.apply(kernel, null, args);
      };
    };
    const spied = Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [name, told(name, kernel)]));
    const count = (frozen: readonly string[]): number => {
      const own = model(...frozen);
      const executor = executorOn(spied as unknown as Kernels, own, 8);
      const run = executor.createRun({ id: 'r', contender: contender('sgd'), weights: startWeights(own.check, 3) });
      train(executor, run, 1, 1);
      executor.dispose();
      return calls.splice(0).length;
    };
    expect(count([])).toBeGreaterThan(0);
    expect(count(['l0'])).toBe(0);
  });

  it('goes on from a snapshot to the bit', async () => {
    const own = model('l0', 'l5');
    const executor = executorOn(kernels, own, 8);
    const weights = startWeights(own.check, 3);
    const start = { contender: contender('adam'), weights, clipping };
    const whole = executor.createRun({ id: 'whole', ...start });
    train(executor, whole, 1, 9);
    const first = executor.createRun({ id: 'first', ...start });
    train(executor, first, 1, 5);
    const rest = executor.createRun({ id: 'rest', ...start, snapshot: await first.snapshot() });
    train(executor, rest, 6, 9);
    expect(await rest.snapshot()).toEqual(await whole.snapshot());
    executor.dispose();
    expect(executor.usedBytes).toBe(0);
  });
});

/** Σ (a − b)² */
function squares(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}
