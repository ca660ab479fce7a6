import { effectiveParams, rateOf } from '../domain/contenderEdits.ts';
import type { Contender, ContenderChanges } from '../domain/experiment.ts';
import type { ParamValue } from '../domain/params.ts';

/** Something in which contenders differ because the experiment says so. */
export interface Difference {
  /** `optimizer`, the name of a hyperparameter, or a name of `changeNames`. */
  readonly what: string;
  /** The contenders that have such a thing, in their order. A change of the plan or the model is its JSON; empty: as all. */
  readonly values: readonly { readonly contender: Contender; readonly value: ParamValue }[];
}

/** What a contender may have for itself beside its optimizer. */
export const changeNames = [
  'layers',
  'initializer',
  'batchSize',
  'epochs',
  'schedule',
  'clipping',
  'earlyStopping',
] as const satisfies readonly (keyof ContenderChanges)[];
export type ChangeName = (typeof changeNames)[number];

/**
 * In what these contenders differ on purpose: optimizer, learning rate, plan and model among all, any other hyperparameter among contenders
 * of one optimizer. What all have alike is left out.
 */
export function onPurpose(contenders: readonly Contender[]): readonly Difference[] {
  const rate: Difference = {
    what: 'learningRate',
    values: contenders.flatMap((contender) => {
      const value = rateOf(contender);
      return value === null ? [] : [{ contender, value }];
    }),
  };
  const rule: Difference = {
    what: 'optimizer',
    values: contenders.map((contender) => ({ contender, value: contender.optimizer })),
  };
  const optimizers = [...new Set(contenders.map(({ optimizer }) => optimizer))];
  const others = optimizers.flatMap((id) => ownDifferences(contenders.filter(({ optimizer }) => optimizer === id)));
  return [rule, rate, ...others, ...changeNames.map((what) => changeOf(contenders, what))].filter(differs);
}

function changeOf(contenders: readonly Contender[], what: ChangeName): Difference {
  return {
    what,
    values: contenders.map((contender) => {
      const own = contender.changes?.[what];
      return { contender, value: own === undefined ? '' : JSON.stringify(own) };
    }),
  };
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
