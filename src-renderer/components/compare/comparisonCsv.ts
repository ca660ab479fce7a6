import type { EpochRecord, RunRecord } from '#shared/domain/run.ts';
import { emptyCurves, type Comparison } from '../../training/comparison.ts';
import { csvText } from '../csvText.ts';

type Cell = string | number | null;

/** One row a run: what its last epoch measured, in full precision, under the names that Keras gives them. A number that is not finite is empty. */
export function resultsCsv(comparison: Comparison): string {
  const metrics = metricNames(comparison);
  const rows = comparison.runs.map((run): Cell[] => {
    const epochs = epochsOf(comparison, run);
    const last = epochs.at(-1);
    const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
    const measured = last ? measuredCells(last, metrics) : measuredNames(metrics).map(() => null);
    return [...runCells(run), run.status, last?.epoch ?? 0, run.steps, ...measured, seconds];
  });
  const head = [...runNames, 'status', 'epochs', 'updates', ...measuredNames(metrics), 'seconds'];
  return csvText([head, ...rows]);
}

/** One row for every epoch of every run. */
export function epochsCsv(comparison: Comparison): string {
  const metrics = metricNames(comparison);
  const rows = comparison.runs.flatMap((run) =>
    epochsOf(comparison, run).map((epoch): Cell[] => [
      ...runCells(run),
      epoch.epoch,
      epoch.step,
      ...measuredCells(epoch, metrics),
      epoch.seconds,
    ]),
  );
  return csvText([[...runNames, 'epoch', 'updates', ...measuredNames(metrics), 'seconds'], ...rows]);
}

const runNames = ['contender', 'optimizer', 'seed'] as const;
const runCells = ({ contender, seed }: RunRecord): Cell[] => [contender.name, contender.optimizer, seed];

function epochsOf({ curves }: Comparison, { id }: RunRecord): readonly EpochRecord[] {
  return (curves.get(id) ?? emptyCurves()).epochs;
}

/** Every metric that any epoch has, in the order in which they are first met. */
function metricNames(comparison: Comparison): readonly string[] {
  const all = comparison.runs.flatMap((run) => epochsOf(comparison, run));
  return [...new Set(all.flatMap(({ metrics, valMetrics }) => [...Object.keys(metrics), ...Object.keys(valMetrics)]))];
}

function measuredNames(metrics: readonly string[]): readonly string[] {
  return ['loss', 'val_loss', ...metrics.flatMap((name) => [name, `val_${name}`])];
}

function measuredCells(epoch: EpochRecord, metrics: readonly string[]): readonly Cell[] {
  const own = metrics.flatMap((name) => [epoch.metrics[name] ?? null, epoch.valMetrics[name] ?? null]);
  return [epoch.loss, epoch.valLoss, ...own];
}
