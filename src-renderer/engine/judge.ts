import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { JudgedPart, Judgement, JudgeProgress, ShownSamples } from '#shared/domain/judgement.ts';
import { joinFloats } from '#shared/joinFloats.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { targetCount } from '#shared/preprocessing/preparedData.ts';
import { seriesMoments } from '#shared/preprocessing/seriesMoments.ts';
import type { Split } from '#shared/preprocessing/split.ts';
import { cellsOf } from '#shared/preprocessing/table.ts';
import { usualRow } from '#shared/preprocessing/oneSample.ts';
import { StudioError } from '#shared/result.ts';
import { canTrainOnCpu } from './cpu/canTrain.ts';
import { fetchDataset } from './datasetBytes.ts';
import { EVALUATION_BATCH, type ExecutorRun } from './executor.ts';
import { openExecutor } from './openExecutor.ts';
import { OWN_ROW, withOwnSample } from './ownSample.ts';
import { rawSamples } from './rawSamples.ts';
import { splitWeights } from './splitWeights.ts';
import { trainingParts } from './trainingParts.ts';

export interface JudgeRequest {
  readonly run: string;
  /** As the run's contender trains it. */
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
  /** Same-origin address of the run's stored weights: float32, all tensors joined, in layer order. */
  readonly weightsUrl: string;
}

/** A model that has been judged and goes on answering. */
export interface Judge {
  readonly judgement: Judgement;
  /** Samples of these rows, with what an autoencoder makes of them. */
  show(rows: Uint32Array): Promise<ShownSamples>;
  /** What the model answers to a sample of the reader's own, prepared as the data are: values before the last activation. */
  tryOut(sample: Float32Array): Promise<Float32Array>;
}

/** Trains nothing: the rule is there because a run has one. */
const noContender = { name: 'judge', optimizer: 'sgd', params: {}, slot: 1 } as const;
const breathe = (): Promise<void> => Promise.resolve();

/**
 * Runs the stored weights over every row that a run is judged on, and keeps the model for more. Throws `weightsMissing`, `weightsForeign` (of another
 * model), what preparing throws.
 */
export async function openJudge(request: JudgeRequest, tell: (progress: JudgeProgress) => void): Promise<Judge> {
  const { experiment, descriptor } = request;
  const [bytes, joined] = await Promise.all([fetchDataset(descriptor), fetchWeights(request)]);
  const parts = trainingParts(experiment, descriptor, bytes);
  const shapes = parts.check.rows.flatMap((row) => row.weights.map(({ shape }) => shape));
  const data = withOwnSample(parts.data);
  const backend = canTrainOnCpu(parts.check) ? 'wasm' : 'auto';
  // Nothing trains: room for the gradients of one row is enough.
  const { executor } = await openExecutor(backend, { ...parts, data, batchSize: 1 }, { share: 0 });
  const run = executor.createRun({ id: 'judge', contender: noContender, weights: splitWeights(joined, shapes) });
  const { part, rows } = judgedRows(data.split);
  const reconstructs = experiment.data.reconstruct === true;
  const answered = await answerAll(run, rows, data, reconstructs, tell);
  const isTable = descriptor.kind === 'table';
  const judgement: Judgement = {
    ...answered,
    part,
    rows,
    units: shapeSize(parts.check.outputShape ?? []),
    preprocessing: data.preprocessing,
    inputShape: data.shape.inputShape,
    parameters: joined.length,
    moments:
      descriptor.kind === 'series'
        ? seriesMoments(descriptor, experiment.data, cellsOf(descriptor, bytes), rows)
        : null,
    usual: isTable ? usualRow(cellsOf(descriptor, bytes), descriptor.columns!, data.split.train) : null,
  };
  const raw = rawSamples(descriptor, bytes);
  const answer = async (some: Uint32Array): Promise<Float32Array> => (await run.evaluate(some, breathe))!.logits;
  return {
    judgement,
    show: async (some) => {
      if (!reconstructs || some.length === 0) return { ...raw(some), prepared: null, rebuilt: null };
      const prepared = new Float32Array(some.length * data.sampleSize);
      data.gather(some, prepared);
      return { ...raw(some), prepared, rebuilt: await answer(some) };
    },
    tryOut: (sample) => {
      data.setOwn(sample);
      return answer(Uint32Array.of(OWN_ROW));
    },
  };
}

/** The test part where there is one, else the validation part, else the rows it learnt from. */
function judgedRows({ test, validation, train }: Split): { part: JudgedPart; rows: Uint32Array } {
  if (test.length > 0) return { part: 'test', rows: test };
  return validation.length > 0 ? { part: 'validation', rows: validation } : { part: 'training', rows: train };
}

async function fetchWeights({ run, weightsUrl }: JudgeRequest): Promise<Float32Array> {
  const response = await fetch(weightsUrl);
  if (!response.ok) throw new StudioError('weightsMissing', { value: run });
  return new Float32Array(await response.arrayBuffer());
}

type Answered = Pick<Judgement, 'logits' | 'targets' | 'errors' | 'loss'>;
type JudgedData = ReturnType<typeof withOwnSample>;

/** Answers to all rows, piece by piece. An autoencoder's are compared at once and not kept. */
async function answerAll(
  run: ExecutorRun,
  rows: Uint32Array,
  data: JudgedData,
  reconstructs: boolean,
  tell: (progress: JudgeProgress) => void,
): Promise<Answered> {
  const pieces: Float32Array[] = [];
  const errors = reconstructs ? new Float32Array(rows.length) : null;
  const startedMs = performance.now();
  let loss = 0;
  for (let from = 0; from < rows.length; from += EVALUATION_BATCH) {
    tell(progressOf(from, rows.length, performance.now() - startedMs));
    const piece = rows.subarray(from, from + EVALUATION_BATCH);
    const { logits, loss: own } = (await run.evaluate(piece, breathe))!;
    loss += own * piece.length;
    if (errors) errors.set(squaredErrors(logits, piece, data), from);
    else pieces.push(logits);
  }
  const targets = new Float32Array(errors ? 0 : targetCount(data, rows.length));
  if (!errors) data.gatherTargets(rows, targets);
  return { logits: joinFloats(pieces), targets, errors, loss: loss / rows.length };
}

function squaredErrors(made: Float32Array, rows: Uint32Array, data: JudgedData): Float32Array {
  const size = data.sampleSize;
  const wanted = new Float32Array(rows.length * size);
  data.gather(rows, wanted);
  return Float32Array.from(rows, (_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += (made[i]! - wanted[i]!) ** 2;
    return sum / size;
  });
}

/** Below this share the speed is not known well enough to say how long it takes. */
const ENOUGH = 0.02;

function progressOf(done: number, total: number, elapsedMs: number): JudgeProgress {
  const share = done / total;
  return { done, total, remainingSeconds: share > ENOUGH ? (elapsedMs / 1000) * (1 / share - 1) : null };
}
