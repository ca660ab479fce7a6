import { once } from 'node:events';
import { expect, it } from 'vitest';
import { giveBackThread, takeThread } from '#main/datasets/workerThreads.ts';

it('keeps one thread for the next task, of the same memory only', async () => {
  const first = takeThread(64);
  giveBackThread(first);
  const again = takeThread(64);
  expect(again.worker).toBe(first.worker);
  giveBackThread(again);
  const other = takeThread(32);
  expect(other.worker).not.toBe(first.worker);
  const firstEnds = once(first.worker, 'exit');
  giveBackThread(other);
  // The one that waited before makes room.
  expect(await firstEnds).toEqual([0]);
  expect(takeThread(32).worker).toBe(other.worker);
  await other.worker.terminate();
});

it('does not hand out a thread that has ended', async () => {
  const thread = takeThread(64);
  giveBackThread(thread);
  const gone = once(thread.worker, 'exit');
  await thread.worker.terminate();
  await gone;
  const next = takeThread(64);
  expect(next.worker).not.toBe(thread.worker);
  await next.worker.terminate();
});
