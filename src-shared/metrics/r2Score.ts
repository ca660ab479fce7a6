import type { Metric } from './metric.ts';

/** 1 − Σ (y − answer)² / Σ (y − mean)²: 1 where all is explained, 0 for always answering the mean, below 0 for worse than that. */
export const r2Score = {
  id: 'r2Score',
  task: 'regression',
  direction: 'higher',
  isShare: false,
  evaluate: ({ rows, predicted, actual }) => {
    const mean = actual.reduce((sum, value) => sum + value, 0) / rows;
    const spread = actual.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return 1 - predicted.reduce((sum, value, row) => sum + (value - actual[row]!) ** 2, 0) / spread;
  },
} satisfies Metric;
