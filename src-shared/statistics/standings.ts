import type { EpochRecord, RunReason, RunStatus } from '../domain/run.ts';
import { directionOf } from '../metrics/index.ts';
import { hasConverged, keptEpoch } from '../training/kept.ts';
import type { Direction, RankRow } from './ranking.ts';
import { rank } from './ranking.ts';

/** What ranking needs of one run. */
export interface RunResult {
  readonly contender: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly reason: RunReason | null;
  readonly epochs: readonly EpochRecord[];
}

/** The number contenders are ranked by: a metric, or the loss where there is no metric; on validation rows where there are any. */
export interface Quantity {
  readonly part: 'validation' | 'training';
  /** Name of a metric, or `loss`. */
  readonly metric: string;
  readonly direction: Direction;
}

export interface Standings {
  readonly quantity: Quantity;
  /** The epoch at which everybody is compared; 0 before the first. */
  readonly epoch: number;
  /** Seeds whose every ranked contender has reached that epoch. */
  readonly seeds: readonly number[];
  readonly rows: readonly RankRow[];
  /** Contenders of which at least one run diverged: they hold no place. */
  readonly diverged: readonly string[];
}

/** The value of the quantity in an epoch; null where it was not measured or is not finite. */
export function valueOf(epoch: EpochRecord, quantity: Pick<Quantity, 'part' | 'metric'>): number | null {
  const validation = quantity.part === 'validation';
  if (quantity.metric === 'loss') return validation ? epoch.valLoss : epoch.loss;
  if (validation) return epoch.valMetrics[quantity.metric] ?? null;
  // While it trains only one metric is counted; the others are known of the few training rows that are measured at the end of an epoch.
  return epoch.metrics[quantity.metric] ?? epoch.trainMetrics?.[quantity.metric] ?? null;
}

/** The metric of the runs (`usual` before the first epoch), on the validation rows where a validation part is kept. */
export function rankedQuantity(runs: readonly RunResult[], hasValidation: boolean, usual: string): Quantity {
  const metric = firstMetric(runs) ?? usual;
  return { part: hasValidation ? 'validation' : 'training', metric, direction: directionOf(metric) };
}

function firstMetric(runs: readonly RunResult[]): string | undefined {
  for (const { epochs } of runs)
    for (const epoch of epochs) {
      const [name] = Object.keys(epoch.metrics);
      if (name !== undefined) return name;
    }
  return undefined;
}

/** Ranks the contenders at the last epoch they have in common, seed by seed. */
export function standings(runs: readonly RunResult[], quantity: Quantity): Standings {
  const names = [...new Set(runs.map((run) => run.contender))];
  const diverged = names.filter((name) => runs.some((run) => run.contender === name && run.status === 'diverged'));
  const ranked = names.filter((name) => !diverged.includes(name));
  const { epoch, seeds } = commonEpoch(
    runs.filter((run) => ranked.includes(run.contender)),
    ranked,
    quantity,
  );
  const contenders = ranked.map((name) => ({
    name,
    values: seeds.map((seed) => valueAt(runs, name, seed, epoch, quantity)),
  }));
  const rows = epoch === 0 ? [] : rank(contenders, quantity.direction);
  return { quantity, epoch, seeds, rows, diverged };
}

function valueAt(runs: readonly RunResult[], name: string, seed: number, epoch: number, quantity: Quantity): number {
  const run = runs.find((candidate) => candidate.contender === name && candidate.seed === seed);
  return valueOf(recordAt(run!, epoch)!, quantity)!;
}

/** The record that stands for a run when everybody is compared at this epoch: once it has ended, that of the weights it kept. */
export function recordAt(run: Pick<RunResult, 'reason' | 'epochs'>, epoch: number): EpochRecord | undefined {
  const kept = keptEpoch(run);
  if (kept !== null) return run.epochs.find((record) => record.epoch === kept);
  const direct = run.epochs[epoch - 1];
  // A solver has passed over the rows several times at the end of each of its steps: its last one before counts.
  return direct?.epoch === epoch ? direct : run.epochs.findLast((record) => record.epoch <= epoch);
}

/**
 * Seeds in step (at most one epoch behind the furthest) and the last epoch they share. A seed that waits for its turn is left out
 * until it catches up, so a comparison never mixes an early epoch of one seed with a late one of another.
 */
function commonEpoch(
  runs: readonly RunResult[],
  names: readonly string[],
  quantity: Quantity,
): { epoch: number; seeds: number[] } {
  if (names.length === 0) return { epoch: 0, seeds: [] };
  const seeds = [...new Set(runs.map((run) => run.seed))].sort((a, b) => a - b);
  const reached = seeds.map((seed) => {
    const ofSeed = runs.filter((run) => run.seed === seed);
    if (ofSeed.length < names.length) return 0;
    const epoch = Math.min(...ofSeed.map((run) => measuredEpochs(run, quantity)));
    // A solver whose first step is still going on, or took longer than the others have come, has nothing to show there.
    return ofSeed.every((run) => epoch === Infinity || recordAt(run, epoch)) ? epoch : 0;
  });
  const furthest = Math.max(0, ...reached.filter(Number.isFinite));
  const shared = Math.min(...reached.filter((count) => count > 0 && count >= furthest - 1));
  // Where every run counts with the weights it kept, the last epoch anybody trained names the end.
  const epoch = Number.isFinite(shared) ? shared : reached.includes(Infinity) ? lastEpoch(runs) : 0;
  return { epoch, seeds: seeds.filter((_, i) => epoch > 0 && reached[i]! >= epoch) };
}

function lastEpoch(runs: readonly RunResult[]): number {
  return Math.max(...runs.map((run) => run.epochs.at(-1)?.epoch ?? 0));
}

/** Infinite for a run that counts with what it has, however long the others train: the weights it kept, or those it converged to. */
function measuredEpochs(run: RunResult, quantity: Quantity): number {
  const kept = keptEpoch(run) === null ? undefined : recordAt(run, 0);
  if (kept && valueOf(kept, quantity) !== null) return Infinity;
  const gap = run.epochs.findIndex((epoch) => valueOf(epoch, quantity) === null);
  if (gap === -1 && hasConverged(run)) return Infinity;
  const last = gap === -1 ? run.epochs.at(-1) : run.epochs[gap - 1];
  return last?.epoch ?? 0;
}
