import type { ParamSpecs, ParamValues } from '../domain/params.ts';

/** Rows × units, row-major; for class targets one class index per row. */
export interface LossBatch {
  readonly logits: Float64Array;
  readonly targets: Float64Array;
  readonly rows: number;
  readonly units: number;
}

export interface LossValue {
  /** Mean over the rows. */
  readonly loss: number;
  /** d loss / d logits, rows × units. */
  readonly gradient: Float64Array;
}

/** What the last layer does with the values a loss is computed from. */
export type LastActivation = 'softmax' | 'sigmoid' | 'linear' | 'softplus';

/**
 * A loss over the outputs of the last layer before its activation, in double precision; the engine's tensor version has the same id.
 * `targets`: `class` one index per row; `value` rows × units numbers.
 */
export interface Loss {
  /** Keras's name in camel case. */
  readonly id: string;
  readonly task: 'classification' | 'regression';
  readonly targets: 'class' | 'value';
  /** What is shown beside it at every update: the share of rows predicted right, or the mean |answer − y|. */
  readonly metric: 'accuracy' | 'meanAbsoluteError';
  /** The activation the last layer must have: what the answers of the trained model are. */
  readonly activation: LastActivation;
  /** True for two classes told apart by one unit. */
  readonly oneUnit?: true;
  /** True where it looks at every value by itself, so that a row may have many. */
  readonly eachValue?: true;
  /** True where targets must stay counts: they are not standardised, and none may be below 0. */
  readonly counts?: true;
  /** Its own parameters. */
  readonly params?: ParamSpecs;
  evaluate(batch: LossBatch, params?: ParamValues): LossValue;
}
