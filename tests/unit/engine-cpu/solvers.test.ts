import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import type { EpochRecord } from '#shared/domain/run.ts';
import { solverById, solvers } from '#shared/solvers/index.ts';
import { solves } from '#shared/training/solving.ts';
import {
  doubleNetwork,
  fullBatch,
  startWeights as referenceStart,
  type ReferenceNetwork,
} from '#shared/verification/network.ts';
import type { NetworkCase } from '#shared/verification/networkCase.ts';
import { createCpuExecutor } from '#renderer/engine/cpu/executor.ts';
import { gradientNorm } from '#renderer/engine/measures.ts';
import { networkParts } from '#renderer/engine/verifyNetwork.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import type { FromWorker } from '#renderer/engine/messages.ts';
import { checkSolvers, trainingParts } from '#renderer/engine/trainingParts.ts';
import { heatsOf } from '#renderer/training/heats.ts';
import { checkpointsOf, everyUpdate, historyOf, stopAt } from '../../engine/histories.ts';
import { contender, denseLayers, endOf, experimentOn, lossesOf, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainInHeats, trainOnCpu } from './trainingSupport.ts';

const file = new URL('../../../../shared/reference/mlp.json', import.meta.url);
let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const points = pointSet(120);
const ids = solvers.map(({ id }) => id);
/** Newton asks for 2 · 42 gradients a step and needs damping far from a minimum; Hessian-free for a few products. */
const paramsOf = (id: string): ParamValues => ({ newton: { damping: 1 }, hessian_free: { cg_max_iter: 5 } })[id] ?? {};
const budgetOf = (id: string): number => (id === 'newton' ? 700 : 60);

/** The experiment as this solver alone trains it. */
function alone(id: string, layers: readonly LayerNode[] = denseLayers, epochs = budgetOf(id)): Experiment {
  const own = contender(id, paramsOf(id), 1);
  return experimentOf(experimentOn('class', layers, [own], { epochs }), own);
}

function epochsOf(messages: readonly FromWorker[], run: string): EpochRecord[] {
  const told = messages.flatMap((message) => (message.type === 'points' ? message.points : []));
  return told.filter((each) => each.run === run).flatMap(({ epochs }) => epochs);
}

function seriesOf(messages: readonly FromWorker[], run: string, name: string): number[] {
  const told = messages.flatMap((message) => (message.type === 'points' ? message.points : []));
  const pieces = told.filter((each) => each.run === run).flatMap(({ steps }) => steps);
  return pieces.filter(({ series }) => series === name).flatMap(({ values }) => values as number[]);
}

describe.each(ids)('%s in training', (id) => {
  const run = `${id} 1/1`;

  it('goes down, and counts every gradient it asks for; an epoch is a pass over the rows, as a gradient is', async () => {
    const { messages } = await trainOnCpu(kernels, alone(id), points);
    const losses = lossesOf(messages, run) as number[];
    const counted = seriesOf(messages, run, 'gradientEvaluations');
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
    expect(counted).toHaveLength(losses.length);
    counted.forEach((count, i) => expect(count).toBeGreaterThan(counted[i - 1] ?? 0));
    expect(counted.at(-1)).toBeLessThanOrEqual(budgetOf(id));
    expect(losses.length).toBeLessThan(counted.at(-1)!);
    expect(epochsOf(messages, run).map(({ epoch }) => epoch)).toEqual(counted);
    for (const norm of seriesOf(messages, run, 'gradientNorm')) expect(norm).toBeGreaterThan(0);
    expect(seriesOf(messages, run, 'learningRate').some((length) => length > 0)).toBe(true);
    expect(endOf(messages, run)).toMatchObject({ status: 'finished' });
  });

  it('equals itself to the bit: paused before every step, and gone on from any of them', async () => {
    const experiment = alone(id);
    const straight = historyOf(run, [(await trainOnCpu(kernels, experiment, points)).messages], []);
    const steps = await trainOnCpu(kernels, experiment, points, everyUpdate());
    expect(historyOf(run, [steps.messages], [])).toEqual(straight);
    const cuts = checkpointsOf(run, steps.messages);
    expect(cuts.length).toBeGreaterThan(2);
    for (const cut of [cuts[0]!, cuts[Math.floor(cuts.length / 2)]!, cuts.at(-1)!]) {
      const rest = await trainOnCpu(kernels, experiment, points, undefined, new Map([[run, cut]]));
      expect(historyOf(run, [steps.messages, rest.messages], [cut])).toEqual(straight);
    }
  });

  it('stopped and resumed is as if it had never been', async () => {
    const experiment = alone(id);
    const straight = historyOf(run, [(await trainOnCpu(kernels, experiment, points)).messages], []);
    const first = await trainOnCpu(kernels, experiment, points, stopAt(3));
    const cut = checkpointsOf(run, first.messages).at(-1)!;
    expect(cut.step).toBe(3);
    const rest = await trainOnCpu(kernels, experiment, points, undefined, new Map([[run, cut]]));
    expect(historyOf(run, [first.messages, rest.messages], [cut])).toEqual(straight);
  });
});

/** What N1 and N2 of the reference lead to, from a solver in doubles and from one in training, is as close as float32 allows. */
describe.runIf(existsSync(file))(
  'D23, D24: solvers in training against the same in doubles, on the reference networks',
  () => {
    const { networks, cases }: { networks: ReferenceNetwork[]; cases: NetworkCase[] } = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : { networks: [], cases: [] };

    async function trained(network: ReferenceNetwork, optimizer: string, params: ParamValues, steps: number) {
      const parts = networkParts(network)!;
      const executor = createCpuExecutor({ kernels, ...parts });
      const weights = referenceStart(network).map((values) => Float32Array.from(values));
      const own = contender(optimizer, params, 1);
      const run = executor.createRun({ id: optimizer, contender: own, weights });
      const batch = executor.loadBatch(1, 1, parts.data.split.train);
      for (let update = 1; update <= steps; update++) run.advance(batch, update, 1);
      const { losses, measures } = (await run.flush())!;
      const { loss } = (await run.evaluate(parts.data.split.train, () => Promise.resolve()))!;
      executor.dispose();
      return { losses, loss, norms: losses.map((_, i) => gradientNorm(measures, [0, 1, 2, 3], i)) };
    }

    function inDoubles(network: ReferenceNetwork, optimizer: string, params: ParamValues, steps: number): number[] {
      const problem = fullBatch(doubleNetwork(network)!);
      const solver = solverById(optimizer)!;
      const h = withDefaults(solver.params, params);
      let state = solver.start(Float64Array.from(referenceStart(network).flat()), h);
      return Array.from({ length: steps }, () => {
        const loss = problem.value(state.theta);
        state = solver.step(problem, state, h);
        return loss;
      });
    }

    it('D24: Hessian-free with Gauss–Newton products by differences takes N1 from 1.267 to 0.174 in ten steps', async () => {
      const network = networks.find(({ id }) => id === 'N1')!;
      const { params, loss, gradient_norm, final } = cases.find(({ id }) => id === 'N1-full-hessian_free')!;
      const found = await trained(network, 'hessian_free', params as ParamValues, loss.length);
      expect(found.losses[0]).toBeCloseTo(1.267, 3);
      expect(Number(final.full_loss)).toBeCloseTo(0.1745, 3);
      expect(Math.abs(found.loss - Number(final.full_loss))).toBeLessThan(2e-4);
      found.losses.forEach((value, i) => expect(Math.abs(value - loss[i]!)).toBeLessThan(2e-4));
      found.norms.forEach((value, i) => expect(Math.abs(value - gradient_norm[i]!)).toBeLessThan(2e-3));
    });

    it.each([
      ['N1', 'lbfgs', {}, 8],
      ['N1', 'nonlinear_cg', {}, 8],
      ['N1', 'nonlinear_cg', { beta_rule: 'fletcher_reeves' }, 8],
      ['N1', 'steepest_descent', {}, 8],
      ['N2', 'lbfgs', { line_search: 'none', learningRate: 0.3 }, 8],
      ['N2', 'hessian_free', { cg_max_iter: 6 }, 8],
    ] as const)('%s by %s %o', async (net, optimizer, params, steps) => {
      const network = networks.find(({ id }) => id === net)!;
      const found = await trained(network, optimizer, params, steps);
      const expected = inDoubles(network, optimizer, params, steps);
      found.losses.forEach((value, i) =>
        expect(Math.abs(value - expected[i]!), `step ${i}`).toBeLessThan(1e-3 * Math.max(1, expected[0]!)),
      );
    });
  },
);

describe('solvers beside update rules', () => {
  const sgd: Contender = { name: 'sgd', optimizer: 'sgd', params: { learningRate: 0.1 }, slot: 1 };
  const lbfgs: Contender = { name: 'lbfgs', optimizer: 'lbfgs', params: {}, slot: 2 };
  const both = experimentOn('class', denseLayers, [lbfgs, sgd], { epochs: 12, batchSize: 16 });

  it('begin with the same weights, train in heats of their own that come last, and pass over the rows no oftener', async () => {
    const runs = both.contenders.map((own) => ({ id: `${own.name}/1`, seed: 1, contender: own }));
    const heats = heatsOf({ experiment: both, descriptor: points.descriptor, runs, backend: 'webgl' });
    expect(heats.map((heat) => [heat.solves ?? false, heat.runs.map(({ id }) => id)])).toEqual([
      [false, ['sgd/1']],
      [true, ['lbfgs/1']],
    ]);
    const messages = await trainInHeats(kernels, both, points);
    const began = messages.flatMap((message) => (message.type === 'began' ? [message.initialWeightsHash] : []));
    expect(new Set(began).size).toBe(1);
    expect(lossesOf(messages, 'sgd/1')).toHaveLength(12 * 6);
    expect(seriesOf(messages, 'lbfgs/1', 'gradientEvaluations').at(-1)).toBeLessThanOrEqual(12);
    expect(epochsOf(messages, 'lbfgs/1').at(-1)!.epoch).toBeLessThanOrEqual(12);
  });

  it('do not take a step for which too few gradients are left', async () => {
    const own = contender('hessian_free', { cg_max_iter: 10, cg_tol: 1e-6 }, 1);
    const { messages } = await trainOnCpu(
      kernels,
      experimentOf(experimentOn('class', denseLayers, [own], { epochs: 15 }), own),
      points,
    );
    expect(seriesOf(messages, 'hessian_free 1/1', 'gradientEvaluations').at(-1)).toBe(15);
    expect(seriesOf(messages, 'hessian_free 1/1', 'updateRatio').at(-1)).toBe(0);
    const [before, last] = epochsOf(messages, 'hessian_free 1/1').slice(-2);
    expect([last!.epoch, last!.trainLoss]).toEqual([15, before!.trainLoss]);
  });

  it('take all rows in parts where they do not fit at once, and find the same', async () => {
    const own = contender('lbfgs', {}, 1);
    const plan = experimentOn('class', denseLayers, [own], { epochs: 8 });
    const whole = await trainOnCpu(kernels, experimentOf(plan, own), points);
    const parts = trainingParts(experimentOf(plan, own), points.descriptor, points.bytes, undefined, [own]);
    const executor = createCpuExecutor({ kernels, ...parts, batchSize: 36 });
    const run = executor.createRun({ id: 'parts', contender: own, weights: initialWeights(parts.check, 1), budget: 8 });
    const batch = executor.loadBatch(1, 1, parts.data.split.train);
    for (let update = 1; update <= 4; update++) run.advance(batch, update, 1);
    const { losses } = (await run.flush())!;
    executor.dispose();
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(lossesOf(whole.messages, 'lbfgs 1/1')[i]!, 4));
  });

  it('end as converged where nothing is left to gain', async () => {
    const own = contender('lbfgs', { gtol: 0.01 }, 1);
    const { messages } = await trainOnCpu(
      kernels,
      experimentOf(experimentOn('class', denseLayers, [own], { epochs: 200 }), own),
      points,
    );
    const counted = seriesOf(messages, 'lbfgs 1/1', 'gradientEvaluations');
    expect(endOf(messages, 'lbfgs 1/1')).toMatchObject({
      status: 'finished',
      reason: { code: 'solverConverged', detail: { evaluations: counted.at(-1) } },
    });
    expect(counted.at(-1)).toBeLessThan(200);
  });

  it('are named where they diverge', async () => {
    const own = contender('lbfgs', { line_search: 'none', learningRate: 1e6 }, 1);
    const plan = experimentOf(experimentOn('class', denseLayers, [own], { epochs: 40 }), own);
    const { messages } = await trainOnCpu(kernels, plan, points);
    const losses = lossesOf(messages, 'lbfgs 1/1');
    expect(losses.at(-1)).toBeNull();
    const reason = { code: 'solverNotFinite', detail: { step: losses.length } };
    expect(endOf(messages, 'lbfgs 1/1')).toMatchObject({ status: 'diverged', reason });
  });
});

describe('what a solver cannot train is refused by name', () => {
  const layers = (kind: string, params: ParamValues): LayerNode[] => [
    denseLayers[0]!,
    { id: 'odd', kind, params },
    denseLayers[1]!,
  ];
  const refused = (own: Contender, model: readonly LayerNode[]): unknown => {
    const experiment = experimentOf(experimentOn('class', model, [own]), own);
    try {
      trainingParts(experiment, points.descriptor, points.bytes, undefined, [own]);
      return null;
    } catch (error) {
      return error;
    }
  };

  it.each([
    ['dropout', { rate: 0.2 }],
    ['gaussianNoise', { stddev: 0.1 }],
    ['batchNormalization', {}],
  ] as const)('%s', (kind, params) => {
    expect(refused(contender('lbfgs', {}, 1), layers(kind, params))).toMatchObject({
      code: 'solverLayer',
      detail: { name: 'lbfgs 1', layer: 'odd' },
    });
    expect(refused(contender('adam', {}, 1), layers(kind, params))).toBeNull();
  });

  it('D21: Newton above 500 parameters, L-BFGS with a long memory above fewer than usual', () => {
    const wide = [{ ...denseLayers[0]!, params: { units: 400, activation: 'tanh' } }, denseLayers[1]!];
    const count = 400 * 3 + 401 * 2;
    expect(refused(contender('newton', {}, 1), wide)).toMatchObject({
      code: 'solverParameters',
      detail: { name: 'newton 1', count, limit: 500 },
    });
    expect(refused(contender('newton', {}, 1), denseLayers)).toBeNull();
    expect(refused(contender('lbfgs', {}, 1), wide)).toBeNull();
    const deep = [{ ...denseLayers[0]!, params: { units: 4000, activation: 'tanh' } }, denseLayers[1]!];
    expect(refused(contender('lbfgs', { history: 1000 }, 1), deep)).toMatchObject({
      code: 'solverParameters',
      detail: { limit: Math.floor(20_000_000 / 2002) },
    });
  });
});

describe('what else keeps a solver from training', () => {
  const own = contender('lbfgs', {}, 1);
  const parts = trainingParts(experimentOn('class', denseLayers, [own]), points.descriptor, points.bytes);

  it('more training rows than it takes at once, a layer that the CPU engine does not have', () => {
    const million = 1_000_000;
    expect(() => checkSolvers([own], parts.check, million, true)).not.toThrow();
    expect(() => checkSolvers([own], parts.check, million + 1, true)).toThrow(
      expect.objectContaining({
        code: 'solverRows',
        detail: { name: 'lbfgs 1', count: million + 1, limit: million },
      }),
    );
    expect(() => checkSolvers([own], parts.check, million, false)).toThrow(
      expect.objectContaining({ code: 'solverOnCpuOnly', detail: { name: 'lbfgs 1' } }),
    );
  });

  it.each([
    ['batchSize', 8],
    ['schedule', { id: 'cosine', params: {} }],
    ['clipping', { mode: 'norm', threshold: 1 }],
    ['earlyStopping', { patience: 1, min_delta: 0, restoreBest: true }],
  ] as const)('a change of its own that it has no use for: %s', (what, value) => {
    const changed = (each: Contender): unknown =>
      experimentOn('class', denseLayers, [{ ...each, changes: { [what]: value } }]);
    expect(() => parseExperiment(changed(own))).toThrow(
      expect.objectContaining({ code: 'solverChange', detail: { name: 'lbfgs 1', what } }),
    );
    expect(() => parseExperiment(changed(contender('adam', {}, 1)))).not.toThrow();
  });
});

describe('the plan of a solver', () => {
  it('is for all rows, without schedule, clipping and early stopping', () => {
    const own = contender('nonlinear_cg', {}, 1);
    const plan = experimentOn('class', denseLayers, [own], {
      schedule: { id: 'cosine', params: {} },
      clipping: { mode: 'norm', threshold: 1 },
      earlyStopping: { patience: 1, min_delta: 0, restoreBest: true },
    });
    expect(solves(own)).toBe(true);
    expect(experimentOf(plan, own).training).toMatchObject({
      epochs: 3,
      batchSize: 1_000_000,
      schedule: null,
      clipping: null,
      earlyStopping: null,
    });
    expect(experimentOf(plan, contender('adam', {}, 2))).toBe(plan);
  });
});
