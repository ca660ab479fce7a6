import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exporters } from '#main/exporters/index.ts';
import { createFileRegistry } from '#main/services/fileRegistry.ts';
import { importModel } from '#main/services/modelImport.ts';
import { createStartWeightFiles } from '#main/services/startWeightFiles.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { keptStarts } from '#shared/domain/keptStart.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { joinFloats } from '#shared/joinFloats.ts';
import { buildModel } from '../../../src-renderer/engine/model.ts';
import { referenceActivation } from '../../support/referenceActivations.ts';
import { contender, executorOn, kernelsOf, noWait, randomData } from './executorSupport.ts';

const [STEPS, FEATURES, CLASSES, ROWS] = [5, 3, 3, 7];
const loss = 'categoricalCrossentropy';
const data = randomData([STEPS, FEATURES], ROWS, CLASSES);
const samples = new Float32Array(ROWS * STEPS * FEATURES);
data.gather(data.split.train, samples);

/** As anybody writes them: nothing is said of the gates. */
const inputShape = [STEPS, FEATURES];
const networks: Readonly<Record<string, () => tf.layers.Layer[]>> = {
  lstm: () => [tf.layers.lstm({ units: 6, returnSequences: true, inputShape }), tf.layers.lstm({ units: 5 })],
  gru: () => [tf.layers.gru({ units: 5, returnSequences: true, inputShape }), tf.layers.gru({ units: 4 })],
  bidirectional: () => [
    tf.layers.bidirectional({ layer: tf.layers.gru({ units: 3, returnSequences: true }) as tf.RNN, inputShape }),
    tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 4 }) as tf.RNN, mergeMode: 'concat' }),
  ],
};

/** With weights that are wide enough to shut some gates and open others. */
function network(id: string): tf.Sequential {
  const model = tf.sequential({ layers: [...networks[id]!(), tf.layers.dense({ units: 3, activation: 'softmax' })] });
  model.setWeights(model.getWeights().map((weight) => tf.randomNormal(weight.shape, 0, 1.2, 'float32', 5)));
  return model;
}

let folder: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-gates-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes what TF.js saves, as its browser and Node handlers do. */
async function saved(model: tf.Sequential): Promise<string> {
  const file = join(folder, 'model.json');
  await model.save({
    async save({ weightData, weightSpecs, ...topology }) {
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      await writeFile(file, JSON.stringify({ ...topology, weightsManifest: manifest }));
      await writeFile(join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  return file;
}

interface Imported {
  readonly graph: LayerGraph;
  readonly check: ModelCheck;
  readonly weights: readonly Float32Array[];
}

async function imported(file: string): Promise<Imported> {
  const [registry, kept] = [createFileRegistry(), createStartWeightFiles(join(folder, 'kept'))];
  const { model: graph, anew } = await importModel([registry.get((await registry.register(file, {})).id)], kept);
  expect(anew).toEqual([]);
  const check = checkModel(graph, inputShape, data.shape.demand, loss);
  expect(check.ok).toBe(true);
  const starts = keptStarts(graph).map(async (start) => {
    const bytes = await readFile(await kept.find(start.file));
    return [
      start.file,
      new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    ] as const;
  });
  return { graph, check, weights: initialWeights(check, 7, undefined, new Map(await Promise.all(starts))) };
}

/** By the kernels, then by TF.js operations. */
async function predictions({ check, weights }: Imported): Promise<readonly ArrayLike<number>[]> {
  const executor = executorOn(await kernelsOf('plain'), { check, loss, data }, ROWS);
  const run = executor.createRun({ id: 'r', contender: contender('sgd'), weights });
  const { logits } = (await run.evaluate(data.split.train, noWait))!;
  executor.dispose();
  const model = buildModel(check);
  const tensors = weights.map((values, i) => tf.tensor(values, [...model.weightShapes[i]!]));
  const byOperations = model.predict(tf.tensor(samples, [ROWS, ...inputShape]), tensors).dataSync();
  return [referenceActivation('softmax', Float64Array.from(logits), CLASSES), byOperations];
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  const apart = Array.from(expected, (value, i) => Math.abs(value - found[i]!));
  expect(Math.max(...apart)).toBeLessThan(1e-5);
}

const answers = (model: tf.LayersModel): Float32Array =>
  (model.predict(tf.tensor(samples, [ROWS, ...inputShape])) as tf.Tensor).dataSync<'float32'>();

describe.each(Object.keys(networks))('%s with the default gates of TF.js', (id) => {
  it('imports with its weights, answers the same, and is exported and opened again as it was', async () => {
    const theirs = network(id);
    const expected = answers(theirs);
    const own = await imported(await saved(theirs));
    const recurrent = own.graph.layers.filter(({ kind }) => kind !== 'dense');
    expect(recurrent.map(({ params }) => params.recurrentActivation)).toEqual(['hardSigmoid', 'hardSigmoid']);
    for (const found of await predictions(own)) expectClose(found, expected);

    const experiment = { title: 'x', data: { dataset: 'd' }, model: own.graph, loss } as unknown as Experiment;
    const files = exporters.tfjs.files({
      ...{ experiment, inputShape, demand: data.shape.demand, appVersion: '1' },
      weights: joinFloats(own.weights),
    });
    for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
    const weightData = joinFloats(own.weights).buffer;
    const weightSpecs = json.weightsManifest[0]!.weights;
    const load = (): Promise<tf.io.ModelArtifacts> => Promise.resolve({ ...json, weightSpecs, weightData } as never);
    expectClose(answers(await tf.loadLayersModel({ load })), expected);
    const again = await imported(join(folder, 'model.json'));
    expect(again.graph.layers.map(({ params }) => params)).toEqual(own.graph.layers.map(({ params }) => params));
    expect(again.weights).toEqual(own.weights);
  });
});
