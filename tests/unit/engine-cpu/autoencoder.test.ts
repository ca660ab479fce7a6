import { beforeAll, describe, expect, it } from 'vitest';
import { checkModel, lossFits } from '#shared/domain/modelCheck.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import type { EpochRecord } from '#shared/domain/run.ts';
import { losses } from '#shared/losses/index.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import { endOf, experimentOn, pictureSet, pointSet } from '../../engine/support.ts';
import { referenceLoss } from './executorReference.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainInHeats } from './trainingSupport.ts';

const pictures = pictureSet(120, 6);
const adam = { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.01 }, slot: 1 };
const template = modelTemplates.find(({ id }) => id === 'autoencoder')!;

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

describe('an autoencoder', () => {
  const plan = experimentOn(null, [], [adam], { epochs: 12 });
  const data = { ...plan.data, reconstruct: true };
  const own = dataShape(pictures.descriptor, null);
  const { model, loss, rebuilds } = fromTemplate(template, { ...own, loss: plan.loss });
  const experiment = { ...plan, data, model, loss };

  it('answers with as many numbers as a sample has, whatever the classes', () => {
    const shape = dataShape(pictures.descriptor, null, data);
    expect(shape).toMatchObject({ inputShape: [6, 6, 1], classNames: null, demand: { task: 'regression', units: 36 } });
    expect([loss, rebuilds]).toEqual(['meanSquaredError', true]);
    expect(checkModel(model, shape.inputShape, shape.demand, loss).ok).toBe(true);
    expect(losses.filter(({ id }) => lossFits(id, shape.demand)).map(({ id }) => id)).toEqual([
      'meanSquaredError',
      'meanAbsoluteError',
      'huber',
    ]);
  });

  it('has the prepared sample itself as its target', () => {
    const { gather, gatherTargets, targetSize, split, preprocessing } = prepareData(
      pictures.descriptor,
      data,
      pictures.bytes,
    );
    const rows = split.train.subarray(0, 3);
    const [x, y] = [new Float32Array(3 * 36), new Float32Array(3 * targetSize!)];
    gather(rows, x);
    gatherTargets(rows, y);
    expect(y).toEqual(x);
    expect(preprocessing.classes).toBeNull();
  });

  it('learns to rebuild pictures through a narrow layer; its validation loss is that of the reference', async () => {
    const messages = await trainInHeats(kernels, experiment, pictures);
    const epochs = messages
      .flatMap((message) => (message.type === 'points' ? message.points : []))
      .flatMap(({ epochs: all }): readonly EpochRecord[] => all);
    expect(epochs.at(-1)!.valLoss).toBeLessThan(0.75 * epochs[0]!.valLoss!);
    const { split, gather, sampleSize, shape } = prepareData(pictures.descriptor, data, pictures.bytes);
    const x = new Float32Array(split.validation.length * sampleSize);
    gather(split.validation, x);
    const check = checkModel(model, shape.inputShape, shape.demand, loss);
    const { weights } = endOf(messages, 'Adam/1');
    let at = 0;
    const tensors = check.rows.flatMap((row) =>
      row.weights.map(({ shape: own }) => {
        const size = own.reduce((product, length) => product * length, 1);
        return Float64Array.from(weights!.subarray(at, (at += size)));
      }),
    );
    const exact = Float64Array.from(x);
    const batch = { x: exact, targets: exact, rows: split.validation.length, masks: null };
    expect(epochs.at(-1)!.valLoss).toBeCloseTo(referenceLoss(check, loss, tensors, batch), 5);
  });

  it('is trained by Hessian-free too: its Gauss–Newton products know every number of the answer', async () => {
    const solver = { name: 'HF', optimizer: 'hessian_free', params: {}, slot: 1 };
    const training = { ...experiment.training, epochs: 60 };
    const messages = await trainInHeats(kernels, { ...experiment, training, contenders: [solver] }, pictures);
    expect(endOf(messages, 'HF/1').status).toBe('finished');
    const epochs = messages
      .flatMap((message) => (message.type === 'points' ? message.points : []))
      .flatMap(({ epochs: all }): readonly EpochRecord[] => all);
    expect(epochs.at(-1)!.valLoss).toBeLessThan(0.9 * epochs[0]!.valLoss!);
  });

  it('rebuilds rows of a table too, without the column to predict, and refuses texts', () => {
    const points = pointSet(20);
    expect(dataShape(points.descriptor, 'class', { reconstruct: true }).demand).toEqual({
      task: 'regression',
      units: 2,
    });
    const text = { ...points.descriptor, kind: 'text', columns: null } as const;
    expect(() => dataShape(text, null, { reconstruct: true })).toThrow(
      expect.objectContaining({ code: 'reconstructTexts' }) as Error,
    );
  });
});
