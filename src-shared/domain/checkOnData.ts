import { idsOf, type DataShape } from '../preprocessing/dataShape.ts';
import type { Experiment } from './experiment.ts';
import { checkModel, type ModelCheck } from './modelCheck.ts';

/** Shapes, counts and problems of an experiment's model on its data, which have this shape. What trained before has its sizes from `checkModel`. */
export function checkOnData({ model, loss, data }: Experiment, shape: DataShape): ModelCheck {
  return checkModel(model, shape.inputShape, shape.demand, loss, idsOf(shape, data));
}
