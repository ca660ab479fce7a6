import { describe, expect, it } from 'vitest';
import type { EpochRecord, RunReason } from '#shared/domain/run.ts';
import { recordAt, standings, type RunResult } from '#shared/statistics/standings.ts';

const loss = { part: 'validation', metric: 'loss', direction: 'lower' } as const;

/** Records at these epochs, each with a validation loss of 100 over its epoch, divided by `better`. */
function run(contender: string, epochs: readonly number[], better = 1, reason: RunReason | null = null): RunResult {
  const records = epochs.map((epoch, i): EpochRecord => {
    const valLoss = 100 / epoch / better;
    return { epoch, step: i + 1, loss: valLoss, valLoss, metrics: {}, valMetrics: {}, seconds: 1 };
  });
  return { contender, seed: 1, status: reason ? 'finished' : 'running', reason, epochs: records };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const valuesOf = (runs: readonly RunResult[]) => {
  const { epoch, rows } = standings(runs, loss);
  return { epoch, values: Object.fromEntries(rows.map(({ name, values }) => [name, values[0]])) };
};

describe('standings where a solver takes several passes over the rows for a step', () => {
  it('take its last record up to the epoch that all have reached: equal gradients, not equal updates', () => {
    const solver = run('solver', [7, 13, 25, 40], 2);
    expect(valuesOf([run('sgd', upTo(30)), solver])).toEqual({ epoch: 30, values: { sgd: 100 / 30, solver: 2 } });
    expect(valuesOf([run('sgd', upTo(50)), solver])).toEqual({ epoch: 40, values: { sgd: 2.5, solver: 1.25 } });
    expect(recordAt(solver, 24)!.epoch).toBe(13);
  });

  it('wait for its first step', () => {
    expect(valuesOf([run('sgd', upTo(6)), run('solver', [7])])).toEqual({ epoch: 0, values: {} });
    expect(valuesOf([run('sgd', upTo(6)), run('solver', [])])).toEqual({ epoch: 0, values: {} });
  });

  it('let one that converged stand with what it found', () => {
    const reason = { code: 'solverConverged', detail: { evaluations: 13 } };
    const solver = run('solver', [7, 13], 1, reason);
    expect(valuesOf([run('sgd', upTo(50)), solver])).toEqual({ epoch: 50, values: { sgd: 2, solver: 100 / 13 } });
  });
});
