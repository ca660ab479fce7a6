import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createCpuExecutor } from '../../../src-renderer/engine/cpu/executor.ts';
import { Gate } from '../../../src-renderer/engine/gate.ts';
import { train } from '../../../src-renderer/engine/trainer.ts';
import { trainingParts } from '../../../src-renderer/engine/trainingParts.ts';
import { contender, experimentOn, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';

const UPDATES = 200_000;
const MEBIBYTE = 2 ** 20;
/** The heap of a collected process moves a little by itself: compiled code, caches of the test runner. */
const HEAP_PLAY_BYTES = 2 * MEBIBYTE;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Use {
  readonly step: number;
  /** Bytes of the process's own objects, after a collection. */
  readonly heap: number;
  /** Bytes outside the heap: buffers of typed arrays. */
  readonly buffers: number;
  /** Bytes of the kernels' memory that are taken. */
  readonly arena: number;
  /** Size of the kernels' memory. */
  readonly memory: number;
}

it('makes 200,000 updates with flat memory and a flat arena, checkpoints included', async () => {
  const kernels = await kernelsOf('plain');
  const set = pointSet(40);
  const layers = [{ id: 'l1', kind: 'dense', params: { units: 2, activation: 'softmax' } }];
  const adam = contender('adam', { learningRate: 0.001 }, 1);
  const experiment = experimentOn('class', layers, [adam], { batchSize: 8, epochs: UPDATES / 4 });
  const parts = trainingParts(experiment, set.descriptor, set.bytes);
  const executor = createCpuExecutor({ kernels, ...parts });
  const gate = new Gate(() => undefined);
  const request = { experiment, descriptor: set.descriptor, backend: 'wasm' } as const;
  const uses: Use[] = [];
  let [updates, checkpoints, status] = [0, 0, ''];
  const use = (step: number): Use => {
    // What a collection finds is given back beside the program; the second one waits for that.
    collect();
    collect();
    const { heapUsed: heap, arrayBuffers: buffers } = process.memoryUsage();
    return { step, heap, buffers, arena: executor.usedBytes, memory: kernels.memory.buffer.byteLength };
  };
  await train({ ...request, runs: [{ id: 'r', seed: 1, contender: adam }] }, parts, executor, gate, (message) => {
    if (message.type === 'checkpoint') checkpoints += 1;
    if (message.type === 'runEnded') status = message.status;
    if (message.type !== 'points') return;
    for (const { steps } of message.points)
      for (const { series, values } of steps) if (series === 'loss') updates += values.length;
    // With the last update the run ends and gives its memory back.
    if (updates < UPDATES && updates >= (uses.length + 1) * (UPDATES / 10)) uses.push(use(updates));
  });
  expect([updates, status]).toEqual([UPDATES, 'finished']);
  expect(uses.length).toBe(9);
  const [first, last] = [uses[0]!, uses.at(-1)!];
  expect(uses.map(({ arena }) => arena)).toEqual(uses.map(() => first.arena));
  expect(uses.map(({ memory }) => memory)).toEqual(uses.map(() => first.memory));
  expect(last.heap - first.heap).toBeLessThan(HEAP_PLAY_BYTES);
  expect(last.buffers - first.buffers).toBeLessThan(MEBIBYTE);
  expect(executor.usedBytes).toBe(0);
  expect(checkpoints).toBeGreaterThan(0);
});
