import { optimizer } from '../optimizers/index.ts';
import { effectiveParams, sameContender } from './contenderEdits.ts';
import type { Contender } from './experiment.ts';

/** A caution beside a contender; `code` is a key under `optimizers.warnings` in the locale files. */
export interface ContenderWarning {
  readonly code: 'effectiveRateHigh' | 'rateHigh' | 'stepHigh' | 'twin';
  readonly detail: Readonly<Record<string, string | number>>;
}

/**
 * The rate a long run of equal gradients ends up with: a rule that remembers a share β of its velocity sums to η / (1 − β)
 * (Goodfellow, Bengio & Courville 2016, section 8.3.2). Null for rules that divide by the size of the gradient.
 */
export function effectiveRate(contender: Contender): number | null {
  const h = effectiveParams(contender);
  const rate = h.learningRate as number;
  if (contender.optimizer === 'sgd') return rate;
  if (contender.optimizer === 'nesterov') return rate / (1 - (h.beta as number));
  if (contender.optimizer !== 'momentum') return null;
  if (h.form === 'ema') return rate;
  const share = h.form === 'lr_out' ? 1 - (h.dampening as number) : 1;
  return (rate * share) / (1 - (h.beta as number));
}

/** A plain rule that moves by the whole gradient or more, and an adaptive one that moves every weight by a tenth or more, rarely settle. */
const highestRate = { descent: 1, adagrad: 1, adaptive: 0.1 } as const;

/** What a reader should know before training this contender among these; most contenders have none. */
export function contenderWarnings(contenders: readonly Contender[], contender: Contender): readonly ContenderWarning[] {
  const rate = rateWarning(contender);
  const twin = twinOf(contenders, contender);
  return [...(rate ? [rate] : []), ...(twin ? [{ code: 'twin', detail: { name: twin.name } } as const] : [])];
}

function rateWarning(contender: Contender): ContenderWarning | null {
  const h = effectiveParams(contender);
  const rate = h.learningRate as number;
  const effective = effectiveRate(contender);
  if (effective === null) {
    const limit = contender.optimizer === 'adagrad' ? highestRate.adagrad : highestRate.adaptive;
    return rate >= limit && optimizer(contender.optimizer).family !== 'secondOrder'
      ? { code: 'stepHigh', detail: { rate } }
      : null;
  }
  if (effective < highestRate.descent) return null;
  if (effective === rate) return { code: 'rateHigh', detail: { rate } };
  return {
    code: 'effectiveRateHigh',
    detail: { rate, effective: Number(effective.toPrecision(3)), beta: h.beta as number },
  };
}

/** An earlier contender with the same optimizer and the same values: the two would draw one curve. */
function twinOf(contenders: readonly Contender[], contender: Contender): Contender | null {
  const first = sameContender(contenders, contender);
  return first && first.slot !== contender.slot ? first : null;
}
