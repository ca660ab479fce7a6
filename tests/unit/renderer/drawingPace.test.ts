import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawingInterval, drawingPace, frameDelay } from '#renderer/composables/drawingPace.ts';

describe('drawing pace', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('draws ten times a second where frames are on time, seldom enough where it makes them late', () => {
    expect(drawingInterval(0)).toBe(100);
    expect(drawingInterval(17)).toBe(1000);
    expect(drawingInterval(160)).toBe(1600);
    expect(drawingInterval(500)).toBe(2000);
  });

  it('tells how late four frames came', async () => {
    const delay = frameDelay((callback) => setTimeout(callback, 50));
    await vi.advanceTimersByTimeAsync(200);
    expect(await delay).toBeCloseTo(4 * (50 - 1000 / 60), 0);
  });

  it('joins what is asked for meanwhile into one drawing and widens the gap when the screen is slow', async () => {
    let late = 0;
    const drawn: number[] = [];
    const pace = drawingPace(
      () => drawn.push(performance.now()),
      () => Promise.resolve(late),
    );
    const ask = async (ms: number): Promise<void> => {
      for (let at = 0; at < ms; at += 10) {
        pace.ask();
        await vi.advanceTimersByTimeAsync(10);
      }
    };
    await ask(1000);
    expect(drawn.length).toBeGreaterThanOrEqual(9);
    expect(drawn.length).toBeLessThanOrEqual(11);
    late = 200;
    await ask(200);
    drawn.length = 0;
    await ask(10_000);
    expect(drawn.length).toBeGreaterThanOrEqual(4);
    expect(drawn.length).toBeLessThanOrEqual(6);
  });
});
