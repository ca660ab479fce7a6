import type { Experiment } from './experiment.ts';
import { fromTemplate, modelTemplates } from './modelTemplates.ts';

const start = fromTemplate(
  modelTemplates.find(({ id }) => id === 'smallDense')!,
  {
    inputShape: [2],
    demand: { task: 'classification', units: 2 },
    loss: 'categoricalCrossentropy',
  },
);

/** What the studio opens with the first time: two moons, a small dense network, three well-known contenders. */
export const defaultExperiment: Experiment = {
  format: 'descent-studio/experiment',
  version: 1,
  title: 'Two moons',
  data: {
    dataset: 'moons',
    target: 'class',
    validationShare: 0.2,
    testShare: 0.2,
    validationSize: null,
    splitSeed: 7,
    stratified: true,
    scaling: 'standardise',
  },
  model: start.model,
  loss: start.loss,
  training: { epochs: 30, batchSize: 32, seeds: [1], limitSteps: null },
  contenders: [
    { name: 'SGD', optimizer: 'sgd', params: { learningRate: 0.1 }, slot: 1 },
    { name: 'Momentum', optimizer: 'momentum', params: { learningRate: 0.05 }, slot: 2 },
    { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.01 }, slot: 3 },
  ],
};
