import type { BenchModelId } from './models.ts';
import type { Participant } from './participants.ts';

/** What one participant needed for an update of one model: the median over blocks, the fastest and the slowest block. */
export interface BenchRow {
  readonly model: BenchModelId;
  readonly what: Participant;
  readonly msPerUpdate: number;
  readonly min: number;
  readonly max: number;
}

/** Time of the others over ours: higher is better. `goal` null: reported, not asked for. */
export interface BenchRatio {
  readonly name: RatioName;
  readonly model: BenchModelId;
  readonly value: number;
  readonly goal: number | null;
}

export type RatioName = 'stockBest' | 'torch' | 'torchTuned' | 'webgl';

interface RatioSpec {
  /** The fastest of these … */
  readonly others: readonly Participant[];
  /** … over this. */
  readonly ours: Participant;
  readonly goals: Readonly<Record<BenchModelId, number>> | null;
}

const specs: Readonly<Record<RatioName, RatioSpec>> = {
  stockBest: {
    others: ['stockWebgl', 'stockWasm', 'stockCpu'],
    ours: 'ours',
    goals: { cnn: 80, mlp: 4, embedding: 600, lstm: 20 },
  },
  torch: { others: ['torch'], ours: 'oursFour', goals: { cnn: 3.5, mlp: 2, embedding: 1.2, lstm: 3 } },
  torchTuned: { others: ['torchTuned'], ours: 'oursFour', goals: null },
  webgl: { others: ['stockWebgl'], ours: 'oursWebgl', goals: { cnn: 1.6, mlp: 2.5, embedding: 25, lstm: 6 } },
};

/** Every ratio that these rows tell. */
export function ratiosOf(rows: readonly BenchRow[]): BenchRatio[] {
  const models = [...new Set(rows.map((row) => row.model))];
  return models.flatMap((model) => {
    const timeOf = (what: Participant): number | undefined =>
      rows.find((row) => row.model === model && row.what === what)?.msPerUpdate;
    return Object.entries(specs).flatMap(([name, { others, ours, goals }]): BenchRatio[] => {
      const known = others.flatMap((other) => timeOf(other) ?? []);
      const own = timeOf(ours);
      if (known.length === 0 || own === undefined) return [];
      return [{ name: name as RatioName, model, value: Math.min(...known) / own, goal: goals?.[model] ?? null }];
    });
  });
}

/** True where every ratio that was measured reaches its goal. */
export function areMet(ratios: readonly BenchRatio[]): boolean {
  return ratios.every(({ value, goal }) => goal === null || value >= goal);
}
