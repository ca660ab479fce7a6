import { runStatuses, type RunRecord, type RunStatus } from '#shared/domain/run.ts';
import { jsonOf, jsonOrNull, numberOf, textOf, textOrNull, type Row } from './row.ts';

/** Everything `recordOf` needs. */
export const selectRuns = `SELECT runs.*, EXISTS (SELECT 1 FROM weights WHERE weights.run = runs.key AND kind = 'final') AS has_weights,
  (SELECT json_group_array(json_object('kind', kind, 'step', step, 'detail', json(detail)) ORDER BY step)
   FROM run_events WHERE run_events.run = runs.key) AS events FROM runs`;

/** A row of `selectRuns` as the contract's record. */
export function recordOf(row: Row): RunRecord {
  return {
    id: textOf(row, 'id'),
    experimentId: textOf(row, 'experiment'),
    contender: jsonOf(row, 'contender'),
    seed: numberOf(row, 'seed'),
    status: statusOf(textOf(row, 'status')),
    reason: jsonOrNull(row, 'reason'),
    backend: textOrNull(row, 'backend'),
    environment: jsonOrNull(row, 'environment'),
    steps: numberOf(row, 'steps'),
    stepsPlanned: numberOf(row, 'steps_planned'),
    initialWeightsHash: textOrNull(row, 'initial_weights_hash'),
    batchOrderHash: textOrNull(row, 'batch_order_hash'),
    maskHash: textOrNull(row, 'mask_hash'),
    hasWeights: numberOf(row, 'has_weights') === 1,
    events: jsonOf(row, 'events'),
    createdAt: textOf(row, 'created_at'),
    startedAt: textOrNull(row, 'started_at'),
    endedAt: textOrNull(row, 'ended_at'),
  };
}

function statusOf(text: string): RunStatus {
  const known = runStatuses.find((status) => status === text);
  if (!known) throw new TypeError(`unknown status ${text}`);
  return known;
}
