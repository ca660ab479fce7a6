import { describe, expect, it } from 'vitest';
import { inOwnFrame } from '#renderer/charts/ownFrame.ts';

describe('a frame of its own', () => {
  it('draws one chart a frame, the newest drawing of each', () => {
    const frames: (() => void)[] = [];
    const drawn: string[] = [];
    const ask = (owner: object, what: string): void =>
      inOwnFrame(
        owner,
        () => drawn.push(what),
        (callback) => frames.push(callback),
      );
    const [left, right] = [{}, {}];
    ask(left, 'left 1');
    ask(right, 'right 1');
    ask(left, 'left 2');
    const seen: string[][] = [];
    while (frames.length > 0) {
      frames.shift()!();
      seen.push(drawn.splice(0));
    }
    expect(seen).toEqual([['left 2'], ['right 1']]);
    ask(right, 'right 2');
    frames.shift()!();
    expect(drawn).toEqual(['right 2']);
    expect(frames).toEqual([]);
  });

  it('goes on with the others where one fails', () => {
    const frames: (() => void)[] = [];
    const requestFrame = (callback: () => void): number => frames.push(callback);
    const drawn: string[] = [];
    inOwnFrame(
      {},
      () => {
        throw new Error('no canvas');
      },
      requestFrame,
    );
    inOwnFrame({}, () => drawn.push('other'), requestFrame);
    expect(() => frames.shift()!()).toThrow('no canvas');
    frames.shift()!();
    expect(drawn).toEqual(['other']);
  });
});
