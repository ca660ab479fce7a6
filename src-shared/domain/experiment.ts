import type { ClippingMode } from '../clipping/clipping.ts';
import type { EarlyStopping } from '../training/earlyStopping.ts';
import type { InitializerPlan, LayerGraph, LayerNode } from './layerGraph.ts';
import type { Piecewise } from '../schedules/piecewise.ts';
import type { ParamValues } from './params.ts';

export type Scaling = 'standardise' | 'none';

export interface DataPlan extends FeaturePlan {
  /** Id of a data set: built-in or imported. */
  readonly dataset: string;
  /** Column to predict; null for pictures. */
  readonly target: string | null;
  /** Share of the rows that are not published test rows, 0 … 0.5. */
  readonly validationShare: number;
  /** Share of all rows kept for the test, 0 … 0.5; unused where the data set has a published test part. */
  readonly testShare: number;
  /** Rows of the validation part when an exact number matters (Fashion-MNIST: 5,000); null uses the share. */
  readonly validationSize: number | null;
  /** Rows of the test part when an exact number matters; absent or null uses the share. Unused where the test part is published. */
  readonly testSize?: number | null;
  readonly splitSeed: number;
  /** True: the parts are the rows as they stand, the last ones validate and test, as Keras' `validation_split` takes them. Absent: drawn by the seed. */
  readonly unshuffled?: boolean;
  readonly stratified: boolean;
  readonly scaling: Scaling;
}

/** How the columns of a table become numbers; everything is fitted on the training rows only. What is absent is as it ever was. */
export interface FeaturePlan {
  /** True: the answer is the sample itself, as it is prepared (an autoencoder); not of texts. Absent: the target column or the classes. */
  readonly reconstruct?: boolean;
  /** Absent: one-hot. */
  readonly categories?: TableEncoding;
  /** What fills a missing number, or `drop`: rows with a gap are left out. Absent: the median. */
  readonly missing?: MissingRule;
  /** Whether every column with gaps gets a second value, 1 where its cell was missing. Absent: no. */
  readonly indicator?: boolean;
  /** Column name → what differs for it. */
  readonly columns?: Readonly<Record<string, ColumnPlan>>;
  /** Texts: how they become numbers. Absent: the defaults of src-shared/preprocessing/textPlan.ts. */
  readonly text?: TextPlan;
  /** Series of numbers: columns to predict beside the target, in the order of the answers. Absent: none. */
  readonly moreTargets?: readonly string[];
  /** Series: what a sample is. Absent: the defaults of src-shared/preprocessing/seriesPlan.ts. */
  readonly series?: SeriesPlan;
}

export const textSides = ['pre', 'post'] as const;
export type TextSide = (typeof textSides)[number];
export const unknownWords = ['token', 'skip'] as const;
export type UnknownWords = (typeof unknownWords)[number];

/** How a text becomes a list of numbers, one per word; the vocabulary comes from the training texts only. */
export interface TextPlan {
  /** Most numbers that occur: 0 for padding, 1 for words outside the vocabulary, and the most frequent words. */
  readonly vocabulary?: number;
  /** Words of a sample: a longer text is cut, a shorter one is filled with 0. */
  readonly length?: number;
  /** Where a short text is filled, before or behind its words. */
  readonly padding?: TextSide;
  /** Which end of a long text is cut off. */
  readonly cutting?: TextSide;
  /** Words outside the vocabulary become 1, or are left out. */
  readonly unknown?: UnknownWords;
}

export const seriesGaps = ['hold', 'interpolate'] as const;
export type SeriesGaps = (typeof seriesGaps)[number];

export const seriesAnswers = ['last', 'every'] as const;
/** `last`: the step that is `horizon` steps ahead; `every`: all steps up to it, the nearest first. */
export type SeriesAnswers = (typeof seriesAnswers)[number];

/** What a sample of a series is: `window` steps, and the target `horizon` steps after the last of them. */
export interface SeriesPlan {
  readonly window?: number;
  readonly horizon?: number;
  /** Absent: `last`. `every` is for numbers only. */
  readonly answers?: SeriesAnswers;
  /** Steps from a sample to the next. */
  readonly stride?: number;
  /** So many steps of the file become one: numbers by their mean, categories by the last. */
  readonly resample?: number;
  /** What fills a gap: the last value before it, or the line to the next one, which looks ahead. */
  readonly gaps?: SeriesGaps;
}

/** `code`: a whole number for an embedding; columns of codes stand first in a row, beside them the numbers. Tables only. */
export const categoryEncodings = ['oneHot', 'ordinal', 'code'] as const;
export type CategoryEncoding = (typeof categoryEncodings)[number];
/** `embedding`: every column becomes a token, and the model learns a row of values for each; tables only. */
export const tableEncodings = [...categoryEncodings, 'embedding'] as const;
export type TableEncoding = (typeof tableEncodings)[number];
export const missingFills = ['median', 'mean', 'mostFrequent'] as const;
export const missingRules = [...missingFills, 'drop'] as const;
export type MissingFill = (typeof missingFills)[number];
export type MissingRule = (typeof missingRules)[number];

export interface ColumnPlan {
  /** False leaves the column out. */
  readonly use?: boolean;
  readonly encoding?: CategoryEncoding;
  /** Ordinal: categories from the lowest to the highest; others follow in the order of the data set. */
  readonly order?: readonly string[];
  readonly missing?: MissingFill;
  readonly indicator?: boolean;
}

/** How the learning rate changes: a schedule whose rates are shares of each contender's own rate (1 = as set). */
export type SchedulePlan = FormulaSchedule | PiecewiseSchedule;

/** A schedule of src-shared/schedules/index.ts, or `reduce_on_plateau`. */
export interface FormulaSchedule {
  readonly id: string;
  readonly params: ParamValues;
}

/** Shares that change at given updates. */
export interface PiecewiseSchedule {
  readonly id: 'piecewise';
  readonly params: Piecewise;
}

/** Ends a run whose validation loss has stopped falling; see src-shared/training/earlyStopping.ts. */
export interface EarlyStoppingPlan extends EarlyStopping {
  /** Keeps the weights of the last epoch that was an improvement, also where the run reaches its planned end. */
  readonly restoreBest: boolean;
}

/** Shortens gradients before the rule sees them; see src-shared/clipping. */
export interface ClippingPlan {
  readonly mode: ClippingMode;
  readonly threshold: number;
}

export interface TrainingPlan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly seeds: readonly number[];
  /** End after so many updates in all; null trains every epoch. */
  readonly limitSteps: number | null;
  /** Absent or null: constant rates. */
  readonly schedule?: SchedulePlan | null;
  /** Absent or null: gradients as they are. */
  readonly clipping?: ClippingPlan | null;
  /** Absent or null: every run trains to the planned end. */
  readonly earlyStopping?: EarlyStoppingPlan | null;
}

/** What a contender has for itself in place of what the experiment says; null takes away (no schedule, the usual start). */
export interface ContenderChanges {
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly schedule?: SchedulePlan | null;
  readonly clipping?: ClippingPlan | null;
  readonly earlyStopping?: EarlyStoppingPlan | null;
  readonly initializer?: InitializerPlan | null;
  /** A model of its own. */
  readonly layers?: readonly LayerNode[];
}

export interface Contender {
  /** Unique within the experiment; what charts and tables call it. */
  readonly name: string;
  readonly optimizer: string;
  /** Hyperparameters that differ from the rule's defaults, learningRate among them. */
  readonly params: ParamValues;
  /** 1 … 10: colour, dash and marker, kept for the life of the experiment. */
  readonly slot: number;
  /** Absent: it differs in its optimizer alone. */
  readonly changes?: ContenderChanges;
}

/** All that is needed to run it again. The file `*.experiment.json`; see docs/experiment-file.md. */
export interface Experiment {
  readonly format: 'descent-studio/experiment';
  readonly version: 1;
  readonly title: string;
  readonly data: DataPlan;
  readonly model: LayerGraph;
  readonly loss: string;
  /** What differs from the defaults of the loss's own parameters. */
  readonly lossParams?: ParamValues;
  readonly training: TrainingPlan;
  readonly contenders: readonly Contender[];
}

/** A ready experiment that ships with the app; its words are in the locale files under `recipes.<id>`. */
export interface Recipe {
  readonly id: string;
  readonly experiment: Experiment;
  /** The same on built-in data, for as long as its own are not here; absent where they are built in. */
  readonly standIn?: Experiment;
}

export const MAX_CONTENDERS = 10;

/** Columns a series may predict beside its target. */
export const MAX_MORE_TARGETS = 99;
