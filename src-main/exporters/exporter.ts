import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { Shape } from '#shared/domain/layerGraph.ts';
import type { OutputDemand } from '#shared/domain/modelCheck.ts';
import type { Messages } from '#shared/i18n/translate.ts';

export interface ExportInput {
  readonly experiment: Experiment;
  /** Shape of one prepared sample, without the batch axis. */
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
  /** All weights, state among them: layers in order, those of a layer in the order of its kind, each row-major. */
  readonly weights: Float32Array;
  /** Who trained it, for the notes; absent: they say nothing of it. `experiment` is then its own. */
  readonly contender?: Contender;
  readonly appVersion: string;
  /** How a raw sample becomes an input of the model, as JSON; written beside the model where given. */
  readonly preprocessing?: unknown;
  /** Sentences of the notes beside the model; English where absent. */
  readonly messages?: Messages;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One export format: pure, from a trained model to the files a reader takes away. */
export interface Exporter {
  readonly format: ExportFormat;
  /** Throws StudioError `exportModelWrong` or `exportWeightsMismatch` where model and weights do not belong together. */
  files(input: ExportInput): readonly ExportedFile[];
}

export type ExportFormat = 'tfjs';
