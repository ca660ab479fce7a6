import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import type { EpochRecord } from '#shared/domain/run.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { dataPlanFor } from '#shared/domain/draftEdits.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import { checkCodes, codeRanges } from '../../../src-renderer/engine/tokens.ts';
import { endOf, experimentOn } from '../../engine/support.ts';
import { builtinSet } from '../../support/recipeData.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainOnCpu } from './trainingSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const template = modelTemplates.find(({ id }) => id === 'embeddedCategories')!;
const layer = (id: string, kind: string, params: LayerNode['params'], inputs?: string[]): LayerNode => ({
  ...{ id, kind, params },
  ...(inputs && { inputs }),
});

describe('an embedding of categories beside numbers', () => {
  it('learns the prices of houses by district and size', async () => {
    const houses = await builtinSet('houses');
    const data = { ...dataPlanFor(houses.descriptor), categories: 'code' } as const;
    const shape = dataShape(houses.descriptor, data.target, data);
    expect(shape.codes).toEqual({ columns: 1, vocabulary: expect.any(Number) as number });
    const adam = { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.01 }, slot: 1 };
    const plan = experimentOn('price', [], [adam], { epochs: 20 });
    const { model, loss } = fromTemplate(template, { ...shape, loss: plan.loss });
    const { messages } = await trainOnCpu(kernels, { ...plan, data, model, loss }, houses);
    expect(endOf(messages, 'Adam/1').status).toBe('finished');
    const epochs = messages
      .flatMap((message) => (message.type === 'points' ? message.points : []))
      .flatMap(({ epochs: all }): readonly EpochRecord[] => all);
    expect(epochs.at(-1)!.valMetrics.r2Score).toBeGreaterThan(0.9);
  });

  it('knows which columns it reads, and refuses a code it has no row for', () => {
    const demand = { task: 'regression', units: 1 } as const;
    const codes = { columns: 2, vocabulary: 9 };
    const { model, loss } = fromTemplate(template, { inputShape: [4], codes, demand, loss: 'meanSquaredError' });
    const ranges = codeRanges(checkModel(model, [4], demand, loss).rows);
    expect(ranges).toEqual([{ from: 0, to: 2, vocabulary: 9 }]);
    expect(() => checkCodes(Float32Array.of(8, 0, -1, 0.5, 0, 8, 20, 3), 4, ranges)).not.toThrow();
    expect(() => checkCodes(Float32Array.of(8, 0, -1, 0.5, 0, 9, 20, 3), 4, ranges)).toThrow('tokenOutOfRange');
  });

  it.each([
    ['behind columns of the data', [layer('a', 'columns', { from: 1, to: 2 })], null],
    [
      'behind columns of a layer',
      [layer('d', 'dense', { units: 4 }), layer('a', 'columns', { from: 1, to: 2 })],
      'embeddingInside',
    ],
    ['behind a layer', [layer('d', 'dense', { units: 2 })], 'embeddingInside'],
  ])('stands %s: %s', (_, before, problem) => {
    const layers = [
      ...before,
      layer('e', 'embedding', { inputDim: 5, outputDim: 2 }),
      layer('f', 'flatten', {}),
      layer('out', 'dense', { units: 1, activation: 'linear' }),
    ];
    const check = checkModel({ layers }, [4], { task: 'regression', units: 1 }, 'meanSquaredError');
    expect(check.rows[before.length]!.problem?.code ?? null).toBe(problem);
  });

  it.each([
    [
      { from: 2, to: 9 },
      { act: 'setParam', name: 'to', value: 4 },
    ],
    [
      { from: 3, to: 2 },
      { act: 'setParam', name: 'to', value: 3 },
    ],
    [
      { from: 9, to: 9 },
      { act: 'setParam', name: 'from', value: 1 },
    ],
  ])('columns %j of four are repaired', (params, repair) => {
    const layers = [layer('c', 'columns', params), layer('out', 'dense', { units: 1, activation: 'linear' })];
    const check = checkModel({ layers }, [4], { task: 'regression', units: 1 }, 'meanSquaredError');
    expect(check.rows[0]!.problem).toMatchObject({ code: 'columnsOutside', repair });
  });
});
