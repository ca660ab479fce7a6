import type { Direction } from '../statistics/ranking.ts';
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { f1Score } from './f1Score.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import type { Answers, Metric } from './metric.ts';
import { precision } from './precision.ts';
import { r2Score } from './r2Score.ts';
import { recall } from './recall.ts';
import { rootMeanSquaredError } from './rootMeanSquaredError.ts';
import { topKAccuracy } from './topK.ts';

/** Every metric, the one that contenders are ranked by first for each task. A new one is one file and a line here. */
export const metrics: readonly Metric[] = [
  accuracy,
  topKAccuracy,
  precision,
  recall,
  f1Score,
  auc,
  meanAbsoluteError,
  rootMeanSquaredError,
  r2Score,
];

/** Every metric that says something of these answers, by its id; null where it is not a number. */
export function measure(answers: Answers, task: Metric['task']): Record<string, number | null> {
  const suited = metrics.filter((metric) => metric.task === task && (metric.suits?.(answers.classes) ?? true));
  return Object.fromEntries(suited.map(({ id, evaluate }) => [id, finiteOrNull(evaluate(answers))]));
}

/** Whether a larger value is the better one. The loss is none of the metrics, and is better where it is lower. */
export function directionOf(metric: string): Direction {
  return metrics.find(({ id }) => id === metric)?.direction ?? 'lower';
}

/** True for a metric that lies in 0 … 1. */
export function isShare(metric: string): boolean {
  return metrics.find(({ id }) => id === metric)?.isShare ?? false;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
