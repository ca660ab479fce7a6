import { describe, expect, it } from 'vitest';
import { float64Algebra } from '#shared/algebra/float64.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import { relativeDeviation } from '#shared/verification/optimizerCase.ts';
import { bench, everyCase, normals, type Bench, type RuleCase } from './rulesSupport.ts';

const updates = 30;
const counts = [1, 3, 4, 5, 1000];
/** What the reference's README allows float32 beside the measured deviation of a rule. */
const tolerance = 1e-5;
const rateAt = (update: number): number => 0.02 / (1 + 0.05 * update);

interface Sequence {
  readonly theta: Float32Array;
  readonly gradients: readonly Float32Array[];
}

/** Gradients that differ in size from element to element, as those of layers do; the same for all rules. */
const sequences = new Map(
  counts.map((count): [number, Sequence] => [
    count,
    {
      theta: normals(count, 'theta', 0),
      gradients: Array.from({ length: updates }, (_, k) =>
        normals(count, 'gradient', k).map((value, i) => value * 10 ** -(i % 4)),
      ),
    },
  ]),
);

function started({ rule, h }: RuleCase, count: number, shift = 0): Bench {
  return bench(rule, h, { theta: sequences.get(count)!.theta, shift });
}

function run(ours: Bench, from: number, to: number): void {
  const { gradients } = sequences.get(ours.count)!;
  for (let k = from; k < to; k++) ours.update(gradients[k]!, rateAt(k));
}

/** The largest deviation of the point of the gradient, of θ and of every slot, over all updates. */
function worstDeviation(one: RuleCase, count: number): number {
  const { rule, h } = one;
  const { theta, gradients } = sequences.get(count)!;
  const ours = started(one, count);
  const start = Float64Array.from(theta);
  const filled = (value: number): Float64Array => new Float64Array(count).fill(value);
  let exact: RuleState<Float64Array> = {
    theta: start,
    slots: initialSlots(rule, h, filled, start),
    updates: 0,
  };
  let worst = 0;
  const sizes = new Map<string, number>();
  for (const [k, gradient] of gradients.entries()) {
    const point = gradientPoint(float64Algebra, rule, h, exact, rateAt(k)) as Float64Array;
    worst = Math.max(worst, relativeDeviation(ours.gradientPoint(rateAt(k)), [...point]));
    ours.update(gradient, rateAt(k));
    exact = applyUpdate(float64Algebra, rule, h, exact, Float64Array.from(gradient), rateAt(k));
    worst = Math.max(worst, relativeDeviation(ours.theta(), [...(exact.theta as Float64Array)]));
    for (const [slot, value] of Object.entries(exact.slots)) {
      sizes.set(slot, Math.max(sizes.get(slot) ?? Number.MIN_VALUE, largest(value)));
      worst = Math.max(worst, distance(ours.slot(slot), value) / sizes.get(slot)!);
    }
  }
  expect(ours.isClean(), `${one.label} with ${count} parameters writes beside its tensors`).toBe(true);
  return worst;
}

/** Slots are of any size: their deviation is relative to the largest value they have had. */
function largest(value: Float64Array | number): number {
  return typeof value === 'number' ? Math.abs(value) : value.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
}

function distance(ours: Float32Array | number, exact: Float64Array | number): number {
  if (typeof exact === 'number') return Math.abs(Number(ours) - exact);
  const all = exact.map((value, i) => Math.abs((ours as Float32Array)[i]! - value));
  return all.some(Number.isNaN) ? Infinity : largest(all);
}

describe.each(optimizers.map((rule) => [rule.id, everyCase(rule)] as const))('%s in WebAssembly', (_id, cases) => {
  it.each(counts)('follows the float64 rule in every convention, %i parameters', (count) => {
    const all = cases.map((one) => [one.label, worstDeviation(one, count)] as const);
    expect(all.filter(([, deviation]) => !(deviation < tolerance))).toEqual([]);
  });

  it('gives the same bits again, wherever the tensors lie, and when resumed half-way', () => {
    for (const one of cases) {
      const [whole, shifted] = [started(one, 5), started(one, 5, 4)];
      run(whole, 0, updates);
      run(shifted, 0, updates);
      const half = started(one, 5);
      run(half, 0, 15);
      const slots = Object.fromEntries(
        Object.keys(half.state.slots).map((name) => [name, structuredClone(half.slot(name))]),
      );
      const resumed = bench(one.rule, one.h, { theta: half.theta().slice(), slots, updates: half.state.updates });
      run(resumed, 15, updates);
      expect(shifted.bits(), one.label).toEqual(whole.bits());
      expect(resumed.bits(), one.label).toEqual(whole.bits());
    }
  });
});

it('covers every rule with every choice', () => {
  const labels = optimizers.flatMap(everyCase).map(({ label }) => label);
  expect(new Set(labels).size).toBe(labels.length);
  for (const rule of optimizers)
    for (const [name, spec] of Object.entries(rule.params).filter(([name]) => !name.includes('weight_decay_form')))
      if (spec.type === 'choice')
        for (const choice of spec.choices)
          expect(labels.some((label) => label.startsWith(rule.id) && label.includes(`"${name}":"${choice}"`))).toBe(
            true,
          );
});
