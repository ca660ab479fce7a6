import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import type { FromWorker } from '../../src-renderer/engine/messages.ts';
import {
  contender,
  denseLayers,
  endOf,
  experimentOn,
  lossesOf,
  pictureLayers,
  pictureSet,
  pointSet,
  trainHere,
} from './support.ts';

const points = pointSet(120);
const six = [
  contender('sgd', { learningRate: 0.1 }, 1),
  contender('momentum', { learningRate: 0.1 }, 2),
  contender('nesterov', { learningRate: 0.1, form: 'lookahead' }, 3),
  contender('adagrad', { learningRate: 0.1 }, 4),
  contender('rmsprop', { learningRate: 0.01 }, 5),
  contender('adam', { learningRate: 0.01 }, 6),
];

function began(messages: readonly FromWorker[]) {
  return messages.filter((message) => message.type === 'began');
}

describe('trainer on WebGL', () => {
  beforeAll(async () => {
    const info = await startBackend('webgl');
    expect(info.backend).toBe('webgl');
    expect(info.renderer).toBeTruthy();
  });

  it('E1, A15: contenders of a seed share start weights and row order; seeds differ; every epoch has another order', async () => {
    const { messages, done } = trainHere(experimentOn('class', denseLayers, six, { seeds: [1, 2] }), points);
    await done;
    const starts = began(messages);
    expect(starts.length).toBe(12);
    for (const seed of [1, 2]) {
      const own = starts.filter((start) => start.run.endsWith(`/${seed}`));
      expect(new Set(own.map((start) => start.initialWeightsHash)).size).toBe(1);
      expect(new Set(own.map((start) => start.batchOrderHash)).size).toBe(1);
    }
    expect(new Set(starts.map((start) => start.initialWeightsHash)).size).toBe(2);
    expect(new Set(starts.map((start) => start.batchOrderHash)).size).toBe(2);
    const orders = messages.filter((message) => message.type === 'order' && message.run === 'adam 6/1');
    expect(orders.length).toBe(2);
  });

  it('lowers the loss of every rule, reports every update and epoch, gives weights, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { messages, done } = trainHere(experimentOn('class', denseLayers, six, { epochs: 6 }), points);
    await done;
    for (const { name } of six) {
      const losses = lossesOf(messages, `${name}/1`) as number[];
      expect(losses.length).toBe(36); // 96 training rows in batches of 16, six epochs
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(losses.slice(-6))).toBeLessThan(mean(losses.slice(0, 6)));
      const end = endOf(messages, `${name}/1`);
      expect(end.status).toBe('finished');
      expect(end.weights!.length).toBe(2 * 8 + 8 + 8 * 2 + 2);
    }
    const epochs = messages
      .flatMap((message) => (message.type === 'points' ? message.points : []))
      .filter(({ run }) => run === 'adam 6/1')
      .flatMap((p) => p.epochs);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(epochs.at(-1)!.valLoss).toBeLessThan(epochs[0]!.valLoss!);
    expect(epochs.at(-1)!.valMetrics.accuracy).toBeGreaterThan(0.8);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('starts all contenders with the same first loss: same weights, same rows', async () => {
    const { messages, done } = trainHere(experimentOn('class', denseLayers, six, { limitSteps: 1 }), points);
    await done;
    const first = six
      .filter(({ optimizer }) => optimizer !== 'nesterov')
      .map(({ name }) => lossesOf(messages, `${name}/1`)[0]);
    expect(new Set(first).size).toBe(1);
  });

  it('gives bit-equal losses twice, and after pauses and single steps, with dropout on pictures', async () => {
    const set = pictureSet(40, 8);
    const experiment = experimentOn(null, pictureLayers, [six[0]!, six[5]!], { batchSize: 12, epochs: 2 });
    const straight = trainHere(experiment, set);
    await straight.done;
    let paused = 0;
    const interrupted = trainHere(experiment, set, (message, gate) => {
      if (message.type === 'points' && paused === 0) gate.pause();
      if (message.type !== 'paused' || !message.paused) return;
      paused += 1;
      setTimeout(() => (paused < 3 ? gate.step() : gate.resume()), 20);
    });
    await interrupted.done;
    expect(paused).toBeGreaterThanOrEqual(3);
    for (const { name } of experiment.contenders) {
      expect(lossesOf(interrupted.messages, `${name}/1`)).toEqual(lossesOf(straight.messages, `${name}/1`));
      expect(endOf(interrupted.messages, `${name}/1`).weights).toEqual(endOf(straight.messages, `${name}/1`).weights);
    }
  });

  it('stops with what it has: status, reason, weights', async () => {
    const { messages, done } = trainHere(
      experimentOn('class', denseLayers, six, { epochs: 1000 }),
      points,
      (message, gate) => {
        if (message.type === 'points') gate.stop();
      },
    );
    await done;
    const end = endOf(messages, 'adam 6/1');
    expect([end.status, end.reason?.code]).toEqual(['stopped', 'stoppedByUser']);
    expect(end.weights!.every(Number.isFinite)).toBe(true);
  });

  it('B1: names divergence with the update at which it began; the others train on', async () => {
    const wild = contender('sgd', { learningRate: 1e6 }, 2);
    const { messages, done } = trainHere(
      {
        ...experimentOn(
          'price',
          [{ id: 'l1', kind: 'dense', params: { units: 1, activation: 'linear' } }],
          [six[5]!, wild],
        ),
        loss: 'meanSquaredError',
      },
      regressionSet(),
    );
    await done;
    const end = endOf(messages, 'sgd 2/1');
    expect([end.status, end.reason?.code]).toEqual(['diverged', 'lossNotFinite']);
    const losses = lossesOf(messages, 'sgd 2/1');
    expect(losses.length).toBe(end.reason!.detail.step);
    expect(losses.at(-1)).toBeNull();
    expect(losses.slice(0, -1).every((loss) => loss !== null)).toBe(true);
    expect(endOf(messages, 'adam 6/1').status).toBe('finished');
  });
});

function regressionSet(): ReturnType<typeof pointSet> {
  const { descriptor, bytes } = pointSet(120);
  const columns = descriptor.columns!.map((column) =>
    column.name === 'class'
      ? { ...column, name: 'price', type: 'number' as const, categories: null, distinct: 1000 }
      : column,
  );
  const values = new Float64Array(bytes.samples.slice(0));
  for (let row = 0; row < 120; row++)
    values[row * 3 + 2] = 100_000 + 5000 * values[row * 3]! - 300 * values[row * 3 + 1]!;
  return {
    descriptor: { ...descriptor, columns, target: 'price', classes: null, task: 'regression' },
    bytes: { samples: values.buffer, targets: null },
  };
}
