import type { ParamValues } from '../domain/params.ts';
import type { RuleMemory, UpdateRule } from './rule.ts';

/** A memory of a rule with the share of the past that stays at every update, [0, 1). */
export interface Memory extends RuleMemory {
  readonly beta: number;
}

/** The memories a rule has with these values, in the order of its hyperparameters; those of the inner rule where it runs one. */
export function memoriesOf(rule: UpdateRule, values: ParamValues): readonly Memory[] {
  return (rule.memories?.(values) ?? []).map((memory) => ({ ...memory, beta: Number(values[memory.param]) }));
}
