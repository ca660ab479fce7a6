import { describe, expect, it } from 'vitest';
import { workerPoster, type FromPoster, type ToPoster } from '../../../src-renderer/posting.ts';

/** A worker that answers as it is told to; `say` null keeps silent. */
function fakeWorker(say: (message: ToPoster) => FromPoster | null) {
  const worker = {
    terminated: false,
    onmessage: null as ((event: { data: FromPoster }) => void) | null,
    onerror: null as (() => void) | null,
    postMessage(message: ToPoster) {
      const answer = say(message);
      if (answer) queueMicrotask(() => worker.onmessage?.({ data: answer }));
    },
    terminate() {
      worker.terminated = true;
    },
  };
  return worker;
}

describe('posting from a worker', () => {
  it('gives every call its own answer, whatever their order', async () => {
    const post = workerPoster(() => {
      const worker = fakeWorker(() => null);
      const waiting: ToPoster[] = [];
      worker.postMessage = (message) => {
        waiting.unshift(message);
        if (waiting.length === 2)
          for (const { id, address } of waiting) worker.onmessage?.({ data: { id, status: 200, text: address } });
      };
      return worker as unknown as Worker;
    });
    const answers = await Promise.all([post('/a', 1), post('/b', 2)]);
    expect(answers.map(({ text }) => text)).toEqual(['/a', '/b']);
  });

  it('takes a silent worker for gone, and starts another with the next call', async () => {
    const workers: ReturnType<typeof fakeWorker>[] = [];
    const post = workerPoster(() => {
      const isFirst = workers.length === 0;
      workers.push(fakeWorker(({ id }) => (isFirst ? null : { id, status: 200, text: 'ok' })));
      return workers.at(-1) as unknown as Worker;
    }, 20);
    await expect(post('/a', 1)).rejects.toThrow('no answer');
    expect(workers[0]!.terminated).toBe(true);
    expect(await post('/a', 1)).toEqual({ status: 200, text: 'ok' });
    expect(workers).toHaveLength(2);
  });

  it('rejects where the host does not answer', async () => {
    const post = workerPoster(() => fakeWorker(({ id }) => ({ id, status: null, text: '' })) as unknown as Worker);
    await expect(post('/a', 1)).rejects.toThrow('no answer');
  });
});
