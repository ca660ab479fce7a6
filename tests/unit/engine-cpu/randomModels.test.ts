import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkModel, type LayerRow, type ModelCheck } from '#shared/domain/modelCheck.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { generator } from '#shared/random/generator.ts';
import { dataOf } from '../../support/dataOf.ts';
import { randomModel, withAnswer, type RandomModel } from '../../support/randomModels.ts';
import { builtByTfjs } from '../../support/tfjsLayer.ts';
import { contender, executorOn, kernelsOf } from './executorSupport.ts';

const SEED = 20_261_128;
const MODELS = 5000;
const TRAINED = 400;
const loss = 'categoricalCrossentropy';
const demand = { task: 'classification', units: 3 } as const;

/**
 * Where ours refuses what TF.js would build, on purpose: broadcasting, dense layers over places, windows that leave nothing, ids of tokens inside.
 */
const stricter: ReadonlySet<string> = new Set([
  'denseNeedsFlat',
  'mergeShapes',
  'windowTooLarge',
  'windowTooLong',
  'embeddingInside',
  'inputTokens',
  'needsTokens',
  // TF.js notices when it computes.
  'columnsOutside',
  'dilationOrStrides',
  'reshapeSize',
]);

/** Kinds that are written with layers of TF.js that take more shapes: dot products of rows, dense layers over places, dropout of anything. */
const wider: ReadonlySet<string> = new Set(['attention', 'timeDistributed', 'spatialDropout2d']);

const checked = ({ graph, inputShape }: RandomModel): ModelCheck => checkModel(graph, inputShape, demand, loss);

describe('5,000 models by chance, from the registry', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('every layer has the shape and the parameters that TF.js builds, or both refuse it', () => {
    const seen = new Map<string, { built: number; refused: number }>();
    const wrong: unknown[] = [];
    for (let number = 0; number < MODELS; number++) {
      const model = randomModel(SEED, number);
      const data = tf.input({ shape: [...model.inputShape] });
      const outputs: (tf.SymbolicTensor | null)[] = [];
      for (const row of checked(model).rows) {
        const inputs = row.sources.map((source) => (source < 0 ? data : outputs[source]!));
        const known = inputs.length > 0 && inputs.every((input) => input);
        const result = known && row.waitsFor === null ? compare(row, inputs) : { output: null, problem: null };
        outputs.push(result.output);
        if (!known || row.waitsFor !== null) continue;
        const count = seen.get(row.node.kind) ?? { built: 0, refused: 0 };
        count[result.output ? 'built' : 'refused'] += 1;
        seen.set(row.node.kind, count);
        if (result.problem) wrong.push({ number, node: row.node, inputs: row.inputs, problem: result.problem });
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    // A kind that chance left out would be tested by nothing.
    expect([...seen].filter(([, { built }]) => built < 20)).toEqual([]);
    expect(seen.size).toBe(layerKinds.length);
  });

  it('400 of those that are accepted train an update, and the loss is a number', async () => {
    const kernels = await kernelsOf('plain');
    let trained = 0;
    for (let number = 0; trained < TRAINED; number++) {
      const model = randomModel(SEED + 1, number);
      const { outputShape } = checked(model);
      if (!outputShape) continue;
      const check = checkModel(withAnswer(model, outputShape), model.inputShape, demand, loss);
      if (!check.ok) continue;
      trained += 1;
      expect(await lossOfUpdate(kernels, check, model), `model ${number}`).toBeGreaterThan(0);
    }
    expect(trained).toBe(TRAINED);
  });
});

interface Comparison {
  readonly output: tf.SymbolicTensor | null;
  readonly problem: unknown;
}

function compare(row: LayerRow, inputs: readonly tf.SymbolicTensor[]): Comparison {
  const built = attempt(row, inputs);
  if (row.outputShape) {
    const { parameters, outputShape } = row;
    if (!built) return { output: null, problem: 'TF.js refuses it' };
    const isSame = built.parameters === parameters && built.shape.join() === outputShape.join();
    return { output: built.output, problem: isSame ? null : { ...built, output: null, parameters, outputShape } };
  }
  const code = row.problem?.code ?? '–';
  const isOwn = stricter.has(code) || wider.has(row.node.kind);
  const isRefused = !built || built.shape.some((length) => length < 1) || isOwn;
  return { output: null, problem: isRefused ? null : { code, shape: built.shape } };
}

function attempt(row: LayerRow, inputs: readonly tf.SymbolicTensor[]) {
  try {
    const inputShape = inputs[0]!.shape.slice(1) as number[];
    return builtByTfjs({ ...row, inputShape, outputShape: row.outputShape ?? wantedShape(row) }, inputs);
  } catch {
    return null;
  }
}

/** What a reshape that was refused asked for. */
function wantedShape({ node }: LayerRow): readonly number[] {
  return [node.params.size1, node.params.size2, node.params.size3].map(Number).filter((length) => length !== 0);
}

async function lossOfUpdate(
  kernels: Awaited<ReturnType<typeof kernelsOf>>,
  check: ModelCheck,
  { inputShape, graph }: RandomModel,
): Promise<number> {
  const rows = 3;
  const random = generator(5, 'samples');
  const first = graph.layers[0]!;
  const vocabulary = first.kind === 'embedding' ? Number(first.params.inputDim) : null;
  const samples = Float32Array.from({ length: rows * shapeSize(inputShape) }, (_, i) =>
    vocabulary === null ? random.normal(i) : random.below(i, vocabulary),
  );
  const data = dataOf(inputShape, samples, Float32Array.of(0, 1, 2), 3);
  const executor = executorOn(kernels, { check, loss, data }, rows);
  const run = executor.createRun({ id: 'r', contender: contender('sgd'), weights: initialWeights(check, 3) });
  const batch = executor.loadBatch(3, 1, data.split.train);
  run.advance(batch, 1, 0.001);
  const points = await run.flush();
  executor.dispose();
  return points!.losses[0]!;
}
