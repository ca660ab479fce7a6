import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { float64Algebra } from '#shared/algebra/float64.ts';
import { paramProblem, withDefaults, type ParamSpec, type ParamValues } from '#shared/domain/params.ts';
import { translate, type Messages } from '#shared/i18n/translate.ts';
import { optimizer, optimizers } from '#shared/optimizers/index.ts';
import { ownedParam, paramTextKeys, workingParams } from '#shared/optimizers/innerParams.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import {
  applyUpdate,
  gradientPoint,
  initialSlots,
  numbersPerParameter,
  type RuleState,
} from '#shared/optimizers/step.ts';
import { surfaceById } from '#shared/surfaces/index.ts';
import { race } from '#shared/surfaces/race.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it_ from '#resources/locales/it.json' with { type: 'json' };

type Vector = Float64Array;
type State = RuleState<Vector>;

const ids = optimizers.map((rule) => rule.id);
const specsOf = (rule: UpdateRule): [string, ParamSpec][] => Object.entries(rule.params);

/** The defaults, and every single choice, switch and number that is off by default. */
function conventions(rule: UpdateRule): ParamValues[] {
  const single = specsOf(rule).flatMap(([name, spec]): ParamValues[] => {
    if (spec.type === 'choice') return spec.choices.map((choice) => ({ [name]: choice }));
    if (spec.type === 'boolean') return [{ [name]: !spec.default }];
    return spec.default === 0 ? [{ [name]: Math.min(0.1, spec.max) }] : [];
  });
  return [{}, { weight_decay: 0.01, weight_decay_form: 'decoupled' }, ...single].filter((params) =>
    Object.keys(params).every((name) => Object.hasOwn(rule.params, name)),
  );
}

const everyConvention = optimizers.flatMap((rule) =>
  conventions(rule).map((params) => [`${rule.id} ${JSON.stringify(params)}`, rule, params] as const),
);

/** 0.1x² + 2y². */
const gradient = ([x = 0, y = 0]: Vector): Vector => Float64Array.of(0.2 * x, 4 * y);

function start(rule: UpdateRule, h: ParamValues): State {
  const theta = Float64Array.of(-5, -2);
  return { theta, slots: initialSlots(rule, h, (value) => Float64Array.of(value, value), theta), updates: 0 };
}

function run(rule: UpdateRule, h: ParamValues, from: State, updates: number): State {
  let state = from;
  for (let k = 0; k < updates; k++) {
    const rate = Number(h.learningRate);
    const at = gradientPoint(float64Algebra, rule, h, state, rate) as Vector;
    state = applyUpdate(float64Algebra, rule, h, state, gradient(at), rate);
  }
  return state;
}

/** Through text and back, as a checkpoint goes. */
function stored(state: State): State {
  const plain = (value: Vector | number) => (typeof value === 'number' ? value : [...value]);
  const written = JSON.stringify({
    theta: plain(state.theta),
    slots: Object.fromEntries(Object.entries(state.slots).map(([name, value]) => [name, plain(value)])),
    updates: state.updates,
  });
  const read = JSON.parse(written) as { theta: number[]; slots: Record<string, number[] | number>; updates: number };
  const vector = (value: number[] | number) => (typeof value === 'number' ? value : Float64Array.from(value));
  return {
    theta: vector(read.theta),
    slots: Object.fromEntries(Object.entries(read.slots).map(([name, value]) => [name, vector(value)])),
    updates: read.updates,
  };
}

describe('the registry', () => {
  it('has seventeen rules, each once, in families that stand together', () => {
    expect(ids).toHaveLength(17);
    expect(new Set(ids).size).toBe(ids.length);
    const families = optimizers.map((rule) => rule.family);
    expect(families).toEqual([...families].sort((a, b) => families.indexOf(a) - families.indexOf(b)));
  });

  it('C3: has all eight of Keras', () => {
    for (const id of ['adadelta', 'adagrad', 'adam', 'adamax', 'ftrl', 'nadam', 'rmsprop', 'sgd'])
      expect(ids).toContain(id);
  });

  it.each(optimizers.map((rule) => [rule.id, rule] as const))(
    '%s: defaults are legal and on the slider, symbols differ',
    (_id, rule) => {
      expect(rule.source).toMatch(/\d{4}/);
      for (const [name, spec] of specsOf(rule)) {
        expect(paramProblem(name, spec, spec.default)).toBeNull();
        if (!('slider' in spec) || !spec.slider) continue;
        const [low, high] = spec.slider;
        expect(low).toBeGreaterThanOrEqual(spec.min);
        expect(high).toBeLessThanOrEqual(spec.max);
        if (spec.scale === 'log') expect(low).toBeGreaterThan(0);
        expect(spec.default === 0 || (spec.default >= low && spec.default <= high), name).toBe(true);
      }
      const own = specsOf(rule).filter(([name]) => ownedParam(rule.params, name).inner === null);
      const symbols = own.flatMap(([, spec]) => ('symbol' in spec && spec.symbol ? [spec.symbol] : []));
      expect(new Set(symbols).size).toBe(symbols.length);
    },
  );

  it.each(optimizers.map((rule) => [rule.id, rule] as const))('%s: has its words in three languages', (id, rule) => {
    for (const messages of [en, it_, es] as Messages[]) {
      const has = (key: string) => translate(messages, key, {}) !== key;
      const texts = ['name', 'about', 'when', 'defaults'].map((part) => `optimizersText.${id}.${part}`);
      expect(texts.filter((key) => !has(key))).toEqual([]);
      for (const [name, spec] of specsOf(rule)) {
        expect(paramTextKeys(id, rule.params, name).some(has), name).toBe(true);
        if (spec.type === 'choice' && name !== 'inner')
          expect(spec.choices.filter((choice) => !has(`choices.${choice}`))).toEqual([]);
      }
    }
  });
});

describe('state', () => {
  it.each(everyConvention)('%s: an update gives exactly the declared state, all finite', (_label, rule, params) => {
    const h = withDefaults(rule.params, params);
    const state = run(rule, h, start(rule, h), 1);
    expect(Object.keys(state.slots)).toEqual([...rule.slots(h)]);
    for (const value of [state.theta, ...Object.values(state.slots)])
      for (const number of [value].flat())
        expect([...(typeof number === 'number' ? [number] : number)].every(Number.isFinite)).toBe(true);
    for (const slot of rule.slots(h))
      expect(typeof state.slots[slot] === 'number').toBe(rule.scalarSlots?.includes(slot) ?? false);
  });

  it.each(everyConvention)('%s: ten updates, stored, ten more are twenty updates', (_label, rule, params) => {
    const h = withDefaults(rule.params, params);
    const whole = run(rule, h, start(rule, h), 20);
    const resumed = run(rule, h, stored(run(rule, h, start(rule, h), 10)), 10);
    expect(resumed).toEqual(whole);
    expect(whole.theta).not.toEqual(start(rule, h).theta);
  });

  it('B14: numbers kept per parameter: SGD 0, momentum, AdaGrad, RMSprop 1, Adadelta, Adam, Nadam, Adamax, Ftrl 2', () => {
    const kept = Object.fromEntries(
      optimizers.map((rule) => [rule.id, numbersPerParameter(rule, withDefaults(rule.params, {}))]),
    );
    expect(kept).toEqual({
      sgd: 0,
      momentum: 1,
      nesterov: 1,
      delta_bar_delta: 2,
      rprop: 2,
      adagrad: 1,
      adadelta: 2,
      rmsprop: 1,
      ftrl: 2,
      adam: 2,
      adamax: 2,
      nadam: 2,
      adabelief: 2,
      radam: 2,
      lamb: 2,
      lion: 1,
      lookahead: 3,
    });
  });

  it('B14: conventions that remember more keep more', () => {
    const kept = (id: string, params: ParamValues) => {
      const rule = optimizer(id);
      return numbersPerParameter(rule, withDefaults(rule.params, params));
    };
    expect(kept('rmsprop', { centered: true, momentum: 0.9 })).toBe(3);
    expect(kept('adam', { amsgrad: 'paper' })).toBe(3);
    expect(kept('lookahead', { inner: 'sgd' })).toBe(1);
    expect(kept('lookahead', { inner: 'nadam' })).toBe(3);
  });
});

/** A rate with which a rule gets well below a tenth of the start's height in 300 updates or as many as it says; what is out of the ordinary says why. */
const sensibleRates: Readonly<Record<string, { quadratic: number; long_valley: number; updates?: number }>> = {
  sgd: { quadratic: 0.4, long_valley: 0.1 },
  momentum: { quadratic: 0.1, long_valley: 0.1 },
  nesterov: { quadratic: 0.1, long_valley: 0.1 },
  // Rates grow by κ = 0.01 every update until the slope turns.
  delta_bar_delta: { quadratic: 0.01, long_valley: 0.01 },
  // The first step, not a rate.
  rprop: { quadratic: 0.01, long_valley: 0.01 },
  // The sum of squares of the first gradients stays: it needs a large rate.
  adagrad: { quadratic: 1, long_valley: 0.1 },
  // The paper's rule is a rate of 1; its first steps are of the size of √ε, so ε is the reference's 1e-6 and the way is long.
  adadelta: { quadratic: 1, long_valley: 1, updates: 900 },
  rmsprop: { quadratic: 0.1, long_valley: 0.1 },
  ftrl: { quadratic: 1, long_valley: 0.1 },
  adam: { quadratic: 0.1, long_valley: 0.1 },
  adamax: { quadratic: 0.1, long_valley: 0.1 },
  nadam: { quadratic: 0.1, long_valley: 0.1 },
  adabelief: { quadratic: 0.1, long_valley: 0.1 },
  radam: { quadratic: 0.1, long_valley: 0.1 },
  // A share of the norm of θ, which shrinks with θ.
  lamb: { quadratic: 0.02, long_valley: 0.02 },
  lion: { quadratic: 0.05, long_valley: 0.02 },
  lookahead: { quadratic: 0.1, long_valley: 0.1 },
};

describe('descent from the start of a surface', () => {
  it.each(ids.flatMap((id) => (['quadratic', 'long_valley'] as const).map((surface) => [id, surface] as const)))(
    '%s on %s',
    (id, surfaceId) => {
      const surface = surfaceById(surfaceId)!;
      const h = { learningRate: sensibleRates[id]![surfaceId] };
      const steps = sensibleRates[id]!.updates ?? 300;
      const { trace } = race({ surface, params: {}, racer: optimizer(id), h, start: [...surface.start], steps });
      expect(trace).toHaveLength(steps + 1);
      const [first, last] = [trace[0]!.f!, trace.at(-1)!.f!];
      expect(last).toBeLessThan(first / 10);
      expect(last).toBeGreaterThanOrEqual(0);
    },
  );
});

describe('momentum', () => {
  const path = (id: string, params: ParamValues): State[] => {
    const rule = optimizer(id);
    const h = withDefaults(rule.params, { learningRate: 0.4, ...params });
    return Array.from({ length: 21 }, (_, updates) => run(rule, h, start(rule, h), updates));
  };

  it.each([
    ['momentum', 'lr_in'],
    ['momentum', 'lr_out'],
    ['momentum', 'ema'],
    ['nesterov', 'keras'],
    ['nesterov', 'lookahead'],
    ['nesterov', 'torch'],
  ])('B4, A5: β = 0 is plain descent, to the last bit: %s %s', (id, form) => {
    const thetas = (states: State[]) => states.map(({ theta }) => theta);
    expect(thetas(path(id, { form, beta: 0 }))).toEqual(thetas(path('sgd', {})));
    expect(thetas(path(id, { form, beta: 0.5 }))).not.toEqual(thetas(path('sgd', {})));
  });

  it.each(['momentum', 'nesterov'])('A5: %s refuses β = 1 and β < 0, takes 0 and 0.999', (id) => {
    const spec = (optimizer(id).params as Record<string, ParamSpec>).beta!;
    expect(paramProblem('beta', spec, 1)).toEqual({
      code: 'paramTooLarge',
      detail: { name: 'beta', value: 1, limit: 1 },
    });
    expect(paramProblem('beta', spec, -0.1)?.code).toBe('paramTooSmall');
    expect(paramProblem('beta', spec, 0)).toBeNull();
    expect(paramProblem('beta', spec, 0.999)).toBeNull();
  });
});

describe('parameters of a rule inside another', () => {
  const { params } = optimizer('lookahead');

  it('are told apart by the whole name of the rule', () => {
    expect(ownedParam(params, 'adam_beta1')).toEqual({ inner: 'adam', name: 'beta1' });
    expect(ownedParam(params, 'adamax_beta1')).toEqual({ inner: 'adamax', name: 'beta1' });
    expect(ownedParam(params, 'delta_bar_delta_theta')).toEqual({ inner: 'delta_bar_delta', name: 'theta' });
    expect(ownedParam(params, 'alpha')).toEqual({ inner: null, name: 'alpha' });
    expect(ownedParam(optimizer('rmsprop').params, 'momentum_form')).toEqual({ inner: null, name: 'momentum_form' });
  });

  it('are those of the chosen rule, with the shared rate', () => {
    const { id, h } = workingParams(
      'lookahead',
      params,
      withDefaults(params, { inner: 'momentum', momentum_beta: 0.3 }),
    );
    expect(id).toBe('momentum');
    expect(h).toMatchObject({ learningRate: 0.001, beta: 0.3, form: 'lr_in', dampening: 0, weight_decay: 0 });
    expect(Object.keys(h)).toHaveLength(Object.keys(optimizer('momentum').params).length);
  });
});

const reference = new URL('../../../../shared/reference/optimizers.json', import.meta.url);

describe.runIf(fs.existsSync(reference))('names of the reference file', () => {
  const spelling: Readonly<Record<string, string>> = { lr: 'learningRate', eps: 'epsilon' };
  const used = new Map<string, Set<string>>();
  if (fs.existsSync(reference)) {
    const { cases } = JSON.parse(fs.readFileSync(reference, 'utf8')) as {
      cases: { optimizer: string; params: Record<string, unknown> }[];
    };
    for (const { optimizer: id, params } of cases) {
      const names = used.get(id) ?? new Set<string>();
      for (const name of Object.keys(params)) if (name !== 'lr_schedule') names.add(spelling[name] ?? name);
      used.set(id, names);
    }
  }

  it.each(optimizers.map((rule) => [rule.id, rule] as const))('%s and its parameters', (id, rule) => {
    const own = Object.keys(rule.params).filter((name) => ownedParam(rule.params, name).inner === null);
    const everywhere = ['weight_decay', 'weight_decay_form', ...(id === 'lookahead' ? ['learningRate'] : [])];
    const theirs = [...used.get(id)!].filter((name) => !everywhere.includes(name));
    expect(theirs.sort()).toEqual(own.filter((name) => !everywhere.includes(name)).sort());
  });
});
