import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { lossAliases, lossById, lossIdOf, lossIds, losses } from '#shared/losses/index.ts';
import type { Loss, LossBatch } from '#shared/losses/loss.ts';
import { generator } from '#shared/random/generator.ts';

const rows = 6;

function batchFor({ id, targets: kind, oneUnit, counts }: Loss): LossBatch {
  const random = generator(9, id);
  const units = kind === 'class' && !oneUnit ? 4 : 1;
  const number = (i: number): number => (counts ? random.below(i, 7) : random.normal(i));
  return {
    ...{ rows, units },
    logits: Float64Array.from({ length: rows * units }, (_, i) => 2 * random.normal(i)),
    targets: Float64Array.from({ length: rows }, (_, i) =>
      kind === 'value' ? number(100 + i) : random.below(100 + i, Math.max(2, units)),
    ),
  };
}

describe('every loss', () => {
  it.each(losses.map((loss) => [loss.id, loss] as const))('%s: its gradient is that of its value', (_id, loss) => {
    for (const params of loss.params ? [{}, { delta: 0.4 }] : [{}]) {
      const batch = batchFor(loss);
      const { gradient } = loss.evaluate(batch, params);
      const h = 1e-6;
      gradient.forEach((exact, i) => {
        const at = (shift: number): number =>
          loss.evaluate({ ...batch, logits: batch.logits.map((z, j) => (j === i ? z + shift : z)) }, params).loss;
        expect(Math.abs((at(h) - at(-h)) / (2 * h) - exact)).toBeLessThan(1e-8);
      });
    }
  });

  it.each(losses.map((loss) => [loss.id, loss] as const))('D1: %s of a batch is the mean of its rows’', (_id, loss) => {
    const batch = batchFor(loss);
    const { units } = batch;
    const each = Array.from({ length: rows }, (_, row) =>
      loss.evaluate({
        ...{ rows: 1, units },
        logits: batch.logits.slice(row * units, (row + 1) * units),
        targets: batch.targets.slice(row, row + 1),
      }),
    );
    const mean = each.reduce((sum, own) => sum + own.loss, 0) / rows;
    expect(loss.evaluate(batch).loss).toBeCloseTo(mean, 12);
  });

  it('has an id of its own, a last activation and metric that go with its task', () => {
    expect(new Set(lossIds).size).toBe(losses.length);
    for (const { task, targets, metric } of losses) {
      expect(targets).toBe(task === 'classification' ? 'class' : 'value');
      expect(metric).toBe(task === 'classification' ? 'accuracy' : 'meanAbsoluteError');
    }
  });
});

const one = (logits: number[], targets: number[], units = 1): LossBatch => {
  return { logits: Float64Array.from(logits), targets: Float64Array.from(targets), rows: targets.length, units };
};

describe('hand-worked values', () => {
  it('Huber: ½ · 0.5² inside, δ(3 − ½δ) outside', () => {
    const { loss, gradient } = lossById('huber').evaluate(one([0.5, 3], [0, 0]));
    expect(loss).toBeCloseTo((0.125 + 2.5) / 2, 12);
    expect([...gradient]).toEqual([0.25, 0.5]);
    expect(lossById('huber').evaluate(one([3], [0]), { delta: 2 }).loss).toBeCloseTo(2 * (3 - 1), 12);
  });

  it('hinge: right by less than 1, wrong, right by more', () => {
    const { loss, gradient } = lossById('hinge').evaluate(one([0.25, 2, -4], [1, 0, 0]));
    expect(loss).toBeCloseTo((0.75 + 3 + 0) / 3, 12);
    expect([...gradient].map((g) => 3 * g)).toEqual([-1, 1, -0]);
  });

  it('Poisson: λ = softplus(z); z = 0 gives λ = log 2; exact where λ underflows', () => {
    const rate = Math.log(2);
    expect(lossById('poisson').evaluate(one([0], [3])).loss).toBeCloseTo(rate - 3 * Math.log(rate), 12);
    const far = lossById('poisson').evaluate(one([-800], [2]));
    expect([far.loss, far.gradient[0]]).toEqual([1600, -2]);
    expect(lossById('poisson').evaluate(one([800], [2])).gradient[0]).toBeCloseTo(1 - 2 / 800, 12);
  });

  it('cosine: (3, 4) against its second class is −0.8, whatever the length', () => {
    const cosine = lossById('cosineSimilarity');
    expect(cosine.evaluate(one([3, 4], [1], 2)).loss).toBeCloseTo(-0.8, 12);
    expect(cosine.evaluate(one([30, 40], [1], 2)).loss).toBeCloseTo(-0.8, 12);
    // d(−z₁/‖z‖) = −(1/5 − 16/125) along z₁, 12/125 along z₀.
    const { gradient } = cosine.evaluate(one([3, 4], [1], 2));
    expect(gradient[0]).toBeCloseTo(12 / 125, 12);
    expect(gradient[1]).toBeCloseTo(16 / 125 - 1 / 5, 12);
  });

  it('KL divergence of one class per row is the cross-entropy', () => {
    // Σ p log(p / softmax(z)) with p = (1, 0), softmax(0, log 3) = (1/4, 3/4).
    expect(lossById('klDivergence').evaluate(one([0, Math.log(3)], [0], 2)).loss).toBeCloseTo(Math.log(4), 12);
  });
});

const moons = JSON.parse(fs.readFileSync('resources/recipes/two-moons.experiment.json', 'utf8')) as Record<
  string,
  unknown
>;

describe('names', () => {
  it('understands the other names and Keras’s spelling, and keeps the studio’s own', () => {
    for (const [alias, id] of Object.entries(lossAliases)) {
      expect(lossIds).toContain(id);
      expect(lossIds).not.toContain(alias);
      const experiment = { ...moons, loss: alias };
      expect(parseExperiment(experiment).loss).toBe(id);
    }
    expect(lossIdOf('huber')).toBe('huber');
  });

  it('checks the parameters of the loss', () => {
    const huber = { ...moons, loss: 'huber' };
    expect(parseExperiment({ ...huber, lossParams: { delta: 2 } }).lossParams).toEqual({ delta: 2 });
    expect(() => parseExperiment({ ...huber, lossParams: { delta: 0 } })).toThrow();
    expect(() => parseExperiment({ ...huber, loss: 'mae', lossParams: { delta: 2 } })).toThrow();
  });
});
