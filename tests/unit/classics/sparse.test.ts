import { describe, expect, it } from 'vitest';
import { adagrad } from '#shared/optimizers/adagrad.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { float64Algebra } from '#shared/algebra/float64.ts';
import { withDefaults } from '#shared/domain/params.ts';
import { applyUpdate, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import { objectiveOf, type ReferenceProblem } from '#shared/verification/problems.ts';
import { hasReference, referenceFile } from './support.ts';

const rule = adagrad as unknown as UpdateRule;
const h = withDefaults(rule.params, { learningRate: 0.5, initial_accumulator: 0 });

/** How often a column is not 0, and the rate AdaGrad gives it in the end: η/√(Σg² + ε). */
function columns(problem: ReferenceProblem, updates: number): { share: number; rate: number }[] {
  const objective = objectiveOf(problem)!;
  const theta = Float64Array.from(problem.theta0);
  const filled = (value: number): Float64Array => new Float64Array(theta.length).fill(value);
  let state: RuleState<Float64Array> = { theta, slots: initialSlots(rule, h, filled, theta), updates: 0 };
  for (let k = 0; k < updates; k++)
    state = applyUpdate(float64Algebra, rule, h, state, objective.gradient(state.theta as Float64Array, k), 0.5);
  const sums = state.slots.s as Float64Array;
  return [...sums].map((sum, i) => ({
    share: problem.X!.filter((row) => row[i] !== 0).length / problem.X!.length,
    rate: 0.5 / Math.sqrt(sum + Number(h.epsilon)),
  }));
}

/** Every column is alike but for how often it is there: always, every fourth row, every sixteenth. */
const rows = Array.from({ length: 32 }, (_, i) => [1, i % 4 === 0 ? 1 : 0, i % 16 === 0 ? 1 : 0]);
const own: ReferenceProblem = {
  kind: 'sparse_least_squares',
  theta0: [0, 0, 0],
  X: rows,
  y: rows.map(([a = 0, b = 0, c = 0]) => a - b + 2 * c),
};

describe('B9: rare features need a rate of their own', () => {
  it('B9: AdaGrad leaves the rarer column the higher rate', () => {
    const [always, fourth, sixteenth] = columns(own, 320).map(({ rate }) => rate);
    expect(fourth!).toBeGreaterThan(always!);
    expect(sixteenth!).toBeGreaterThan(always!);
  });

  it.runIf(hasReference)('B9: on P7 the rate of every rare column stays above that of every frequent one', () => {
    const { problems } = referenceFile('optimizers.json') as { problems: Record<string, ReferenceProblem> };
    const found = columns(problems.P7!, 50);
    const most = Math.max(...found.map(({ share }) => share));
    const [frequent, rare] = [(share: number) => share === most, (share: number) => share <= most / 4];
    const rates = (isWanted: (share: number) => boolean): number[] =>
      found.filter(({ share }) => isWanted(share)).map(({ rate }) => rate);
    expect(rates(rare).length).toBeGreaterThan(0);
    expect(Math.min(...rates(rare))).toBeGreaterThan(Math.max(...rates(frequent)));
  });
});
