import { describe, expect, it } from 'vitest';
import { areMet, ratiosOf, type BenchRow } from '#shared/bench/ratios.ts';
import { measure, median } from '../../../src-main/cli/bench/measure.ts';

const row = (what: BenchRow['what'], msPerUpdate: number): BenchRow => ({
  model: 'mlp',
  what,
  msPerUpdate,
  min: msPerUpdate,
  max: msPerUpdate,
});

describe('ratios of a bench', () => {
  it('divide the fastest of the others by ours, beside the goal', () => {
    const rows = [
      row('ours', 0.1),
      row('stockWasm', 0.8),
      row('stockWebgl', 9),
      row('torchTuned', 0.3),
      row('oursFour', 0.1),
    ];
    expect(ratiosOf(rows)).toEqual([
      { name: 'stockBest', model: 'mlp', value: 8, goal: 4 },
      { name: 'torchTuned', model: 'mlp', value: expect.closeTo(3, 9) as number, goal: null },
    ]);
    expect(areMet(ratiosOf(rows))).toBe(true);
    expect(areMet(ratiosOf([...rows, row('oursWebgl', 9)]))).toBe(false);
  });
});

describe('measuring in turns', () => {
  it('drops the warm-up, takes the median of five blocks, and divides by contenders', async () => {
    const asked: string[] = [];
    const racer = (what: 'ours' | 'oursFour', msOf: (updates: number) => number) => ({
      what,
      timed: {
        train: (updates: number) => {
          asked.push(`${what} ${updates}`);
          return Promise.resolve(msOf(updates));
        },
        close: () => Promise.resolve(),
      },
    });
    const rows = await measure('mlp', [racer('ours', (n) => 4 * n), racer('oursFour', (n) => 8 * n)], () => undefined);
    expect(rows.map(({ what, msPerUpdate }) => [what, msPerUpdate])).toEqual([
      ['ours', 4],
      ['oursFour', 2],
    ]);
    expect(asked.slice(0, 6)).toEqual(['ours 1', 'ours 1', 'ours 28', 'oursFour 1', 'oursFour 1', 'oursFour 28']);
    expect(asked.slice(6)).toEqual(Array.from({ length: 5 }, () => ['ours 100', 'oursFour 50']).flat());
  });

  it('warms up with two updates and takes three blocks where an update takes over a second', async () => {
    const blocks = [9000, 1900, 2500, 2100, 2300];
    const train = (): Promise<number> => Promise.resolve(blocks.shift()!);
    const timed = { train, close: () => Promise.resolve() };
    const [slow] = await measure('cnn', [{ what: 'stockCpu', timed }], () => undefined);
    expect(slow).toEqual({ model: 'cnn', what: 'stockCpu', msPerUpdate: 2300, min: 2100, max: 2500 });
    expect(blocks).toEqual([]);
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
  ])('the middle of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});
