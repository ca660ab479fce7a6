import { StudioError } from '../result.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { momentum } from './momentum.ts';
import { nesterov } from './nesterov.ts';
import { rmsprop } from './rmsprop.ts';
import type { UpdateRule } from './rule.ts';
import { sgd } from './sgd.ts';
import { withWeightDecay } from './weightDecay.ts';

/** Every update rule the studio knows, in the order in which the ideas grew. A new rule is one file and one line here. */
export const optimizers: readonly UpdateRule[] = [
  withWeightDecay(sgd),
  withWeightDecay(momentum),
  withWeightDecay(nesterov),
  withWeightDecay(adagrad),
  withWeightDecay(rmsprop),
  withWeightDecay(adam),
] as unknown as readonly UpdateRule[];

const byId = new Map(optimizers.map((rule) => [rule.id, rule]));

/** The rule with this id; throws `optimizerUnknown` naming the known ones. */
export function optimizer(id: string): UpdateRule {
  const rule = byId.get(id);
  if (!rule) throw new StudioError('optimizerUnknown', { value: id, known: [...byId.keys()].join(', ') });
  return rule;
}

export function isOptimizer(id: string): boolean {
  return byId.has(id);
}
