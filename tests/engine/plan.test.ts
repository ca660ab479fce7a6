import { beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { InitializerPlan } from '#shared/domain/layerGraph.ts';
import type { EpochRecord } from '#shared/domain/run.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import type { FromWorker } from '../../src-renderer/engine/messages.ts';
import { contender, denseLayers, endOf, experimentOn, lossesOf, pointSet, trainHere } from './support.ts';

const points = pointSet(120);
const adam = contender('adam', { learningRate: 0.005 }, 1);
const still = contender('sgd', { learningRate: 1e-9 }, 2);
const wild = contender('sgd', { learningRate: 30 }, 3);
/** Updates of an epoch: 96 training rows in batches of 16. */
const EPOCH = 6;

async function trained(experiment: Experiment): Promise<FromWorker[]> {
  const { messages, done } = trainHere(experiment, points);
  await done;
  return messages;
}

function epochsOf(messages: readonly FromWorker[], run: string): EpochRecord[] {
  return messages
    .flatMap((message) => (message.type === 'points' ? message.points : []))
    .filter((each) => each.run === run)
    .flatMap((each) => [...each.epochs]);
}

describe('early stopping in training', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it('D3: ends the run whose validation loss stands still, with its reason; the other trains to the end', async () => {
    const earlyStopping = { patience: 2, min_delta: 1e-4, restoreBest: false };
    const messages = await trained(experimentOn('class', denseLayers, [adam, still], { epochs: 6, earlyStopping }));
    const end = endOf(messages, 'sgd 2/1');
    expect([end.status, end.reason]).toEqual([
      'finished',
      { code: 'earlyStopped', detail: { epoch: 3, bestEpoch: 1, keptEpoch: 3 } },
    ]);
    expect(lossesOf(messages, 'sgd 2/1')).toHaveLength(3 * EPOCH);
    expect(epochsOf(messages, 'sgd 2/1').map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(endOf(messages, 'adam 1/1')).toMatchObject({ status: 'finished', reason: null });
    expect(lossesOf(messages, 'adam 1/1')).toHaveLength(6 * EPOCH);
    expect(messages.at(-1)!.type).toBe('ended');
  });

  it('D3: keeps the weights of the best epoch, bit by bit, and ends when every run has stopped', async () => {
    const earlyStopping = { patience: 3, min_delta: 0, restoreBest: true };
    const messages = await trained(experimentOn('class', denseLayers, [wild], { epochs: 40, earlyStopping }));
    const { reason, weights } = endOf(messages, 'sgd 3/1');
    const epochs = epochsOf(messages, 'sgd 3/1');
    const losses = epochs.map(({ valLoss }) => valLoss!);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(reason).toEqual({
      code: 'earlyStopped',
      detail: { epoch: epochs.length, bestEpoch: best, keptEpoch: best },
    });
    expect(epochs.length).toBe(best + 3);
    const upToBest = await trained(experimentOn('class', denseLayers, [wild], { epochs: best }));
    expect(weights).toEqual(endOf(upToBest, 'sgd 3/1').weights);
    expect(weights).not.toEqual(
      endOf(await trained(experimentOn('class', denseLayers, [wild], { epochs: best + 3 })), 'sgd 3/1').weights,
    );
  });
});

describe('reduce on plateau in training', () => {
  it('E3: each run lowers its own rate by its own validation loss, as piecewise rates at those updates do, bit by bit', async () => {
    // A fall of more than 1000 never comes, so every epoch but the first counts as none.
    const params = { form: 'keras', factor: 0.5, patience: 1, min_delta: 1000 };
    const plateau = { id: 'reduce_on_plateau', params };
    const pieces = { boundaries: [2 * EPOCH, 3 * EPOCH], values: [1, 0.5, 0.25], change: 'at_boundary' } as const;
    const watching = await trained(experimentOn('class', denseLayers, [adam], { epochs: 4, schedule: plateau }));
    const planned = await trained(
      experimentOn('class', denseLayers, [adam], { epochs: 4, schedule: { id: 'piecewise', params: pieces } }),
    );
    const plain = await trained(experimentOn('class', denseLayers, [adam], { epochs: 4 }));
    const [a, b, c] = [watching, planned, plain].map((messages) => endOf(messages, 'adam 1/1').weights);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(lossesOf(watching, 'adam 1/1').slice(0, 2 * EPOCH + 1)).toEqual(
      lossesOf(plain, 'adam 1/1').slice(0, 2 * EPOCH + 1),
    );
  });
});

describe('start weights in training', () => {
  const sgd = contender('sgd', { learningRate: 0.5 }, 4);
  const started = (initializer: InitializerPlan | null, activation = 'tanh'): Experiment => {
    const layers = denseLayers.map((layer, i) =>
      i === 0 ? { ...layer, params: { ...layer.params, activation } } : layer,
    );
    const experiment = experimentOn('class', layers, [adam, sgd], { epochs: 5 });
    return { ...experiment, model: { ...experiment.model, initializer } };
  };
  /** The weights into each of the 8 hidden units: 2 inputs × 8 units, then 8 biases. */
  const hidden = (weights: Float32Array): number[][] =>
    Array.from({ length: 8 }, (_, unit) => [weights[unit]!, weights[8 + unit]!, weights[16 + unit]!]);

  it.each([['zeros'], ['constant']])(
    'D15: %s never breaks the symmetry: after training all hidden units are equal',
    async (id) => {
      const messages = await trained(started({ id, params: {} }));
      for (const run of ['adam 1/1', 'sgd 4/1']) {
        const [first, ...others] = hidden(endOf(messages, run).weights!);
        for (const other of others) expect(other).toEqual(first);
      }
    },
  );

  it('D15: zeros learn nothing but the bias of the last layer; one constant does learn, as one unit', async () => {
    const zeros = endOf(await trained(started({ id: 'zeros', params: {} })), 'sgd 4/1').weights!;
    expect(new Set(zeros.slice(0, -2))).toEqual(new Set([0]));
    const constant = endOf(await trained(started({ id: 'constant', params: {} })), 'sgd 4/1').weights!;
    expect(constant[0]).not.toBeCloseTo(0.1, 3);
  });

  it('D15: drawn weights tell the units apart', async () => {
    const [first, ...others] = hidden(endOf(await trained(started(null)), 'sgd 4/1').weights!);
    for (const other of others) expect(other).not.toEqual(first);
  });

  it('D15: too large a start begins with a loss many times that of the usual one; all contenders share it', async () => {
    const usual = await trained(started(null, 'relu'));
    const large = await trained(started({ id: 'tooLarge', params: { scale: 30 } }, 'relu'));
    expect(lossesOf(large, 'adam 1/1')[0]).toBeGreaterThan(5 * lossesOf(usual, 'adam 1/1')[0]!);
    const hashes = large.flatMap((message) => (message.type === 'began' ? [message.initialWeightsHash] : []));
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(1);
  });
});
