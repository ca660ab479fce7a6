import type { PreprocessingRecord } from '../preprocessing/preparedData.ts';
import type { SeriesMoments } from '../preprocessing/seriesMoments.ts';
import type { Shape } from './layerGraph.ts';

export const judgedParts = ['test', 'validation', 'training'] as const;
/** The rows a run is judged on: kept apart from everything where there are such rows, else those of the validation, else those it learnt from. */
export type JudgedPart = (typeof judgedParts)[number];

/** What the final weights of a run answer to every row it is judged on. */
export interface Judgement {
  readonly part: JudgedPart;
  /** Row numbers in the data set, ascending. */
  readonly rows: Uint32Array;
  /** Before the last activation, rows × units; empty for an autoencoder, whose answers are as large as its data. */
  readonly logits: Float32Array;
  /** As the model was trained on them, rows × answers per row; empty for an autoencoder. */
  readonly targets: Float32Array;
  /** Autoencoders: the mean squared error of every row, on the scale the data were prepared to; else null. */
  readonly errors: Float32Array | null;
  readonly units: number;
  /** Mean over the rows. */
  readonly loss: number;
  readonly preprocessing: PreprocessingRecord;
  readonly inputShape: Shape;
  /** Weights of the model, those that are not trained included. */
  readonly parameters: number;
  /** Series only. */
  readonly moments: SeriesMoments | null;
  /** Tables only: the usual cell of every column over the training rows, its median or most frequent category. */
  readonly usual: Float64Array | null;
}

/** How far judging is. */
export interface JudgeProgress {
  readonly done: number;
  readonly total: number;
  /** From the speed so far; null until there is enough to tell from. */
  readonly remainingSeconds: number | null;
}

/** Samples as they are stored, in the order they were asked for; only what their kind has is there. */
export interface ShownSamples {
  /** Rows × height × width × channels. */
  readonly pixels: Uint8Array | null;
  /** Rows × columns of the table. */
  readonly cells: Float64Array | null;
  readonly texts: readonly string[] | null;
  /** Autoencoders: the samples as the model gets them, and what it made of them; rows × units each. */
  readonly prepared: Float32Array | null;
  readonly rebuilt: Float32Array | null;
}
