import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { contender, denseLayers, experimentOn, pointSet, trainHere } from './support.ts';

/** 96 rows to train on in batches of 32: three updates. */
const EPOCH_UPDATES = 3;
/** As many as are wanted, by hand: `VITE_SOAK_UPDATES=200000 npx vitest run --project engine tests/engine/soak.test.ts`. */
const UPDATES = Math.max(210, Number(import.meta.env['VITE_SOAK_UPDATES'] ?? 0));
/** A pause so often: it takes a checkpoint, which reads everything back. */
const PAUSE_EVERY = Math.max(20, Math.floor(UPDATES / 100));
/** The slowest drawing of WebGL by a processor makes ten a second. */
const TIME_LIMIT_MS = 120_000 + 100 * UPDATES;

beforeAll(async () => {
  await startBackend('webgl');
});

it(
  'makes 210 updates, or as many as are wanted, with flat tensors and memory, epochs and checkpoints included',
  { timeout: TIME_LIMIT_MS },
  async () => {
    const before = tf.memory().numTensors;
    const contenders = [contender('adam', { learningRate: 0.01 }, 1), contender('momentum', { learningRate: 0.01 }, 2)];
    const experiment = experimentOn('class', denseLayers, contenders, {
      batchSize: 32,
      epochs: Math.ceil(UPDATES / EPOCH_UPDATES),
    });
    const uses: [tensors: number, bytes: number, bytesOnCard: number][] = [];
    let checkpoints = 0;
    const { done } = trainHere(experiment, pointSet(120), (message, gate) => {
      if (message.type === 'checkpoint') checkpoints += 1;
      if (message.type === 'points' && message.progress.step >= PAUSE_EVERY * (uses.length + 1)) gate.pause();
      if (message.type !== 'paused' || !message.paused) return;
      const memory = tf.memory();
      const onCard = 'numBytesInGPU' in memory ? Number(memory.numBytesInGPU) : NaN;
      uses.push([memory.numTensors, memory.numBytes, onCard]);
      setTimeout(() => gate.resume());
    });
    await done;
    expect(uses.length).toBeGreaterThan(5);
    expect(checkpoints).toBeGreaterThanOrEqual(2 * uses.length);
    // During the first pauses the pool of textures still fills.
    const [settled, ...later] = uses.slice(2);
    expect(settled![2]).toBeGreaterThan(0);
    expect(later).toEqual(later.map(() => settled));
    expect(tf.memory().numTensors).toBe(before);
  },
);
