/** Ids of the command table: menu, keys and palette fire these. */
export const commandIds = [
  'experiment.new',
  'experiment.open',
  'experiment.save',
  'data.import',
  'edit.undo',
  'edit.redo',
  'go.home',
  'go.data',
  'go.model',
  'go.optimizers',
  'go.compare',
  'go.surfaces',
  'go.runs',
  'go.settings',
  'training.start',
  'training.pause',
  'training.stop',
] as const;
export type CommandId = (typeof commandIds)[number];
