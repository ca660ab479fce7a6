import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifyReference } from '#shared/verification/verify.ts';

const folder = new URL('../../../../shared/reference/', import.meta.url);
const read = (name: string): Record<string, unknown> => JSON.parse(fs.readFileSync(new URL(name, folder), 'utf8'));

describe.runIf(fs.existsSync(folder))('verifyReference on the shared files', () => {
  it.each(['optimizers.json', 'mlp.json'])('%s passes whole in float64', async (name) => {
    const report = await verifyReference(name, read(name));
    expect(report.failed).toEqual([]);
    expect(report.unsupported).toEqual([]);
    expect(report.passed).toBe(report.total);
    expect(report.total).toBeGreaterThan(50);
  });

  it('fails where a number is changed, naming it', async () => {
    const data = read('optimizers.json') as {
      cases: { id: string; trace: { theta: number[] }[] }[];
      clipping: { clipped: number[][] }[];
    };
    data.cases[5]!.trace.at(-1)!.theta[0]! += 1e-3;
    data.clipping[0]!.clipped[0]![0]! += 1e-3;
    const report = await verifyReference('changed', data as never);
    expect(report.failed.map(({ id }) => id)).toEqual(expect.arrayContaining([data.cases[5]!.id, 'clip-value-1.0-s0']));
    expect(report.passed).toBe(report.total - 2);
  });

  it('names what it does not know instead of passing it', async () => {
    const report = await verifyReference('own', {
      problems: { Q: { kind: 'mystery', theta0: [1] }, P: { kind: 'quadratic', theta0: [1], A: [[1]], b: [0] } },
      cases: [
        { id: 'a', problem: 'Q', optimizer: 'sgd', params: { lr: 0.1 }, tolerance: 1, trace: [] },
        {
          id: 'b',
          problem: 'P',
          optimizer: 'unknown',
          params: {},
          tolerance: 1,
          trace: [{ step: 0, theta: [1], f: 0.5 }],
        },
        {
          id: 'c',
          problem: 'P',
          optimizer: 'sgd',
          params: { lr: 0.1, odd: 3 },
          tolerance: 1,
          trace: [{ step: 0, theta: [1], f: 0.5 }],
        },
      ],
    });
    expect(report.unsupported).toEqual(['a', 'b', 'c']);
  });

  it('refuses another kind of file', async () => {
    await expect(verifyReference('x.json', { format: 'recipe' })).rejects.toThrow('verifyFormat');
  });
});
