import * as tf from '@tensorflow/tfjs';
import type { BenchModel, BenchModelId } from '#shared/bench/models.ts';
import { benchData, type BenchData } from './benchData.ts';
import type { Trainee } from './trainee.ts';

export type StockBackend = 'webgl' | 'wasm' | 'cpu';

/** Batches of an epoch of `fit`: enough that an epoch's own cost does not count. */
const BATCHES = 25;

/** The same models as anybody writes them with TF.js. */
const networks: Readonly<Record<BenchModelId, () => tf.Sequential>> = {
  cnn: () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [28, 28, 1],
          filters: 64,
          kernelSize: 2,
          padding: 'same',
          activation: 'relu',
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.dropout({ rate: 0.3 }),
        tf.layers.conv2d({ filters: 32, kernelSize: 2, padding: 'same', activation: 'relu' }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.dropout({ rate: 0.3 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 256, activation: 'relu' }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  mlp: () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [13], units: 64, activation: 'relu' }),
        tf.layers.dense({ units: 64, activation: 'relu' }),
        tf.layers.dense({ units: 1 }),
      ],
    }),
  embedding: () =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 10_000, outputDim: 32, inputLength: 256 }),
        tf.layers.conv1d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
        tf.layers.maxPooling1d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 64, activation: 'relu' }),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
  lstm: () =>
    tf.sequential({
      layers: [
        tf.layers.lstm({ inputShape: [120, 14], units: 32, recurrentActivation: 'sigmoid' }),
        tf.layers.dense({ units: 1 }),
      ],
    }),
};

const losses = {
  categoricalCrossentropy: 'categoricalCrossentropy',
  binaryCrossentropy: 'binaryCrossentropy',
} as const;

/** `model.fit` of plain TF.js with Adam, as its documentation shows it. Throws where the backend lacks a kernel. */
export async function openStock(model: BenchModel, backend: StockBackend): Promise<Trainee> {
  await startStock(backend);
  const network = networks[model.id]();
  network.compile({ optimizer: 'adam', loss: losses[model.loss as keyof typeof losses] ?? 'meanSquaredError' });
  const { x, y } = tensorsOf(model, benchData(model, BATCHES));
  const fit = async (batches: number, epochs: number): Promise<void> => {
    if (batches === 0 || epochs === 0) return;
    const rows = batches * model.batchSize;
    const [ownX, ownY] = [x.slice(0, rows), y.slice(0, rows)];
    await network.fit(ownX, ownY, { batchSize: model.batchSize, epochs, shuffle: false, verbose: 0 });
    tf.dispose([ownX, ownY]);
  };
  return {
    backend,
    async train(updates) {
      await fit(BATCHES, Math.floor(updates / BATCHES));
      await fit(updates % BATCHES, 1);
    },
  };
}

async function startStock(backend: StockBackend): Promise<void> {
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  if (backend === 'wasm') await startWasm();
  if (!(await tf.setBackend(backend))) throw new Error(`TF.js has no backend ${backend} here`);
  await tf.ready();
}

async function startWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const [plain, simd] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
  ]);
  // The threaded build starts workers from blobs, which the content security policy forbids. It must have an address all the same.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain.default,
    'tfjs-backend-wasm-simd.wasm': simd.default,
    'tfjs-backend-wasm-threaded-simd.wasm': simd.default,
  });
}

function tensorsOf(model: BenchModel, { samples, targets, rows }: BenchData): { x: tf.Tensor; y: tf.Tensor } {
  const x = tf.tensor(samples, [rows, ...model.inputShape]);
  if (model.loss !== 'categoricalCrossentropy') return { x, y: tf.tensor2d(targets, [rows, 1]) };
  return { x, y: tf.oneHot(tf.tensor1d(Int32Array.from(targets), 'int32'), model.demand.units) };
}
