import type { ParamSpec, ParamValue, ParamValues } from '#shared/domain/params.ts';
import { defaultValues } from '#shared/domain/params.ts';
import { optimizer } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { generator } from '#shared/random/generator.ts';
import { compileRule, type RuleProgram, type WeightState } from '../../../src-renderer/engine/cpu/rules/ruleProgram.ts';

/** Values other than the default that switch a term on or change its shape; every other number keeps its default. */
const alternatives: Readonly<Record<string, readonly number[]>> = {
  weight_decay: [0.1],
  momentum: [0.5],
  dampening: [0.3],
  lr_decay: [0.1],
  lr_power: [-0.3, -1],
  l1: [0.05],
  l2: [0.1],
  l2_shrinkage: [0.1],
  beta: [0.1],
};

/** A rule with one setting of its conventions. */
export interface RuleCase {
  readonly rule: UpdateRule;
  readonly h: ParamValues;
  readonly label: string;
}

/** A rule with every combination of its choices, its flags and the numbers that switch something on. */
export function everyCase(rule: UpdateRule): RuleCase[] {
  const changes = rule.id === 'lookahead' ? lookaheadChanges(rule) : product(rule.params);
  return changes.map((change) => ({
    rule,
    h: { ...defaultValues(rule.params), ...change, learningRate: 0.02 },
    label: `${rule.id} ${JSON.stringify(change)}`,
  }));
}

/** Every rule inside Lookahead, with every combination of its choices and at most one number changed. */
function lookaheadChanges(rule: UpdateRule): ParamValues[] {
  const inner = rule.params.inner!;
  return (inner.type === 'choice' ? inner.choices : []).flatMap((id) =>
    product(optimizer(id).params)
      .filter((change) => Object.keys(change).filter((name) => name in alternatives).length <= 1)
      .map((change) => ({
        inner: id,
        k: 3,
        ...Object.fromEntries(Object.entries(change).map(([name, value]) => [`${id}_${name}`, value])),
      })),
  );
}

function product(specs: Readonly<Record<string, ParamSpec>>): ParamValues[] {
  return Object.entries(specs).reduce<ParamValues[]>(
    (all, [name, spec]) =>
      all.flatMap((before) => valuesOf(name, spec, before).map((value) => ({ ...before, ...value }))),
    [{}],
  );
}

function valuesOf(name: string, spec: ParamSpec, before: ParamValues): ParamValues[] {
  const each = (values: readonly ParamValue[]): ParamValues[] => values.map((value) => ({ [name]: value }));
  if (spec.type === 'boolean') return each([false, true]);
  if (spec.type !== 'choice') return name in alternatives ? [{}, ...each(alternatives[name]!)] : [{}];
  // The form of a decay that is off changes nothing.
  return name === 'weight_decay_form' && !before.weight_decay ? [{}] : each(spec.choices);
}

const canary = 0x5a;
/** Bytes kept between tensors, so that anything written beside one is seen. */
const gapBytes = 48;

/** One weight tensor with its slots and its gradient, with untouched bytes between them. */
export interface Bench {
  readonly program: RuleProgram;
  readonly state: WeightState;
  readonly count: number;
  /** Puts the gradient there and makes an update. */
  update(gradient: Float32Array, learningRate: number): void;
  /** θ, a slot, or the place where the gradient of the next update is to be taken. */
  theta(): Float32Array;
  slot(name: string): Float32Array | number;
  gradientPoint(learningRate: number): Float32Array;
  /** Everything as bytes, to be compared. */
  bits(): unknown;
  /** True while no byte outside θ and the slots has been changed, the gradient's included. */
  isClean(): boolean;
}

export interface BenchStart {
  readonly theta: Float32Array;
  readonly slots?: Readonly<Record<string, Float32Array | number>>;
  readonly updates?: number;
  /** Shifts every address, by multiples of 4. */
  readonly shift?: number;
}

/** A compiled rule in a fresh memory; slots start as the rule says unless they are given. */
export function bench(rule: UpdateRule, h: ParamValues, start: BenchStart): Bench {
  const count = start.theta.length;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = new Uint8Array(memory.buffer).fill(canary);
  const owned: [number, number][] = [];
  let free = 64 + (start.shift ?? 0);
  const place = (isOwned: boolean): number => {
    const address = free;
    if (isOwned) owned.push([address, address + 4 * count]);
    free = Math.ceil((free + 4 * count + gapBytes) / 16) * 16 + (start.shift ?? 0);
    return address;
  };
  const at = (address: number): Float32Array => new Float32Array(memory.buffer, address, count);
  const program = compileRule(rule, h, memory);
  const [theta, grad, point] = [place(true), place(false), place(false)];
  const initial = (slot: string): Float32Array | number => {
    const value = start.slots?.[slot] ?? rule.initialSlot?.(slot, h) ?? 0;
    return value === 'theta' ? start.theta : value;
  };
  at(theta).set(start.theta);
  const slots: Record<string, number> = {};
  for (const slot of program.scalarSlots) slots[slot] = Number(initial(slot));
  for (const slot of program.tensorSlots) {
    const value = initial(slot);
    slots[slot] = place(true);
    if (typeof value === 'number') at(slots[slot]).fill(value);
    else at(slots[slot]).set(value);
  }
  const state: WeightState = { theta, slots, updates: start.updates ?? 0 };
  let lastGradient: Float32Array | null = null;
  const slot = (name: string): Float32Array | number =>
    program.scalarSlots.includes(name) ? state.slots[name]! : at(state.slots[name]!);
  const bitsOf = (value: Float32Array | number): unknown =>
    typeof value === 'number' ? value : [...new Uint32Array(value.buffer, value.byteOffset, value.length)];
  return {
    program,
    state,
    count,
    update: (gradient, learningRate) => {
      at(grad).set(gradient);
      lastGradient = gradient;
      program.update(state, grad, count, learningRate);
    },
    theta: () => at(theta),
    slot,
    gradientPoint: (learningRate) => {
      if (!program.gradientPoint) return at(theta);
      program.gradientPoint(state, point, count, learningRate);
      const result = at(point).slice();
      bytes.fill(canary, point, point + 4 * count);
      return result;
    },
    bits: () => [bitsOf(at(theta)), ...Object.keys(state.slots).map((name) => bitsOf(slot(name))), state.updates],
    isClean: () => {
      const isGradientKept = lastGradient === null || at(grad).every((value, i) => Object.is(value, lastGradient![i]));
      let clean = 0;
      for (const [from, to] of [...owned, [grad, grad + 4 * count]].sort(([a], [b]) => a! - b!)) {
        if (!isUntouched(bytes, clean, from!)) return false;
        clean = to!;
      }
      return isGradientKept && isUntouched(bytes, clean, bytes.length);
    },
  };
}

function isUntouched(bytes: Uint8Array, from: number, to: number): boolean {
  for (let address = from; address < to; address++) if (bytes[address] !== canary) return false;
  return true;
}

/** Random normal float32 values of a stream. */
export function normals(count: number, purpose: string, index: number): Float32Array {
  const random = generator(7, purpose, index);
  return Float32Array.from({ length: count }, (_, i) => random.normal(i));
}
