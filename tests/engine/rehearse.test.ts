import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it, vi } from 'vitest';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { Gate } from '../../src-renderer/engine/gate.ts';
import type { FromWorker } from '../../src-renderer/engine/messages.ts';
import { openExecutor } from '../../src-renderer/engine/openExecutor.ts';
import { rehearse } from '../../src-renderer/engine/rehearse.ts';
import { train } from '../../src-renderer/engine/trainer.ts';
import { trainingParts } from '../../src-renderer/engine/trainingParts.ts';
import { contender, experimentOn, lossesOf, pointSet } from './support.ts';

const points = pointSet(40);
const contenders = [contender('adam', { learningRate: 0.01 }, 1), contender('momentum', { learningRate: 0.01 }, 2)];
/** Of a width that no other test has: nothing of it is compiled before. */
const layers = [
  { id: 'l1', kind: 'dense', params: { units: 23, activation: 'tanh' } },
  { id: 'l2', kind: 'dense', params: { units: 2, activation: 'softmax' } },
];
const experiment = experimentOn('class', layers, contenders, { batchSize: 8, epochs: 1 });
const runs = contenders.map((each, at) => ({ id: each.name, seed: at + 1, contender: each }));

beforeAll(() => startBackend('webgl'));

function gl(): WebGL2RenderingContext {
  return (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu.gl;
}

/** Trains and counts the programs that were linked before the first points were told. */
async function trained(): Promise<{ losses: readonly (number | null)[][]; linkedBefore: number }> {
  const parts = trainingParts(experiment, points.descriptor, points.bytes);
  const { executor } = await openExecutor('webgl', parts);
  const linked = vi.spyOn(gl(), 'linkProgram');
  let linkedBefore = -1;
  const messages: FromWorker[] = [];
  const request = { experiment, descriptor: points.descriptor, runs, backend: 'webgl' as const };
  await train(request, parts, executor, new Gate(() => undefined), (message) => {
    if (message.type === 'points' && linkedBefore < 0) linkedBefore = linked.mock.calls.length;
    messages.push(message);
  });
  linked.mockRestore();
  return { losses: runs.map(({ id }) => lossesOf(messages, id)), linkedBefore };
}

it('after a rehearsal a card compiles nothing before the first point, and what is trained is the same to the bit', async () => {
  const parts = trainingParts(experiment, points.descriptor, points.bytes);
  const before = tf.memory().numTensors;
  const linked = vi.spyOn(gl(), 'linkProgram');
  await rehearse(parts, { experiment, runs }, () => true);
  expect(linked.mock.calls.length).toBeGreaterThan(10);
  linked.mockRestore();
  expect(tf.memory().numTensors).toBe(before);
  const rehearsed = await trained();
  expect(rehearsed.linkedBefore).toBe(0);
  const again = await trained();
  expect(rehearsed.losses).toEqual(again.losses);
  expect(rehearsed.losses.every((losses) => losses.length === 4)).toBe(true);
});

it('ends between two contenders once somebody wants to train', async () => {
  const parts = trainingParts(experiment, points.descriptor, points.bytes);
  const goesOn = vi.fn<() => boolean>().mockReturnValueOnce(true).mockReturnValue(false);
  const before = tf.memory().numTensors;
  await rehearse(parts, { experiment, runs }, goesOn);
  expect(goesOn).toHaveBeenCalledTimes(2);
  expect(tf.memory().numTensors).toBe(before);
});
