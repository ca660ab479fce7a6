import { expect, it } from 'vitest';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { targetsExperiment, tidePlan, tideSeries } from '../support/severalTargets.ts';
import { contender, endOf, experimentOn, lossesOf, pictureSet, trainHere } from './support.ts';

it('an autoencoder learns on WebGL what it learns on the CPU engine', async () => {
  await startBackend('webgl');
  const pictures = pictureSet(40, 4);
  const plan = experimentOn(null, [], [contender('adam', { learningRate: 0.01 }, 1)], { epochs: 2 });
  const template = modelTemplates.find(({ id }) => id === 'autoencoder')!;
  const { model, loss } = fromTemplate(template, { ...dataShape(pictures.descriptor, null), loss: plan.loss });
  const experiment = { ...plan, data: { ...plan.data, reconstruct: true }, model, loss };
  const losses = [];
  for (const backend of ['webgl', 'wasm'] as const) {
    const { messages, done } = trainHere(experiment, pictures, undefined, backend);
    await done;
    expect(endOf(messages, 'adam 1/1').status).toBe('finished');
    losses.push(lossesOf(messages, 'adam 1/1') as number[]);
  }
  const [webgl, wasm] = losses as [number[], number[]];
  expect(webgl).toHaveLength(4);
  webgl.forEach((value, at) => expect(value).toBeCloseTo(wasm[at]!, 4));
  expect(webgl.at(-1)).toBeLessThan(webgl[0]!);
});

it('several targets of a series learn on WebGL what they learn on the CPU engine', async () => {
  await startBackend('webgl');
  const tide = tideSeries(40);
  const experiment = targetsExperiment(tide.descriptor, tidePlan(tide.descriptor), 'linear', { epochs: 2 });
  const losses = [];
  for (const backend of ['webgl', 'wasm'] as const) {
    const { messages, done } = trainHere(experiment, tide, undefined, backend);
    await done;
    expect(endOf(messages, 'adam 1/1').status).toBe('finished');
    losses.push(lossesOf(messages, 'adam 1/1') as number[]);
  }
  const [webgl, wasm] = losses as [number[], number[]];
  expect(webgl.length).toBeGreaterThan(1);
  webgl.forEach((value, at) => expect(value).toBeCloseTo(wasm[at]!, 4));
});
