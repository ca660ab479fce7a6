import { effectiveParams } from '../domain/contenderEdits.ts';
import type { Contender } from '../domain/experiment.ts';
import type { ParamValue } from '../domain/params.ts';

/** Something in which contenders differ because the experiment says so. */
export interface Difference {
  /** `optimizer`, or the name of a hyperparameter. */
  readonly what: string;
  /** The contenders that have such a thing, in their order. */
  readonly values: readonly { readonly contender: Contender; readonly value: ParamValue }[];
}

/**
 * In what these contenders differ on purpose: optimizer and learning rate among all, any other hyperparameter among contenders of one
 * optimizer. What all have alike is left out.
 */
export function onPurpose(contenders: readonly Contender[]): readonly Difference[] {
  const rate: Difference = {
    what: 'learningRate',
    values: contenders.map((contender) => ({ contender, value: effectiveParams(contender).learningRate! })),
  };
  const rule: Difference = {
    what: 'optimizer',
    values: contenders.map((contender) => ({ contender, value: contender.optimizer })),
  };
  const optimizers = [...new Set(contenders.map(({ optimizer }) => optimizer))];
  const others = optimizers.flatMap((id) => ownDifferences(contenders.filter(({ optimizer }) => optimizer === id)));
  return [rule, rate, ...others].filter(differs);
}

function ownDifferences(contenders: readonly Contender[]): Difference[] {
  const names = Object.keys(effectiveParams(contenders[0]!)).filter((name) => name !== 'learningRate');
  const all = names.map((what): Difference => {
    return { what, values: contenders.map((contender) => ({ contender, value: effectiveParams(contender)[what]! })) };
  });
  return all.filter(differs);
}

function differs({ values }: Difference): boolean {
  return new Set(values.map(({ value }) => value)).size > 1;
}
