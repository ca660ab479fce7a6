import { StudioError } from '../result.ts';
import { adabelief } from './adabelief.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { deltaBarDelta } from './deltaBarDelta.ts';
import { ftrl } from './ftrl.ts';
import { lamb } from './lamb.ts';
import { lion } from './lion.ts';
import { lookahead } from './lookahead.ts';
import { momentum } from './momentum.ts';
import { nadam } from './nadam.ts';
import { nesterov } from './nesterov.ts';
import { radam } from './radam.ts';
import { rmsprop } from './rmsprop.ts';
import { rprop } from './rprop.ts';
import type { UpdateRule } from './rule.ts';
import { sgd } from './sgd.ts';
import { withWeightDecay } from './weightDecay.ts';

/** Every rule that is not made of others, in the order in which the ideas grew. A new rule is one file and one line here. */
const rules = [
  withWeightDecay(sgd),
  withWeightDecay(momentum),
  withWeightDecay(nesterov),
  withWeightDecay(deltaBarDelta),
  withWeightDecay(rprop),
  withWeightDecay(adagrad),
  withWeightDecay(adadelta),
  withWeightDecay(rmsprop),
  withWeightDecay(ftrl),
  withWeightDecay(adam),
  withWeightDecay(adamax),
  withWeightDecay(nadam),
  withWeightDecay(adabelief),
  withWeightDecay(radam),
  lamb,
  lion,
] as unknown as readonly UpdateRule[];

/** Every update rule the studio knows. */
export const optimizers: readonly UpdateRule[] = [...rules, lookahead(rules)];

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
