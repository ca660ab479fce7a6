import type { Shape } from '#shared/domain/layerGraph.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';

/** These samples and targets as a prepared data set; all rows train. */
export function dataOf(
  inputShape: Shape,
  samples: Float32Array,
  targets: Float32Array,
  classes: number | null,
): PreparedData {
  const sampleSize = shapeSize(inputShape);
  const demand = { task: classes === null ? 'regression' : 'classification', units: classes ?? 1 } as const;
  return {
    shape: { inputShape, demand, classNames: null },
    split: {
      train: Uint32Array.from(targets, (_, row) => row),
      validation: new Uint32Array(),
      test: new Uint32Array(),
    },
    sampleSize,
    preprocessing: { kind: 'table', features: [], classes: null },
    gather: (rows, out) => {
      let to = 0;
      for (const row of rows)
        for (let from = row * sampleSize; from < (row + 1) * sampleSize; from++) out[to++] = samples[from]!;
    },
    gatherTargets: (rows, out) => {
      for (let i = 0; i < rows.length; i++) out[i] = targets[rows[i]!]!;
    },
  };
}
