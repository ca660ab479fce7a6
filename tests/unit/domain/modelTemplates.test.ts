import { describe, expect, it } from 'vitest';
import { checkModel, lossFits, type OutputDemand } from '#shared/domain/modelCheck.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import { losses } from '#shared/losses/index.ts';

const inputs = [[2], [13], [28, 28, 1], [4, 4, 3], [32, 32, 3]] as const;
const demands: readonly OutputDemand[] = [
  { task: 'classification', units: 2 },
  { task: 'classification', units: 10 },
  { task: 'regression', units: 1 },
];
const cases = modelTemplates.flatMap((template) =>
  inputs
    .filter((inputShape) => template.fits(inputShape))
    .flatMap((inputShape) =>
      demands.flatMap((demand) =>
        losses.map(({ id }) => ({ template, id: template.id, inputShape, demand, loss: id })),
      ),
    ),
);

describe('model templates', () => {
  it.each(cases)('$id on $inputShape for $demand.task of $demand.units with $loss', ({ template, ...request }) => {
    const { model, loss } = fromTemplate(template, request);
    expect(checkModel(model, request.inputShape, request.demand, loss)).toMatchObject({ ok: true, problems: 0 });
    expect(loss === request.loss).toBe(lossFits(request.loss, request.demand));
  });

  it('offers the picture networks only to pictures they can halve twice', () => {
    const offered = (shape: readonly number[]) => modelTemplates.filter((t) => t.fits(shape)).map((t) => t.id);
    expect(offered([5])).toEqual(['linear', 'smallDense']);
    expect(offered([3, 28, 1])).toEqual(['linear', 'smallDense']);
    expect(offered([28, 28, 1])).toEqual(['linear', 'smallDense', 'smallCnn', 'fashionCnn']);
  });

  it('counts the exercise network as the course does', () => {
    const template = modelTemplates.find(({ id }) => id === 'fashionCnn')!;
    const demand = { task: 'classification', units: 10 } as const;
    const loss = 'categoricalCrossentropy';
    const { model } = fromTemplate(template, { inputShape: [28, 28, 1], demand, loss });
    const check = checkModel(model, [28, 28, 1], demand, loss);
    expect(check.rows.map((row) => row.parameters)).toEqual([320, 0, 0, 8224, 0, 0, 0, 401664, 0, 2570]);
    expect(check.parameters).toBe(412778);
  });
});
