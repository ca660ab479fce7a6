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

/**
 * A loss over the outputs of the last layer before its activation, in double precision; the engine's tensor version has the same id.
 * `targets`: `class` one index per row; `value` rows × units numbers.
 */
export interface Loss {
  readonly id: string;
  readonly task: 'classification' | 'regression';
  readonly targets: 'class' | 'value';
  /** What is shown beside it: the share of rows predicted right, or the mean |z − y|. */
  readonly metric: 'accuracy' | 'meanAbsoluteError';
  evaluate(batch: LossBatch): LossValue;
}
