import type { Algebra, Term } from '../algebra/algebra.ts';
import type { ParamValues } from '../domain/params.ts';
import type { UpdateRule } from './rule.ts';

/** One parameter vector on its way: θ, its slots and the number of updates made. */
export interface RuleState<T> {
  readonly theta: Term<T>;
  readonly slots: Readonly<Record<string, Term<T>>>;
  readonly updates: number;
}

/** Slots of a fresh parameter: each filled with the start value its rule names; scalar slots are plain numbers. */
export function initialSlots<T>(
  rule: UpdateRule,
  h: ParamValues,
  filled: (value: number) => T,
  theta: Term<T>,
): Record<string, Term<T>> {
  const start = (slot: string): Term<T> => {
    const value = rule.initialSlot?.(slot, h) ?? 0;
    if (value === 'theta') return theta;
    return rule.scalarSlots?.includes(slot) ? value : filled(value);
  };
  return Object.fromEntries(rule.slots(h).map((slot) => [slot, start(slot)]));
}

/** How many numbers a rule keeps beside each parameter: its slots, without those that are one number for the whole tensor. */
export function numbersPerParameter(rule: UpdateRule, h: ParamValues): number {
  return rule.slots(h).filter((slot) => !rule.scalarSlots?.includes(slot)).length;
}

/** Where the gradient of the next update is to be taken. */
export function gradientPoint<T>(
  a: Algebra<T>,
  rule: UpdateRule,
  h: ParamValues,
  state: RuleState<T>,
  learningRate: number,
): Term<T> {
  const t = state.updates + 1;
  const { theta, slots } = state;
  return rule.lookahead?.(a, { theta, slots, t, learningRate, h: h as never, isFirst: t === 1 }) ?? theta;
}

/** The state after one update with this gradient and rate. Only the slots the rule declares are kept. */
export function applyUpdate<T>(
  a: Algebra<T>,
  rule: UpdateRule,
  h: ParamValues,
  state: RuleState<T>,
  grad: Term<T>,
  learningRate: number,
): RuleState<T> {
  const t = state.updates + 1;
  const { theta, slots } = state;
  const out = rule.update(a, { theta, grad, slots, t, learningRate, h: h as never, isFirst: t === 1 });
  const kept = Object.fromEntries(rule.slots(h).map((slot) => [slot, out.slots[slot]!]));
  return { theta: out.theta, slots: kept, updates: t };
}
