import { describe, expect, it } from 'vitest';
import type { Algebra, Term } from '#shared/algebra/algebra.ts';
import { float64Algebra } from '#shared/algebra/float64.ts';
import { defaultValues } from '#shared/domain/params.ts';
import { optimizer, optimizers } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { applyUpdate, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import { relativeDeviation } from '#shared/verification/optimizerCase.ts';
import { compileRule } from '../../../src-renderer/engine/cpu/rules/ruleProgram.ts';
import { signed, unsigned, wasmModule } from '../../../src-renderer/engine/cpu/rules/wasmModule.ts';
import { bench, everyCase, normals } from './rulesSupport.ts';

type Formula = <T>(a: Algebra<T>, theta: Term<T>, g: Term<T>, t: Term<T>, lr: Term<T>) => Term<T>;

/** A rule without slots made of one formula for θ. */
function ruleOf(formula: Formula): UpdateRule {
  return {
    ...optimizer('sgd'),
    id: 'made',
    update: (a, { theta, grad, t, learningRate }) => ({ theta: formula(a, theta, grad, t, learningRate), slots: {} }),
  };
}

/** The formula in doubles and by the compiled program: their deviation after two updates. */
function deviation(formula: Formula, count = 7): number {
  const rule = ruleOf(formula);
  const h = { learningRate: 0.5 };
  const [theta, gradient] = [normals(count, 'theta', 1), normals(count, 'gradient', 1)];
  const ours = bench(rule, h, { theta });
  let exact: RuleState<Float64Array> = { theta: Float64Array.from(theta), slots: {}, updates: 0 };
  for (let update = 0; update < 2; update++) {
    ours.update(gradient, 0.5);
    exact = applyUpdate(float64Algebra, rule, h, exact, Float64Array.from(gradient), 0.5);
  }
  const { theta: end } = exact;
  return relativeDeviation(ours.theta(), typeof end === 'number' ? new Array<number>(count).fill(end) : [...end]);
}

const formulas: Readonly<Record<string, Formula>> = {
  'norms inside norms': (a, theta, g) => a.div(theta, a.norm(a.add(g, a.div(theta, a.norm(a.mul(theta, g)))))),
  'a norm of a number': (a, theta) => a.mul(theta, a.norm(-0.5)),
  'norms of the same value': (a, theta, g) => a.add(a.div(g, a.norm(theta)), a.div(theta, a.norm(theta))),
  'a power that changes with t': (a, theta, _g, t) => a.pow(a.abs(theta), a.div(1, t)),
  'powers 0, ½, 1, 2 and 3': (a, theta, g) =>
    [0.5, 1, 2, 3].reduce<ReturnType<typeof a.add>>((sum, p) => a.add(sum, a.pow(a.abs(g), p)), a.pow(theta, 0)),
  'a number for all elements': (a, _theta, _g, t, lr) => a.mul(t, lr),
  'a constant': () => 2.5,
  'a choice between numbers by elements': (a, theta, g) => a.add(theta, a.where(g, 1, -1)),
  'a choice between elements by a number': (a, theta, g, t) => a.where(a.sub(t, 1), g, theta),
  'a choice by a constant': (a, theta, g) => a.where(-1, theta, g),
  'a number over elements': (a, theta) => a.div(0.25, a.add(a.square(theta), 1)),
  'limits on either side': (a, theta, g, t) =>
    a.add(a.maximum(-0.25, a.minimum(theta, 0.5)), a.minimum(a.maximum(g, t), a.maximum(theta, a.sub(0, t)))),
  signs: (a, theta, g) => a.add(a.sign(theta), a.mul(a.sign(g), 0.5)),
};

describe('formulas', () => {
  it.each(Object.entries(formulas))('%s', (_name, formula) => {
    for (const count of [1, 7, 8, 9]) expect(deviation(formula, count)).toBeLessThan(1e-6);
  });

  it('refuses by name what has no value per element', () => {
    const compile = (formula: Formula) => () =>
      compileRule(ruleOf(formula), { learningRate: 0.5 }, new WebAssembly.Memory({ initial: 1 }));
    expect(compile((a, theta, g) => a.pow(theta, g))).toThrow('pow');
    expect(compile((a, theta) => a.divides(2, theta))).toThrow('divides');
  });

  it('refuses a slot that is one number but made of elements', () => {
    const nadam = optimizer('nadam');
    const rule: UpdateRule = { ...nadam, scalarSlots: ['m'] };
    const h = defaultValues(nadam.params);
    expect(() => compileRule(rule, h, new WebAssembly.Memory({ initial: 1 }))).toThrow('m is one number');
  });

  it('reads every old value before it writes one', () => {
    const rule: UpdateRule = {
      ...optimizer('sgd'),
      slots: () => ['a', 'b'],
      initialSlot: (slot) => (slot === 'a' ? 1 : 2),
      update: (_a, { theta, slots }) => ({ theta: slots.a!, slots: { a: slots.b!, b: theta } }),
    };
    const ours = bench(rule, { learningRate: 1 }, { theta: new Float32Array(9).fill(3) });
    ours.update(new Float32Array(9), 1);
    expect([ours.theta(), ours.slot('a'), ours.slot('b')]).toEqual([1, 2, 3].map((v) => new Float32Array(9).fill(v)));
    expect(ours.isClean()).toBe(true);
  });
});

type Vector = Float64Array;
const each2 = (f: (a: number, b: number) => number) => (a: Term<Vector>, b: Term<Vector>) => {
  if (typeof a === 'number' && typeof b === 'number') return f(a, b);
  const length = typeof a === 'number' ? (b as Vector).length : a.length;
  const at = (term: Term<Vector>, i: number): number => Math.fround(typeof term === 'number' ? term : term[i]!);
  return Float64Array.from({ length }, (_, i) => Math.fround(f(at(a, i), at(b, i))));
};

/** The tensor algebra of the WebGL path without a GPU: every result rounded to float32, the sign of NaN is 0. */
const float32Algebra: Algebra<Vector> = {
  ...float64Algebra,
  add: each2((a, b) => a + b),
  sub: each2((a, b) => a - b),
  mul: each2((a, b) => a * b),
  div: each2((a, b) => a / b),
  pow: each2((a, b) => a ** b),
  maximum: each2(Math.max),
  minimum: each2(Math.min),
  square: (a) => (typeof a === 'number' ? a * a : a.map((value) => Math.fround(value * value))),
  sqrt: (a) => (typeof a === 'number' ? Math.sqrt(a) : a.map((value) => Math.fround(Math.sqrt(value)))),
  sign: (a) => (typeof a === 'number' ? Math.sign(a) : a.map((value) => (value > 0 ? 1 : value < 0 ? -1 : 0))),
};

const odd = [NaN, Infinity, -Infinity, 0, 1e30, -1e30, 1e-30, 1];

describe('values that are no ordinary numbers', () => {
  /** 'NaN', '∞', '−∞' or 'finite' per element. */
  const kinds = (values: ArrayLike<number>): string[] =>
    Array.from(values, (value) => (Number.isFinite(value) ? 'finite' : String(value)));
  it.each(optimizers.map((rule) => [rule.id, rule] as const))('%s passes them on as tensors do', (_id, rule) => {
    for (const one of everyCase(rule)) {
      const theta = Float32Array.from({ length: 64 }, (_, i) => odd[Math.floor(i / 8)]!);
      const gradient = Float32Array.from({ length: 64 }, (_, i) => odd[i % 8]!);
      const ours = bench(rule, one.h, { theta });
      const start = Float64Array.from(theta);
      const filled = (value: number): Vector => new Float64Array(64).fill(value);
      let tensors: RuleState<Vector> = {
        theta: start,
        slots: initialSlots(rule, one.h, filled, start),
        updates: 0,
      };
      for (let update = 0; update < 3; update++) {
        ours.update(gradient, 0.02);
        tensors = applyUpdate(float32Algebra, rule, one.h, tensors, Float64Array.from(gradient), 0.02);
        expect(kinds(ours.theta()), one.label).toEqual(kinds(tensors.theta as Vector));
        for (const slot of ours.program.tensorSlots)
          expect(kinds(ours.slot(slot) as Float32Array), `${one.label} ${slot}`).toEqual(
            kinds(tensors.slots[slot] as Vector),
          );
      }
    }
  });

  it('passes NaN through limits on either side', () => {
    const limits: Formula[] = [
      (a, theta) => a.maximum(0.5, theta),
      (a, theta) => a.minimum(theta, 0.5),
      (a, theta, g) => a.maximum(theta, g),
      (a, theta, g) => a.minimum(g, theta),
    ];
    for (const limit of limits) {
      const ours = bench(ruleOf(limit), { learningRate: 1 }, { theta: new Float32Array(9).fill(NaN) });
      ours.update(new Float32Array(9), 1);
      expect(ours.theta()).toEqual(new Float32Array(9).fill(NaN));
    }
  });

  it('takes a trust ratio of 1 where a norm is 0, and no finite step where one is not a number', () => {
    const rule = optimizer('lamb');
    const h = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weight_decay: 0 };
    const still = bench(rule, h, { theta: new Float32Array(6) });
    still.update(Float32Array.of(1, 1, 1, -1, -1, -1), 0.1);
    expect(relativeDeviation(still.theta(), [-0.1, -0.1, -0.1, 0.1, 0.1, 0.1])).toBeLessThan(1e-6);
    const broken = bench(rule, h, { theta: new Float32Array(6).fill(1) });
    broken.update(Float32Array.of(NaN, 1, 1, 1, 1, 1), 0.1);
    expect(broken.theta()[0]).toBeNaN();
  });
});

describe('the module', () => {
  it('writes numbers in LEB128', () => {
    expect([0, 127, 128, 624485].map(unsigned)).toEqual([[0], [0x7f], [0x80, 1], [0xe5, 0x8e, 0x26]]);
    expect([0, 63, 64, -1, -64, -65, -123456].map(signed)).toEqual([
      [0],
      [0x3f],
      [0xc0, 0],
      [0x7f],
      [0x40],
      [0xbf, 0x7f],
      [0xc0, 0xbb, 0x78],
    ]);
  });

  it('holds functions with locals, results and imports that run', () => {
    const [a, b, sum] = [{ type: 'f64' }, { type: 'f64' }, { type: 'f64' }] as const;
    const add = [0x20, a, 0x20, b, 0xa0, 0x21, sum];
    const bytes = wasmModule(
      [
        {
          name: 'both',
          parameters: [a, b],
          results: ['f64', 'f64'],
          body: [...add, 0x20, sum, 0x20, sum, 0x20, b, 0x10, 0],
        },
      ],
      [{ name: 'power', parameters: ['f64', 'f64'], results: ['f64'] }],
    );
    expect(WebAssembly.validate(bytes)).toBe(true);
    const host = { memory: new WebAssembly.Memory({ initial: 1 }), power: Math.pow };
    const { both } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host }).exports;
    expect((both as (a: number, b: number) => number[])(1, 2)).toEqual([3, 9]);
  });
});
