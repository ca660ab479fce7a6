import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { joinFloats } from '#shared/joinFloats.ts';
import { createCpuExecutor } from '../../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { weightsHash } from '../../../src-renderer/engine/hashes.ts';
import { layerStacks, STACK_LOSS, stackCheck, stackData } from '../../support/layerStacks.ts';

const ROWS = 7;
const BATCH = 4;
const UPDATES = 6;

/**
 * What short trainings on the reproducible build end with: a stack of layers, the rule, and the first digits of the SHA-256 of losses and weights. They are
 * the same in Node, in a browser and on every machine. Who changes a kernel, a rule or the generator so that bits change writes the new ones down here, and
 * says so: experiments that were trained before will not be repeated to the bit.
 */
export const knownBits: readonly (readonly [stack: string, optimizer: string, hash: string])[] = [
  ['dense, dropout', 'sgd', '62caadc6e9619657'],
  ['conv2d, maxPooling2d', 'momentum', '1b2689da8c85e481'],
  ['lstm over lstm, 4 and 5 units', 'nesterov', '8580c7135a26fd91'],
  ['depthwiseConv2d, one and three filters a channel, strides, both paddings', 'delta_bar_delta', 'aeb4030689c1581e'],
  ['separableConv2d before a pooling, twice', 'rprop', '1223b100b57a37d8'],
  ['conv2dTranspose, windows above and below the stride, both paddings', 'adagrad', 'f6db9ff915034500'],
  ['simpleRNN of 5 units, then of 1', 'adadelta', '78b07e5cfcc4038c'],
  ['gru with the reset gate after the product', 'rmsprop', '4fa92f14e43d681a'],
  ['gru with the reset gate before the product', 'ftrl', 'a5f99e264dea39f2'],
  ['bidirectional lstm over bidirectional simpleRNN', 'adam', '038d6028c30b5218'],
  ['batchNormalization of pictures, after a convolution', 'adamax', 'de8e81156ee7894c'],
  ['layerNormalization of pictures and rows, first, without γ, without β', 'nadam', '77e2aa4b84377a58'],
  ['gelu and swish inside convolutions, before poolings', 'adabelief', '92a670f5dd70169d'],
  ['activation layers gelu, swish, softplus, and softmax over channels', 'radam', '2b2fba4b36e4d1b7'],
  ['attention of a sequence to itself and to another, with a key of its own', 'lamb', '09da854443f05937'],
  ['embedding, conv1d, globalMaxPooling1d', 'lion', 'cd6b36842b31111d'],
  ['conv1d causal with stride and causal with gaps', 'lookahead', '789455b6c1001863'],
  ['reshape, permute, spatialDropout1d, gaussianNoise, repeatVector', 'adam', '24ada9ed6fe5e213'],
];

/** Trains so and gives the first digits of the hash. */
export async function bitsOf(kernels: Kernels, name: string, optimizer: string): Promise<string> {
  const stack = layerStacks[name]!;
  const [check, data] = [stackCheck(stack), stackData(stack, ROWS)];
  const executor = createCpuExecutor({ kernels, check, loss: STACK_LOSS, data, batchSize: BATCH });
  const contender = { name: optimizer, optimizer, params: {}, slot: 1 };
  const run = executor.createRun({ id: 'r', contender, weights: initialWeights(check, 3) });
  for (let update = 1; update <= UPDATES; update++) {
    // The second batch of an epoch is short.
    const from = update % 2 === 1 ? 0 : BATCH;
    const batch = executor.loadBatch(5, update, data.split.train.subarray(from, from + BATCH));
    run.advance(batch, update, 0.01);
    batch.dispose();
  }
  const { losses } = (await run.flush())!;
  const hash = await weightsHash([Float32Array.from(losses), joinFloats(await run.readWeights())]);
  run.dispose();
  executor.dispose();
  return hash.slice(0, 16);
}
