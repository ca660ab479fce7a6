import { workingParams } from '../optimizers/innerParams.ts';
import { racerById } from '../surfaces/racer.ts';
import { effectiveParams, rateOf, sameContender } from './contenderEdits.ts';
import type { Contender } from './experiment.ts';
import type { ParamValues } from './params.ts';

/** A caution beside a contender; `code` is a key under `optimizers.warnings` in the locale files. */
export interface ContenderWarning {
  readonly code: 'effectiveRateHigh' | 'rateHigh' | 'stepHigh' | 'rateLow' | 'smallBatch' | 'forgetsStart' | 'twin';
  readonly detail: Readonly<Record<string, string | number>>;
}

/** How much of the training part one update sees. */
export interface BatchShare {
  readonly batchSize: number;
  readonly trainingRows: number;
}

/** The rule that does the work and its values: Lookahead moves as its inner rule does. */
function working(contender: Contender): { id: string; h: ParamValues } {
  return workingParams(contender.optimizer, racerById(contender.optimizer).params, effectiveParams(contender));
}

/**
 * The rate a long run of equal gradients ends up with: a rule that remembers a share β of its velocity sums to η / (1 − β)
 * (Goodfellow, Bengio & Courville 2016, section 8.3.2). Null for rules that divide by the size of the gradient.
 */
export function effectiveRate(contender: Contender): number | null {
  const { id, h } = working(contender);
  const rate = h.learningRate as number;
  if (id === 'sgd' || id === 'delta_bar_delta') return rate;
  if (id === 'nesterov') return rate / (1 - (h.beta as number));
  if (id !== 'momentum') return null;
  if (h.form === 'ema') return rate;
  const share = h.form === 'lr_out' ? 1 - (h.dampening as number) : 1;
  return (rate * share) / (1 - (h.beta as number));
}

/** A plain rule that moves by the whole gradient or more rarely settles. */
const highestGradientShare = 1;

/** Rules whose step is about the rate, whatever the gradient: from here on they rarely settle. AdaGrad and Ftrl slow down by themselves. */
const highestStep: Readonly<Record<string, number>> = {
  adagrad: 1,
  ftrl: 1,
  rmsprop: 0.1,
  adam: 0.1,
  adamax: 0.1,
  nadam: 0.1,
  adabelief: 0.1,
  radam: 0.1,
  lion: 0.1,
};

/** Adadelta finds its own step; a rate below this makes it crawl. */
const lowestAdadeltaRate = 0.1;

/** Rules that read a flip of the gradient's sign as an overshoot: the noise of small batches flips signs too. */
const fullBatchOnly: readonly string[] = ['rprop', 'delta_bar_delta'];

/** Whether a rule is made for the whole training part at once. */
export function wantsFullBatch(optimizerId: string): boolean {
  return fullBatchOnly.includes(optimizerId);
}

/** What a reader should know before training this contender among these; most contenders have none. */
export function contenderWarnings(
  contenders: readonly Contender[],
  contender: Contender,
  batch: BatchShare | null = null,
): readonly ContenderWarning[] {
  const twin = twinOf(contenders, contender);
  const found = [
    rateWarning(contender),
    ...(isFirstOfItsRule(contenders, contender) ? [batchWarning(contender, batch), startWarning(contender)] : []),
    twin ? ({ code: 'twin', detail: { name: twin.name } } as const) : null,
  ];
  return found.filter((warning) => warning !== null);
}

/** What is true of a rule whatever its values is said once, not again for every variant. */
function isFirstOfItsRule(contenders: readonly Contender[], contender: Contender): boolean {
  const ruleOf = (each: Contender): string => `${each.optimizer} ${working(each).id}`;
  return contenders.find((each) => ruleOf(each) === ruleOf(contender))?.slot === contender.slot;
}

/** Ftrl keeps no trace of the start in its state, so its first update forgets part of it. */
function startWarning(contender: Contender): ContenderWarning | null {
  return working(contender).id === 'ftrl' ? { code: 'forgetsStart', detail: {} } : null;
}

function rateWarning(contender: Contender): ContenderWarning | null {
  if (rateOf(contender) === null) return null;
  const { id, h } = working(contender);
  const rate = h.learningRate as number;
  if (id === 'adadelta') return rate < lowestAdadeltaRate ? { code: 'rateLow', detail: { rate } } : null;
  const effective = effectiveRate(contender);
  if (effective === null) return rate >= (highestStep[id] ?? Infinity) ? { code: 'stepHigh', detail: { rate } } : null;
  if (effective < highestGradientShare) return null;
  if (effective === rate) return { code: 'rateHigh', detail: { rate } };
  return {
    code: 'effectiveRateHigh',
    detail: { rate, effective: Number(effective.toPrecision(3)), beta: h.beta as number },
  };
}

function batchWarning(contender: Contender, batch: BatchShare | null): ContenderWarning | null {
  if (!batch || batch.batchSize >= batch.trainingRows || !wantsFullBatch(working(contender).id)) return null;
  return { code: 'smallBatch', detail: { size: batch.batchSize, rows: batch.trainingRows } };
}

/** An earlier contender with the same optimizer and the same values: the two would draw one curve. */
function twinOf(contenders: readonly Contender[], contender: Contender): Contender | null {
  const first = sameContender(contenders, contender);
  return first && first.slot !== contender.slot ? first : null;
}
