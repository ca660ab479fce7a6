import type { ClippingMode } from '../clipping/clipping.ts';
import type { LayerGraph } from './layerGraph.ts';
import type { ParamValues } from './params.ts';

export type Scaling = 'standardise' | 'none';

export interface DataPlan {
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
  readonly splitSeed: number;
  readonly stratified: boolean;
  readonly scaling: Scaling;
}

/** How the learning rate changes: a schedule whose rates are shares of each contender's own rate (1 = as set). */
export interface SchedulePlan {
  readonly id: string;
  readonly params: ParamValues;
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
}

export interface Contender {
  /** Unique within the experiment; what charts and tables call it. */
  readonly name: string;
  readonly optimizer: string;
  /** Hyperparameters that differ from the rule's defaults, learningRate among them. */
  readonly params: ParamValues;
  /** 1 … 10: colour, dash and marker, kept for the life of the experiment. */
  readonly slot: number;
}

/** All that is needed to run it again. The file `*.experiment.json`; see docs/experiment-file.md. */
export interface Experiment {
  readonly format: 'descent-studio/experiment';
  readonly version: 1;
  readonly title: string;
  readonly data: DataPlan;
  readonly model: LayerGraph;
  readonly loss: string;
  readonly training: TrainingPlan;
  readonly contenders: readonly Contender[];
}

/** A ready experiment that ships with the app; its words are in the locale files under `recipes.<id>`. */
export interface Recipe {
  readonly id: string;
  readonly experiment: Experiment;
}

export const MAX_CONTENDERS = 10;
