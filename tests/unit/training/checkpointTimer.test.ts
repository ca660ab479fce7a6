import { describe, expect, it } from 'vitest';
import { CheckpointTimer } from '#renderer/engine/checkpointTimer.ts';

/** A timer and its clock. */
function timed() {
  let nowMs = 0;
  const timer = new CheckpointTimer(() => nowMs);
  const wait = (ms: number): void => void (nowMs += ms);
  /** Takes a checkpoint that lasts so long. */
  const take = (ms: number) => timer.take(() => Promise.resolve(wait(ms)));
  return { timer, wait, take };
}

describe('when a checkpoint is due', () => {
  it('is five seconds after the start, then every thirty, whatever the epochs do', async () => {
    const { timer, wait, take } = timed();
    wait(4999);
    expect(timer.isDue).toBe(false);
    wait(1);
    expect(timer.isDue).toBe(true);
    await take(1);
    wait(29_999);
    expect(timer.isDue).toBe(false);
    wait(1);
    expect(timer.isDue).toBe(true);
  });

  it('is the end of every epoch that lasts two seconds', async () => {
    const { timer, wait, take } = timed();
    wait(1999);
    expect(timer.isDueAtEpochEnd).toBe(false);
    wait(1);
    expect(timer.isDueAtEpochEnd).toBe(true);
    await take(1);
    expect(timer.isDueAtEpochEnd).toBe(false);
    wait(2000);
    expect(timer.isDueAtEpochEnd).toBe(true);
  });

  it('is seldom enough that a dear one takes no more than a fiftieth of the time', async () => {
    const { timer, wait, take } = timed();
    await take(1000);
    wait(49_999);
    expect([timer.isDue, timer.isDueAtEpochEnd]).toEqual([false, false]);
    wait(1);
    expect([timer.isDue, timer.isDueAtEpochEnd]).toEqual([true, true]);
  });
});
