import type { Term } from '../algebra/algebra.ts';
import type { ParamSpecs } from '../domain/params.ts';
import { coefficient } from './hyperparameters.ts';
import type { Hyper, UpdateRule } from './rule.ts';

const weightDecayParams = {
  weight_decay: { ...coefficient(1, 'λ') },
  weight_decay_form: { type: 'choice', default: 'l2', choices: ['l2', 'decoupled'] },
} as const satisfies ParamSpecs;

type WithDecay<P extends ParamSpecs> = P & typeof weightDecayParams;

/**
 * Gives any rule weight decay. `l2`: g ← g + λθ before the rule (torch SGD, Adam). `decoupled`: θ ← (1 − ηλ)θ before the step,
 * g taken at the undecayed θ (Loshchilov & Hutter 2019). λ = 0 leaves the rule, its formula and its arithmetic untouched.
 */
export function withWeightDecay<P extends ParamSpecs, S extends string>(
  rule: UpdateRule<P, S>,
): UpdateRule<WithDecay<P>, S> {
  return {
    ...rule,
    params: { ...rule.params, ...weightDecayParams },
    slots: (h) => rule.slots(h),
    update(a, at) {
      const inner = at.h as Hyper<P, Term<unknown>> as never;
      if (at.h.weight_decay === 0) return rule.update(a, { ...at, h: inner });
      const lambda = at.h.weight_decay as typeof at.theta;
      if (at.h.weight_decay_form === 'l2')
        return rule.update(a, { ...at, h: inner, grad: a.add(at.grad, a.mul(lambda, at.theta)) });
      const kept = a.sub(1, a.mul(at.learningRate, lambda));
      return rule.update(a, { ...at, h: inner, theta: a.mul(at.theta, kept) });
    },
  } as UpdateRule<WithDecay<P>, S>;
}
