import type { FeaturePlan, TextPlan } from '../domain/experiment.ts';

/** What a plan for texts leaves unsaid: 10,000 words as in Keras' examples, filled in front so that the words stand at the end a recurrent layer sees last. */
export const TEXT_DEFAULTS = {
  vocabulary: 10_000,
  length: 200,
  padding: 'pre',
  cutting: 'post',
  unknown: 'token',
} as const satisfies Required<TextPlan>;

/** The number of padding, and of every word outside the vocabulary; words begin behind them. */
export const PADDING_ID = 0;
export const UNKNOWN_ID = 1;
export const FIRST_WORD_ID = 2;

/** A plan for texts with all its fields. */
export function textPlanOf({ text }: FeaturePlan): Required<TextPlan> {
  return { ...TEXT_DEFAULTS, ...text };
}
