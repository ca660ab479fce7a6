interface PlateauCommon {
  readonly lr0: number;
  readonly factor: number;
  readonly patience: number;
  readonly cooldown: number;
  readonly lr_min: number;
}

/** Keras ReduceLROnPlateau: better means metric + min_delta < best; the rate falls once `patience` epochs were not. */
export interface KerasPlateau extends PlateauCommon {
  readonly form: 'keras';
  readonly min_delta: number;
}

/** PyTorch ReduceLROnPlateau: the rate falls once more than `patience` epochs were not better; changes below 1e-8 are ignored. */
export interface TorchPlateau extends PlateauCommon {
  readonly form: 'torch';
  readonly threshold: number;
  readonly threshold_mode: 'rel' | 'abs';
}

export type Plateau = KerasPlateau | TorchPlateau;

export interface PlateauState {
  readonly lr: number;
  readonly best: number;
  readonly wait: number;
  readonly cooldown: number;
}

export function plateauStart(plateau: Plateau): PlateauState {
  return { lr: plateau.lr0, best: Infinity, wait: 0, cooldown: 0 };
}

/** The state after the metric of one more epoch was seen (smaller is better). */
export function observePlateau(plateau: Plateau, state: PlateauState, metric: number): PlateauState {
  return plateau.form === 'keras' ? observeKeras(plateau, state, metric) : observeTorch(plateau, state, metric);
}

function observeKeras(plateau: KerasPlateau, state: PlateauState, metric: number): PlateauState {
  let { cooldown, wait, best } = state;
  if (cooldown > 0) [cooldown, wait] = [cooldown - 1, 0];
  if (metric + plateau.min_delta < best) [best, wait] = [metric, 0];
  else if (cooldown === 0) wait += 1;
  if (cooldown > 0 || wait < plateau.patience || wait === 0) return { ...state, best, wait, cooldown };
  const lr = Math.max(state.lr * plateau.factor, plateau.lr_min);
  return { lr, best, wait: 0, cooldown: plateau.cooldown };
}

function observeTorch(plateau: TorchPlateau, state: PlateauState, metric: number): PlateauState {
  const { threshold, threshold_mode } = plateau;
  const limit = threshold_mode === 'rel' ? state.best * (1 - threshold) : state.best - threshold;
  const better = metric < limit;
  let [best, wait, cooldown] = [better ? metric : state.best, better ? 0 : state.wait + 1, state.cooldown];
  if (cooldown > 0) [cooldown, wait] = [cooldown - 1, 0];
  if (wait <= plateau.patience) return { lr: state.lr, best, wait, cooldown };
  const lowered = Math.max(state.lr * plateau.factor, plateau.lr_min);
  best = Math.min(best, state.best);
  return { lr: state.lr - lowered > 1e-8 ? lowered : state.lr, best, wait: 0, cooldown: plateau.cooldown };
}
