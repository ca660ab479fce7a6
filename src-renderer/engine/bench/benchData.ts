import type { BenchModel } from '#shared/bench/models.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import { generator } from '#shared/random/generator.ts';
import { StudioError } from '#shared/result.ts';
import type { TrainingParts } from '../trainingParts.ts';

/** Seeded samples and targets of a model that is measured: what they are does not matter, only how many. */
export interface BenchData {
  readonly samples: Float32Array;
  readonly targets: Float32Array;
  readonly rows: number;
}

export function benchData(model: BenchModel, batches: number): BenchData {
  const rows = batches * model.batchSize;
  const random = generator(7, 'bench');
  const size = rows * shapeSize(model.inputShape);
  const { tokens, demand } = model;
  const samples = Float32Array.from({ length: size }, (_, i) =>
    tokens === null ? random.normal(i) : random.below(i, tokens),
  );
  const targets = Float32Array.from({ length: rows }, (_, row) =>
    demand.task === 'regression' ? random.normal(size + row) : random.below(size + row, demand.units),
  );
  return { samples, targets, rows };
}

/** The same as our engine wants it; throws `modelNotReady`. */
export function benchParts(model: BenchModel, batches: number): TrainingParts {
  const { inputShape, demand, loss, batchSize } = model;
  const check = checkModel({ layers: model.layers }, inputShape, demand, loss);
  if (!check.ok) throw new StudioError('modelNotReady', { problems: check.problems });
  return { check, loss, batchSize, data: preparedData(model, benchData(model, batches)) };
}

function preparedData({ inputShape, demand }: BenchModel, { samples, targets, rows }: BenchData): PreparedData {
  const sampleSize = shapeSize(inputShape);
  const none = new Uint32Array();
  return {
    shape: { inputShape, demand, classNames: null },
    split: { train: Uint32Array.from({ length: rows }, (_, row) => row), validation: none, test: none },
    sampleSize,
    preprocessing: { kind: 'table', classes: null },
    gather: (wanted, out) =>
      wanted.forEach((row, i) => out.set(samples.subarray(row * sampleSize, (row + 1) * sampleSize), i * sampleSize)),
    gatherTargets: (wanted, out) => wanted.forEach((row, i) => (out[i] = targets[row]!)),
  };
}
