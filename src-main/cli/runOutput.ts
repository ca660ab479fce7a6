import type { EpochRecord, RunPoints, RunRecord } from '#shared/domain/run.ts';
import type { Say } from './sentences.ts';
import { figure, textTable } from './table.ts';

/** A run as `--json` prints it; `reason` is null or the code of why it ended. */
export function runOutput(run: RunRecord, points: RunPoints) {
  return {
    run: run.id,
    contender: run.contender.name,
    seed: run.seed,
    status: run.status,
    reason: run.reason?.code ?? null,
    backend: run.backend,
    steps: run.steps,
    initialWeightsHash: run.initialWeightsHash,
    batchOrderHash: run.batchOrderHash,
    maskHash: run.maskHash,
    history: points.epochs.map(epochOutput),
  };
}

function epochOutput({ step: _, ...record }: EpochRecord) {
  return record;
}

export type RunOutput = ReturnType<typeof runOutput>;

/** A line per run: how it ended and where its curves ended. */
export function runsTable(say: Say, runs: readonly RunOutput[]): string {
  const columns = ['run', 'contender', 'seed', 'status', 'steps', 'loss', 'valLoss', 'valMetric'];
  const rows = runs.map(({ run, contender, seed, status, reason, steps, history }) => {
    const last = history.at(-1);
    const state = reason === null ? say(`status.${status}`) : `${say(`status.${status}`)} (${reason})`;
    const metric = Object.values(last?.valMetrics ?? {})[0];
    return [run, contender, seed, state, steps, figure(last?.loss), figure(last?.valLoss), figure(metric)];
  });
  return textTable(
    columns.map((column) => say(`cli.columns.${column}`)),
    rows,
  );
}
