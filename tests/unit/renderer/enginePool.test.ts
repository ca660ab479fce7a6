import { describe, expect, it } from 'vitest';
import type { FromEngine, RunRequest, ToWorker, TrainRequest } from '#renderer/engine/messages.ts';
import { startEnginePool, type EnginePool } from '#renderer/training/enginePool.ts';

const run = (id: string): RunRequest => ({
  id,
  seed: 1,
  contender: { name: id, optimizer: 'sgd', params: {}, slot: 1 },
});
const experiment = { model: { layers: [] }, training: { batchSize: 8, epochs: 1 } };
const request = { experiment, runs: ['a', 'b', 'c'].map(run), backend: 'auto' } as unknown as TrainRequest;
const info = { backend: 'wasm', renderer: null, tfjs: null, why: 'noGraphicsCard' } as const;

/** Workers played by the test: what each was told, and a mouth for each. */
function pool(
  cores: number,
  backend: 'wasm' | 'wasm-fast' | 'webgl' = 'wasm',
  other: Pick<TrainRequest, 'runs'> = request,
  isOpened = true,
) {
  const workers: { told: ToWorker[]; says: (message: FromEngine) => void; ended: boolean }[] = [];
  const heard: FromEngine[] = [];
  const started: EnginePool = startEnginePool({ ...request, ...other }, (message) => heard.push(message), {
    cores,
    start: (listen) => {
      const worker = { told: [] as ToWorker[], says: listen, ended: false };
      workers.push(worker);
      return { send: (message) => worker.told.push(message), end: () => void (worker.ended = true) };
    },
  });
  if (isOpened) workers[0]!.says({ type: 'backend', info: { ...info, backend } });
  return { workers, heard, started };
}

function points(own: string, step: number): FromEngine {
  const progress = { step, totalSteps: 100, epoch: 1, epochs: 1, fraction: step / 100, remainingSeconds: 100 - step };
  return { type: 'points', points: [{ run: own, steps: [], epochs: [] }], progress };
}

function toldOf(worker: { told: ToWorker[] } | undefined, type: ToWorker['type']): ToWorker[] {
  return worker!.told.filter((message) => message.type === type);
}

describe('pool of workers', () => {
  it('shares the runs on the CPU engine and gives all to one worker on a graphics card', () => {
    const shared = pool(2);
    expect(shared.workers.map((worker) => toldOf(worker, 'begin')[0])).toEqual([
      { type: 'begin', runs: ['a', 'c'] },
      { type: 'begin', runs: ['b'] },
    ]);
    const fast = pool(2, 'wasm-fast');
    expect(fast.workers.length).toBe(2);
    expect(toldOf(fast.workers[1], 'train')).toEqual([
      { type: 'train', request: { ...request, backend: 'wasm-fast' } },
    ]);
    const alone = pool(8, 'webgl');
    expect(alone.workers.length).toBe(1);
    expect(toldOf(alone.workers[0], 'begin')).toEqual([{ type: 'begin', runs: ['a', 'b', 'c'] }]);
  });

  it('starts no more workers than runs', () => {
    expect(pool(16).workers.length).toBe(3);
  });

  it('tells no point before every worker is as far, and the progress of the slowest', () => {
    const { workers, heard } = pool(2);
    workers[0]!.says(points('a', 10));
    expect(heard.some((message) => message.type === 'points')).toBe(false);
    workers[1]!.says(points('b', 4));
    workers[1]!.says(points('b', 10));
    const told = heard.filter((message) => message.type === 'points');
    expect(told.map(({ points: [first], progress }) => [first!.run, progress.step])).toEqual([
      ['b', 4],
      ['a', 10],
      ['b', 10],
    ]);
    expect(told.at(-1)!.progress).toMatchObject({ step: 10, remainingSeconds: 90 });
  });

  it('lets nobody run far ahead and raises the limit as the slowest goes on', () => {
    const { workers } = pool(2);
    const limit = (): number =>
      Math.max(...toldOf(workers[0], 'limitTo').map((told) => (told as { step: number }).step));
    const before = limit();
    workers[0]!.says(points('a', before));
    expect(limit()).toBe(before);
    workers[1]!.says(points('b', before));
    expect(limit()).toBeGreaterThan(before);
  });

  it('pauses all at the same update: who is behind catches up first', () => {
    const { workers, heard, started } = pool(2);
    started.control('pause');
    workers[0]!.says({ type: 'paused', paused: true, step: 7 });
    workers[1]!.says({ type: 'paused', paused: true, step: 5 });
    expect(toldOf(workers[1], 'catchUp')).toEqual([{ type: 'catchUp', step: 7 }]);
    expect(heard.some((message) => message.type === 'paused')).toBe(false);
    workers[1]!.says({ type: 'paused', paused: true, step: 7 });
    expect(heard.filter((message) => message.type === 'paused')).toEqual([{ type: 'paused', paused: true, step: 7 }]);
    started.control('resume');
    workers[0]!.says({ type: 'paused', paused: false, step: 7 });
    workers[1]!.says({ type: 'paused', paused: false, step: 7 });
    expect(heard.filter((message) => message.type === 'paused').length).toBe(2);
  });

  it('stops all at the same update, and at once where one does not come', () => {
    const { workers, started } = pool(2);
    started.control('stop');
    expect(toldOf(workers[0], 'stop')).toEqual([]);
    workers[0]!.says({ type: 'paused', paused: true, step: 7 });
    workers[1]!.says({ type: 'paused', paused: true, step: 7 });
    expect(workers.map((worker) => toldOf(worker, 'stop').length)).toEqual([1, 1]);
  });

  it('stops the one worker it has without waiting', () => {
    const { workers, started } = pool(1);
    started.control('stop');
    expect(toldOf(workers[0], 'stop').length).toBe(1);
  });

  it('stops workers too that join after the stop: contenders with batches of their own have one each', () => {
    const contender = { ...run('d').contender, changes: { batchSize: 4 } };
    const { workers, started } = pool(1, 'wasm', { runs: [run('a'), { ...run('d'), contender }] }, false);
    started.control('stop');
    expect(workers.length).toBe(1);
    workers[0]!.says({ type: 'backend', info });
    expect(workers.map((worker) => toldOf(worker, 'stop').length)).toEqual([1, 1]);
    expect(started.size).toEqual({ workers: 2, fewestWorkers: 2 });
  });

  it('ends when the last worker ends, with every point told, and passes a failure on at once', () => {
    const { workers, heard } = pool(2);
    workers[0]!.says(points('a', 10));
    workers[0]!.says({ type: 'ended' });
    workers[1]!.says(points('b', 9));
    expect(heard.some((message) => message.type === 'ended')).toBe(false);
    workers[1]!.says({ type: 'failed', code: 'contextLost', detail: {} });
    expect(heard.at(-1)).toMatchObject({ type: 'failed' });
    workers[1]!.says({ type: 'ended' });
    expect(heard.at(-1)).toEqual({ type: 'ended' });
    expect(heard.filter((message) => message.type === 'points').length).toBe(2);
  });
});
