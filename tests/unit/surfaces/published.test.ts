import { describe, expect, it } from 'vitest';
import type { ParamValues } from '#shared/domain/params.ts';
import { adadelta } from '#shared/optimizers/adadelta.ts';
import { adagrad } from '#shared/optimizers/adagrad.ts';
import { adam } from '#shared/optimizers/adam.ts';
import { adamax } from '#shared/optimizers/adamax.ts';
import { ftrl } from '#shared/optimizers/ftrl.ts';
import { momentum } from '#shared/optimizers/momentum.ts';
import { nadam } from '#shared/optimizers/nadam.ts';
import { nesterov } from '#shared/optimizers/nesterov.ts';
import { rmsprop } from '#shared/optimizers/rmsprop.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { sgd } from '#shared/optimizers/sgd.ts';
import { surfaceById } from '#shared/surfaces/index.ts';
import { limitingRate } from '#shared/surfaces/divergence.ts';
import { race, type Race } from '#shared/surfaces/race.ts';
import type { Racer } from '#shared/surfaces/racer.ts';
import type { Pair } from '#shared/surfaces/surface.ts';
import { conjugateGradient } from '#shared/solvers/conjugateGradient.ts';
import { hessianFree } from '#shared/solvers/hessianFree.ts';
import { newton } from '#shared/solvers/newton.ts';
import { steepestDescent } from '#shared/solvers/steepestDescent.ts';

// Rules as they are stored carry their own parameter types; a race takes any.
const rules = { adadelta, adagrad, adam, adamax, ftrl, momentum, nadam, nesterov, rmsprop, sgd } as unknown as Readonly<
  Record<string, UpdateRule>
>;
const solvers = { conjugateGradient, hessianFree, newton, steepestDescent } as unknown as Readonly<
  Record<string, Racer>
>;

function run(surface: string, racer: Racer, h: ParamValues, start: Pair, steps: number, more = {}): Race {
  return race({ surface: surfaceById(surface)!, params: {}, racer, h, start, steps, ...more });
}

const inside = { epsilon: 1e-6, eps_place: 'inside', initial_accumulator: 0 };

describe('the valley 0.1x² + 2y² from (−5, −2), 20 updates', () => {
  const published: [string, string, ParamValues, string, string][] = [
    ['B1 B6: gradient descent η .4', 'sgd', { learningRate: 0.4 }, '-0.943467', '-0.000073'],
    ['B1 B6: gradient descent η .6', 'sgd', { learningRate: 0.6 }, '-0.387814', '-1673.365109'],
    ['B3 B6: momentum η .6 β .5', 'momentum', { learningRate: 0.6, beta: 0.5, form: 'lr_out' }, '0.007188', '0.002553'],
    [
      'B3 B6: momentum η .6 β .25',
      'momentum',
      { learningRate: 0.6, beta: 0.25, form: 'lr_out' },
      '-0.126340',
      '-0.186632',
    ],
    ['A7 B10 E6: AdaGrad η .4', 'adagrad', { learningRate: 0.4, ...inside }, '-2.382563', '-0.158591'],
    ['A7 B10 E6: AdaGrad η 2', 'adagrad', { learningRate: 2, ...inside }, '-0.002295', '-0.000000'],
  ];
  it.each(published)('%s', (_title, id, h, x, y) => {
    const last = run('quadratic', rules[id]!, h, [-5, -2], 20).trace.at(-1)!;
    expect(last.step).toBe(20);
    expect([last.theta[0]!.toFixed(6), last.theta[1]!.toFixed(6)]).toEqual([x, y]);
  });

  it('B1: a rate of .6 is named as diverging, its step growing by 1.4, a rate below .5 would converge', () => {
    const { divergence } = run('quadratic', rules.sgd!, { learningRate: 0.6 }, [-5, -2], 20);
    expect(divergence).toMatchObject({ kind: 'growing', step: 20 });
    expect(divergence!.growth).toBeCloseTo(1.4, 6);
    expect(limitingRate(rules.sgd!, {}, [0.2, 0, 4])).toBe(0.5);
    expect(run('quadratic', rules.sgd!, { learningRate: 0.4 }, [-5, -2], 20).divergence).toBeNull();
    const far = run('quadratic', rules.sgd!, { learningRate: 0.6 }, [-5, -2], 40);
    expect(far.divergence).toMatchObject({ kind: 'tooLarge', step: 21 });
    expect(far.trace[21]!.f).toBeGreaterThan(1e6 * 10.5);
    expect(far.trace[20]!.f).toBeLessThanOrEqual(1e6 * 10.5);
  });

  it.each([
    ['sgd', { form: 'none' }],
    ['momentum', { beta: 0.5, form: 'lr_in' }],
    ['momentum', { beta: 0.5, form: 'lr_out', dampening: 0.3 }],
    ['momentum', { beta: 0.5, form: 'ema' }],
    ['nesterov', { beta: 0.5, form: 'keras' }],
    ['nesterov', { beta: 0.9, form: 'lookahead' }],
  ] as const)('B1: the limiting rate of %s %j parts convergence from divergence', (id, h) => {
    const given: ParamValues = id === 'sgd' ? {} : h;
    const limit = limitingRate(rules[id]!, given, [0.2, 0, 4])!;
    const end = (rate: number): number =>
      Math.abs(run('quadratic', rules[id]!, { ...given, learningRate: rate }, [-5, -2], 400).trace.at(-1)!.theta[1]!);
    expect(end(limit * 0.98)).toBeLessThan(0.05);
    expect(end(limit * 1.02)).toBeGreaterThan(20);
  });

  it('B4: momentum with β 0 is gradient descent', () => {
    const plain = run('quadratic', rules.sgd!, { learningRate: 0.4 }, [-5, -2], 20).trace;
    const heavy = run('quadratic', rules.momentum!, { learningRate: 0.4, beta: 0, form: 'lr_out' }, [-5, -2], 20).trace;
    expect(heavy.map(({ theta }) => [...theta])).toEqual(plain.map(({ theta }) => [...theta]));
  });

  it('A7: AdaGrad slows down without end; A8: RMSprop keeps its pace', () => {
    const paces = (racer: UpdateRule, h: ParamValues): number[] => {
      const { trace } = run('quadratic', racer, h, [-5, -2], 60);
      return trace
        .slice(1)
        .map(({ theta }, i) => Math.abs(theta[0]! - trace[i]!.theta[0]!) / Math.abs(trace[i]!.grad[0]!));
    };
    const slowing = paces(rules.adagrad!, { learningRate: 0.4, ...inside });
    expect(slowing.every((pace, i) => i === 0 || pace < slowing[i - 1]!)).toBe(true);
    const steady = paces(rules.rmsprop!, { learningRate: 0.1 });
    expect(steady.at(-1)!).toBeGreaterThan(slowing.at(-1)! / 4);
    expect(Math.max(...steady.slice(30))).toBeGreaterThan(steady[10]!);
  });

  it('B11 B12 B13: RMSprop, Adadelta and Adam go down the valley', () => {
    const end = (id: string, h: ParamValues): number => run('quadratic', rules[id]!, h, [-5, -2], 100).trace.at(-1)!.f;
    expect(end('rmsprop', { learningRate: 0.4, rho: 0.9, epsilon: 1e-6 })).toBeLessThan(0.2);
    expect(end('adadelta', { learningRate: 1, rho: 0.9, epsilon: 1e-5 })).toBeLessThan(10.5);
    expect(end('adam', { learningRate: 0.4, epsilon: 1e-6, eps_place: 'inside' })).toBeLessThan(0.01);
  });

  it('E4: momentum crosses the valley less often than gradient descent at the same rate .45', () => {
    const turns = (id: string, h: ParamValues): number => {
      const ys = run('quadratic', rules[id]!, { learningRate: 0.45, ...h }, [-5, -2], 30).trace.map(
        ({ theta }) => theta[1]!,
      );
      return ys.filter((y, i) => i > 0 && Math.sign(y) !== Math.sign(ys[i - 1]!)).length;
    };
    expect(turns('sgd', {})).toBe(30);
    expect(turns('momentum', { beta: 0.5, form: 'lr_out' })).toBeLessThan(25);
  });
});

/** First step whose |y| exceeds 1, or null. */
function leaves(surface: string, id: string, h: ParamValues): number | null {
  const { trace } = run(surface, rules[id]!, { learningRate: 0.1, ...h }, [1, 0.001], 300);
  return trace.find(({ theta }) => Math.abs(theta[1]!) > 1)?.step ?? null;
}

const zeroStart = { initial_accumulator: 0 };
const zeiler = { learningRate: 1, rho: 0.95, epsilon: 1e-6 };

describe('from (1, 0.001) at rate 0.1, the first step with |y| > 1', () => {
  const valley: [string, ParamValues, number | null][] = [
    ['rmsprop', {}, 5],
    ['nadam', {}, 10],
    ['adam', {}, 11],
    ['adamax', {}, 16],
    ['adagrad', zeroStart, 19],
    ['adadelta', zeiler, 108],
    ['nesterov', {}, 132],
    ['momentum', {}, 137],
    ['sgd', {}, null],
    ['ftrl', {}, null],
  ];
  it.each(valley)('C4: on the long valley %s %j: %s', (id, h, step) => expect(leaves('long_valley', id, h)).toBe(step));

  const saddle: [string, ParamValues, number][] = [
    ['rmsprop', {}, 4],
    ['nadam', {}, 10],
    ['adam', {}, 11],
    ['adamax', {}, 16],
    ['nesterov', {}, 16],
    ['adagrad', zeroStart, 17],
    ['momentum', {}, 19],
    ['adadelta', zeiler, 27],
    ['ftrl', {}, 30],
    ['sgd', {}, 38],
  ];
  it.each(saddle)('C6: on the saddle %s %j: %s', (id, h, step) => expect(leaves('saddle', id, h)).toBe(step));
});

describe('C5: on Beale from (1, 1.5)', () => {
  const end = (id: string, learningRate: number) => run('beale', rules[id]!, { learningRate }, [1, 1.5], 300);
  it.each([
    ['momentum', 11],
    ['nesterov', 10],
  ] as const)('%s at rate .01 is not finite from step %i', (id, step) => {
    const { trace, divergence } = end(id, 0.01);
    expect(divergence).toMatchObject({ kind: 'notFinite', step });
    expect(trace.at(-1)!.step).toBe(step);
    expect(trace.slice(0, -1).every(({ theta }) => theta.every(Number.isFinite))).toBe(true);
  });
  it('gradient descent reaches .0075 and RMSprop .017; at rate .005 both fast ones come below 4e-5', () => {
    expect(end('sgd', 0.01).trace.at(-1)!.f).toBeCloseTo(0.0075, 4);
    expect(end('rmsprop', 0.01).trace.at(-1)!.f).toBeCloseTo(0.017, 3);
    for (const id of ['momentum', 'nesterov']) expect(end(id, 0.005).trace.at(-1)!.f).toBeLessThan(4e-5);
  });
});

describe('what else the texts show', () => {
  it('A16: on a convex surface every start ends in one minimum, on Himmelblau it depends on the start', () => {
    const end = (surface: string, start: Pair, rate: number): Pair => {
      const { theta } = run(surface, rules.sgd!, { learningRate: rate }, start, 2000).trace.at(-1)!;
      return [Number(theta[0]!.toFixed(3)) + 0, Number(theta[1]!.toFixed(3)) + 0];
    };
    const starts: Pair[] = [
      [4, 4],
      [-4, 4],
      [-4, -4],
      [4, -3],
    ];
    expect(new Set(starts.map((start) => end('quadratic', start, 0.4).map(Math.abs).join())).size).toBe(1);
    expect(new Set(starts.map((start) => end('himmelblau', start, 0.005).join())).size).toBe(4);
  });

  it('B5: from −5 at rate .1 gradient descent stays near the plateau, momentum .9 reaches the second descent', () => {
    const slow = run('slope_plateau', rules.sgd!, { learningRate: 0.1 }, [-5, 0], 300).trace.at(-1)!;
    const heavy = run('slope_plateau', rules.momentum!, { learningRate: 0.1, beta: 0.9 }, [-5, 0], 300).trace.at(-1)!;
    expect(slow.theta).toHaveLength(1);
    expect(Math.abs(slow.theta[0]!)).toBeLessThan(2);
    expect(heavy.theta[0]!).toBeGreaterThan(4);
  });

  it('C2 E5: look-ahead Nesterov takes its gradient at θ + βv', () => {
    const h = { learningRate: 0.05, beta: 0.9, form: 'lookahead' };
    for (const { theta, slots, usedAt, used } of run('quadratic', rules.nesterov!, h, [-5, -2], 10).trace) {
      const v = slots.v as Float64Array;
      expect([...usedAt!]).toEqual([...theta].map((value, i) => value + 0.9 * v[i]!));
      expect([...used!]).toEqual([0.2 * usedAt![0]!, 4 * usedAt![1]!]);
    }
  });

  it('D5: with condition number 5 the best fixed step shrinks the error by 2/3 and f by 4/9 each time', () => {
    const { trace } = race({
      surface: surfaceById('quadratic')!,
      params: { a: 0.5, b: 2.5 },
      racer: rules.sgd!,
      h: { learningRate: 1 / 3 },
      start: [-3, -1.5],
      steps: 12,
    });
    for (const [i, { theta, f }] of trace.slice(1).entries()) {
      expect(Math.hypot(...theta) / Math.hypot(...trace[i]!.theta)).toBeCloseTo(2 / 3, 10);
      expect(f / trace[i]!.f).toBeCloseTo(4 / 9, 10);
    }
  });

  it('D8: on the saddle Newton jumps to (0, 0) in one step', () => {
    const [, first] = run('saddle', solvers.newton!, {}, [1, 0.001], 1).trace;
    expect([...first!.theta]).toEqual([0, 0]);
  });

  it('D9: on the cliff gradient descent is thrown away, with its gradient clipped it stays', () => {
    const reach = (more: object): number => {
      const { trace } = run('cliff', rules.sgd!, { learningRate: 0.3 }, [1.5, 1.5], 60, more);
      return Math.min(...trace.map(({ theta }) => theta[0]!));
    };
    expect(reach({})).toBeLessThan(-5);
    for (const mode of ['value', 'norm', 'global_norm', 'global_norm_eps'])
      expect(reach({ clip: { mode, threshold: 1 } })).toBeGreaterThan(-0.5);
  });

  it('D11: noise on the gradient is seeded, shared by the racers, and keeps descent from settling', () => {
    const noise = { std: 0.5, seed: 7 };
    const noisy = (seed: number) =>
      run('quadratic', rules.sgd!, { learningRate: 0.2 }, [-5, -2], 200, { noise: { std: 0.5, seed } });
    expect(noisy(7).trace.map(({ f }) => f)).toEqual(noisy(7).trace.map(({ f }) => f));
    expect(noisy(7).trace.at(-1)!.f).not.toBe(noisy(8).trace.at(-1)!.f);
    expect(run('quadratic', rules.sgd!, { learningRate: 0.2 }, [-5, -2], 200).trace.at(-1)!.f).toBeLessThan(1e-6);
    expect(
      Math.max(
        ...noisy(7)
          .trace.slice(150)
          .map(({ f }) => f),
      ),
    ).toBeGreaterThan(1e-3);
    const noiseOf = (racer: UpdateRule) => {
      const { used, grad } = run('quadratic', racer, { learningRate: 0.2 }, [-5, -2], 0, { noise }).trace[0]!;
      return used!.map((value, i) => value - grad[i]!);
    };
    expect([...noiseOf(rules.sgd!)]).toEqual([...noiseOf(rules.adam!)]);
  });

  it('D11: a bad start on Beale never reaches the minimum', () => {
    const { trace } = run('beale', rules.sgd!, { learningRate: 0.001 }, [-4, 4.2], 2000);
    const end = trace.at(-1)!;
    expect(Math.hypot(end.theta[0]! - 3, end.theta[1]! - 0.5)).toBeGreaterThan(1);
  });

  it('D22: steepest descent with exact line search zig-zags: successive gradients are orthogonal', () => {
    const { trace } = run('quadratic', solvers.steepestDescent!, {}, [-5, -0.25], 10);
    for (let i = 1; i < trace.length; i++) {
      const [a, b] = [trace[i - 1]!.grad, trace[i]!.grad];
      const cosine = (a[0]! * b[0]! + a[1]! * b[1]!) / (Math.hypot(...a) * Math.hypot(...b));
      expect(Math.abs(cosine)).toBeLessThan(1e-6);
    }
  });

  it('D23: conjugate gradient reaches the minimum of a quadratic in two updates', () => {
    for (const beta_rule of ['fletcher_reeves', 'polak_ribiere_plus'])
      expect(run('quadratic', solvers.conjugateGradient!, { beta_rule }, [-5, -2], 2).trace.at(-1)!.f).toBeLessThan(
        1e-18,
      );
  });

  it('D24: Hessian-free descends on Rosenbrock with the Hessian of the surface', () => {
    const { trace } = run('rosenbrock', solvers.hessianFree!, {}, [-1.5, 2], 100);
    expect(trace.at(-1)!.f).toBeLessThan(trace[0]!.f / 1e3);
  });

  it('E3: a schedule takes the place of the rate', () => {
    const schedule = { id: 'exponential', params: {} };
    const { trace } = run('quadratic', rules.sgd!, { learningRate: 0.4 }, [-5, -2], 40, { schedule });
    expect(trace[0]!.learningRate).toBe(0.4);
    expect(trace[30]!.learningRate!).toBeLessThan(0.4);
    expect(() => run('quadratic', rules.sgd!, {}, [1, 1], 1, { schedule: { id: 'no', params: {} } })).toThrow(
      'scheduleUnknown',
    );
  });

  it('E11: every rule and solver races from one start and keeps every step', () => {
    for (const racer of [...Object.values(rules), ...Object.values(solvers)]) {
      const { trace } = run('quadratic', racer, {}, [-5, -2], 30);
      expect(trace.map(({ step }) => step)).toEqual(Array.from({ length: 31 }, (_, i) => i));
      expect([...trace[0]!.theta]).toEqual([-5, -2]);
    }
  });
});
