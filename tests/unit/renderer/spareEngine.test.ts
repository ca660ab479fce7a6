import { describe, expect, it } from 'vitest';
import type { FromEngine, ToWorker, TrainRequest } from '#renderer/engine/messages.ts';
import { createSpareEngine } from '#renderer/training/spareEngine.ts';

const request = (title: string) => ({ experiment: { title }, backend: 'webgl' }) as unknown as TrainRequest;

/** Workers played by the test. */
function spareEngine() {
  const workers: { told: ToWorker[]; says: (message: FromEngine) => void; ended: boolean }[] = [];
  const spare = createSpareEngine((listen) => {
    const worker = { told: [] as ToWorker[], says: listen, ended: false };
    workers.push(worker);
    return { send: (message) => worker.told.push(message), end: () => void (worker.ended = true) };
  });
  return { workers, spare };
}

describe('spare worker', () => {
  it('loads before it is wanted, and is handed out once', () => {
    const { workers, spare } = spareEngine();
    spare.warm('wasm', null);
    spare.warm('wasm', null);
    expect(workers.map(({ told }) => told)).toEqual([[{ type: 'warm', backend: 'wasm', request: null }]]);
    const heard: FromEngine[] = [];
    spare.take((message) => heard.push(message)).send({ type: 'begin', runs: [] });
    expect(workers[0]!.told.at(-1)).toEqual({ type: 'begin', runs: [] });
    workers[0]!.says({ type: 'ended' });
    expect(heard).toEqual([{ type: 'ended' }]);
    spare.take(() => undefined);
    expect(workers.map(({ told }) => told.length)).toEqual([2, 0]);
  });

  it('rehearses each experiment once, in the worker that is there', () => {
    const { workers, spare } = spareEngine();
    for (const title of ['a', 'a', 'b']) spare.warm('webgl', request(title));
    expect(workers.length).toBe(1);
    expect(workers[0]!.told.map((message) => 'request' in message && message.request)).toEqual([
      null,
      request('a'),
      request('b'),
    ]);
  });

  it('is replaced where another backend is wanted, and forgotten where it fails while it waits', () => {
    const { workers, spare } = spareEngine();
    spare.warm('webgl', null);
    spare.warm('wasm', null);
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
    workers[1]!.says({ type: 'failed', code: 'engineCrashed', detail: {} });
    expect(workers[1]!.ended).toBe(true);
    spare.take(() => undefined);
    expect(workers.length).toBe(3);
  });
});
