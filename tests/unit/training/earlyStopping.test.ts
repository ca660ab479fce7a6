import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { earlyStopper } from '../../../src-renderer/engine/earlyStopper.ts';
import { learningRateOf } from '../../../src-renderer/engine/learningRates.ts';

/** Sees these losses until it stops; the weights of an epoch (from 1) are its number. */
async function watched(plan: Parameters<typeof earlyStopper>[0], losses: readonly number[]) {
  let epoch = 0;
  let reads = 0;
  const stopper = earlyStopper(plan, () => {
    reads += 1;
    return Promise.resolve([Float32Array.of(epoch)]);
  });
  for (const loss of losses) {
    epoch += 1;
    await stopper.observe(loss);
    if (stopper.stopped) break;
  }
  const { reason, weights } = await stopper.ending();
  return { epoch, reads, reason, kept: weights[0]![0] };
}

describe('early stopping of a run', () => {
  const falling = [1, 0.9, 0.8, 0.85, 0.81, 0.7];

  it('D3: stops after patience epochs, names the best one and keeps its weights', async () => {
    const { epoch, reason, kept } = await watched({ patience: 2, min_delta: 0, restoreBest: true }, falling);
    expect([epoch, kept]).toEqual([5, 3]);
    expect(reason).toEqual({ code: 'earlyStopped', detail: { epoch: 5, bestEpoch: 3, keptEpoch: 3 } });
  });

  it('D3: keeps the last weights where it is not to restore, and reads none before', async () => {
    const { reason, kept, reads } = await watched({ patience: 2, min_delta: 0, restoreBest: false }, falling);
    expect([kept, reads]).toEqual([5, 1]);
    expect(reason?.detail).toEqual({ epoch: 5, bestEpoch: 3, keptEpoch: 5 });
  });

  it('keeps the best epoch also where the planned end comes first, and says nothing where that is the last', async () => {
    const plan = { patience: 5, min_delta: 0, restoreBest: true };
    expect(await watched(plan, [1, 0.5, 0.6])).toMatchObject({
      kept: 2,
      reason: { code: 'bestEpochKept', detail: { keptEpoch: 2 } },
    });
    expect(await watched(plan, [1, 0.6, 0.5])).toMatchObject({ kept: 3, reason: null });
  });

  it('takes a loss that is no number for no improvement', async () => {
    const plan = { patience: 2, min_delta: 0, restoreBest: true };
    expect(await watched(plan, [NaN, NaN, NaN])).toMatchObject({ epoch: 2, kept: 2 });
    expect(await watched(plan, [1, NaN, NaN])).toMatchObject({ epoch: 3, kept: 1 });
  });
});

describe('rates that watch the validation loss', () => {
  const seen = (params: Record<string, string | number>, losses: readonly number[]) => {
    const rate = learningRateOf(0.2, { id: 'reduce_on_plateau', params });
    return [rate.at(1), ...losses.map((loss, i) => (rate.observe(loss), rate.at(i + 2)))];
  };

  it('E3, D13: falls by the factor after patience epochs without improvement, not below the least share', () => {
    const params = { form: 'keras', factor: 0.5, patience: 2, min_delta: 0, cooldown: 0, lr_min: 0.3 };
    expect(seen(params, [1, 1, 1, 1, 1])).toEqual([0.2, 0.2, 0.2, 0.1, 0.1, 0.06]);
  });

  it('E3: PyTorch’s form waits one epoch longer', () => {
    const params = { form: 'torch', factor: 0.5, patience: 2, threshold: 0, cooldown: 0 };
    expect(seen(params, [1, 1, 1, 1])).toEqual([0.2, 0.2, 0.2, 0.2, 0.1]);
  });

  it('piecewise rates change at their updates and watch nothing', () => {
    const schedule = {
      id: 'piecewise',
      params: { boundaries: [2, 4], values: [1, 0.5, 0.1], change: 'at_boundary' },
    } as const;
    const rate = learningRateOf(0.2, schedule);
    rate.observe(9);
    expect([1, 2, 3, 4, 5].map((update) => rate.at(update))).toEqual([0.2, 0.2, 0.1, 0.1, 0.2 * 0.1]);
  });
});

describe('the experiment file', () => {
  const file = (training: object) => ({
    ...defaultExperiment,
    training: { ...defaultExperiment.training, ...training },
  });
  const piecewise = (params: object) => file({ schedule: { id: 'piecewise', params } });

  it('takes early stopping, piecewise rates and both forms of the plateau', () => {
    const training = {
      earlyStopping: { patience: 3, min_delta: 0.001, restoreBest: true },
      schedule: { id: 'reduce_on_plateau', params: { form: 'torch', threshold_mode: 'abs', threshold: 0.01 } },
    };
    expect(parseExperiment(file(training)).training).toMatchObject(training);
    const schedule = {
      id: 'piecewise',
      params: { boundaries: [100, 200], values: [1, 0.1, 0], change: 'after_boundary' },
    };
    expect(parseExperiment(file({ schedule })).training.schedule).toEqual(schedule);
  });

  it.each([
    [file({ earlyStopping: { patience: 0, min_delta: 0, restoreBest: true } }), /training\.earlyStopping\.patience/],
    [file({ earlyStopping: { patience: 1, min_delta: -1, restoreBest: true } }), /training\.earlyStopping\.min_delta/],
    [file({ earlyStopping: { patience: 1, min_delta: 0 } }), /training\.earlyStopping\.restoreBest/],
    [file({ earlyStopping: { patience: 1, min_delta: 0, restoreBest: true, mode: 'max' } }), /experimentUnknownField/],
    [piecewise({ boundaries: [2, 2], values: [1, 1, 1], change: 'at_boundary' }), /piecewiseOrder/],
    [piecewise({ boundaries: [2, 3], values: [1, 1], change: 'at_boundary' }), /piecewiseValues/],
    [
      piecewise({ boundaries: [1.5], values: [1, 1], change: 'at_boundary' }),
      /training\.schedule\.params\.boundaries\.0/,
    ],
    [piecewise({ boundaries: [], values: [1], change: 'at_boundary' }), /training\.schedule\.params\.boundaries/],
    [piecewise({ boundaries: [2], values: [1, -1], change: 'at_boundary' }), /training\.schedule\.params\.values\.1/],
    [piecewise({ boundaries: [2], values: [1, 1] }), /training\.schedule\.params\.change/],
    [file({ schedule: { id: 'reduce_on_plateau', params: { factor: 1 } } }), /paramTooLarge.*training\.schedule/],
    [file({ schedule: { id: 'reduce_on_plateau', params: { form: 'best' } } }), /paramNotAChoice/],
    [file({ schedule: { id: 'reduce_on_plateau', params: { lr0: 1 } } }), /paramUnknown/],
  ])('refuses what cannot be: %#', (given, sentence) => {
    expect(() => parseExperiment(given)).toThrow(sentence);
  });

  it('takes and refuses start weights of the model and of a layer', () => {
    const { model } = defaultExperiment;
    const [first, ...others] = model.layers;
    const started = (initializer: object, own: object) => ({
      ...defaultExperiment,
      model: { initializer, layers: [{ ...first, initializer: own }, ...others] },
    });
    const he = { id: 'heNormal', params: { scale: 0.5, bias: 0.1, truncated: true } };
    expect(parseExperiment(started(he, { id: 'zeros', params: {} })).model.initializer).toEqual(he);
    expect(() => parseExperiment(started({ id: 'wide', params: {} }, he))).toThrow(/model\.initializer\.id/);
    expect(() => parseExperiment(started({ id: 'zeros', params: { scale: 2 } }, he))).toThrow(/paramUnknown/);
    expect(() => parseExperiment(started(he, { id: 'heNormal', params: { scale: 0 } }))).toThrow(
      /paramTooSmall.*model\..*initializer/,
    );
  });
});
