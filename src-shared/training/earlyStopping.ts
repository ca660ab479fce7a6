export interface EarlyStopping {
  /** Epochs without improvement that are tolerated. */
  readonly patience: number;
  /** What an improvement must exceed. */
  readonly min_delta: number;
}

export interface EarlyStoppingState {
  readonly best: number;
  /** Epoch of the best metric, from 0; its weights are the ones to keep. */
  readonly bestEpoch: number;
  readonly wait: number;
  readonly stopped: boolean;
}

export const earlyStoppingStart: EarlyStoppingState = { best: Infinity, bestEpoch: 0, wait: 0, stopped: false };

/** The state after one more epoch (from 0), smaller is better, as Keras counts: never stops at epoch 0. */
export function observeEpoch(
  rule: EarlyStopping,
  state: EarlyStoppingState,
  epoch: number,
  metric: number,
): EarlyStoppingState {
  if (metric + rule.min_delta < state.best) return { best: metric, bestEpoch: epoch, wait: 0, stopped: false };
  const wait = state.wait + 1;
  return { ...state, wait, stopped: wait >= rule.patience && epoch > 0 };
}
