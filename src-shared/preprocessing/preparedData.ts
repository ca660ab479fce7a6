import type { DatasetDescriptor, DatasetKind } from '../domain/dataset.ts';
import type { DataPlan, SeriesPlan, TextPlan } from '../domain/experiment.ts';
import { dataShape, type DataShape } from './dataShape.ts';
import { prepareImages } from './images.ts';
import type { Standardisation } from './scaling.ts';
import { prepareSeries } from './series.ts';
import type { Split } from './split.ts';
import { prepareTable } from './table.ts';
import { prepareText } from './text.ts';

/** The binary files of a data set as they lie on disk. */
export interface DatasetBytes {
  readonly samples: ArrayBuffer;
  readonly targets: ArrayBuffer | null;
}

/** What was fitted on the training part and must be repeated before a model is used elsewhere. */
export interface PreprocessingRecord {
  readonly kind: DatasetKind;
  readonly pixels?: Standardisation;
  readonly features?: readonly FeatureRecord[];
  /** Of the value to predict: answer = output × std + mean. */
  readonly target?: Standardisation;
  /** There in place of `target` where several columns are predicted: answer i is of the column i mod their number. */
  readonly targets?: readonly TargetRecord[];
  readonly classes: readonly string[] | null;
  readonly text?: TextRecord;
  readonly series?: SeriesRecord;
}

/** A column to predict and how it was scaled: answer = output × std + mean. */
export interface TargetRecord extends Standardisation {
  readonly column: string;
}

/** How a text becomes numbers: `words[i]` is the number i + 2, 1 is any other word, 0 fills. */
export interface TextRecord extends Required<TextPlan> {
  readonly words: readonly string[];
}

/** What a window of a series is. */
export interface SeriesRecord extends Required<SeriesPlan> {
  /** Seconds between two rows of the file; null where every row is a step. */
  readonly interval: number | null;
  /** The column to predict, the first of several. */
  readonly column: string;
}

export interface FeatureRecord {
  readonly column: string;
  readonly type: 'number' | 'oneHot' | 'ordinal' | 'code' | 'token' | 'leftOut';
  /** Fills a missing cell: a number, or the place of a category in `categories`. Absent: a missing category has no one. */
  readonly fill?: number;
  readonly scaling?: Standardisation;
  /** In the order of their places or, for an ordinal, of their numbers. */
  readonly categories?: readonly string[];
  /** There, and true, where one more value follows: 1 if the cell was missing, else 0. */
  readonly indicator?: true;
  /**
   * Tokens: the number of the column's first one; its categories or bins follow, then that of a missing cell. Codes: that of a cell that is missing or not
   * among the categories, which follow.
   */
  readonly first?: number;
  /** Tokens of a number: a value belongs to the bin of so many edges as lie at or below it. */
  readonly edges?: readonly number[];
}

/** A data set ready for a model: scaled and encoded by what the training part says. */
export interface PreparedData {
  readonly shape: DataShape;
  readonly split: Split;
  /** Values of one sample: the product of the input shape. */
  readonly sampleSize: number;
  readonly preprocessing: PreprocessingRecord;
  /** Writes the samples of these rows one after another into `out` (rows × sampleSize). */
  gather(rows: Uint32Array, out: Float32Array): void;
  /** Numbers to answer per row; 1 where absent. */
  readonly targetSize?: number;
  /** Writes class indices, or scaled values, of these rows into `out` (rows × targetSize). */
  gatherTargets(rows: Uint32Array, out: Float32Array): void;
}

/** How many numbers `gatherTargets` writes for so many rows. */
export function targetCount({ targetSize = 1 }: Pick<PreparedData, 'targetSize'>, rows: number): number {
  return rows * targetSize;
}

/**
 * Splits, fits and encodes a data set as the plan says. Pure; the same plan gives the same rows everywhere. `scalesTarget` is false for a loss
 * of counts: a number to predict then stays as it is, whatever the plan says of scaling.
 */
export function prepareData(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  bytes: DatasetBytes,
  scalesTarget = true,
): PreparedData {
  const data = preparations[descriptor.kind](descriptor, plan, bytes, scalesTarget);
  return plan.reconstruct === true ? rebuilding(data, dataShape(descriptor, plan.target, plan)) : data;
}

/** The same data whose answer is the sample itself, as it is prepared: a class or a column has no part in it. */
function rebuilding(data: PreparedData, shape: DataShape): PreparedData {
  const { target: _, targets: __, ...preprocessing } = data.preprocessing;
  return {
    ...data,
    shape,
    preprocessing: { ...preprocessing, classes: null },
    targetSize: data.sampleSize,
    gatherTargets: (rows, out) => data.gather(rows, out),
  };
}

const preparations = {
  image: prepareImages,
  table: prepareTable,
  text: prepareText,
  series: prepareSeries,
} as const satisfies Record<DatasetKind, typeof prepareData>;
