import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareData, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import { generator } from '#shared/random/generator.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { Gate } from '../../src-renderer/engine/gate.ts';
import type { FromWorker } from '../../src-renderer/engine/messages.ts';
import { openExecutor } from '../../src-renderer/engine/openExecutor.ts';
import { train } from '../../src-renderer/engine/trainer.ts';
import { trainingParts } from '../../src-renderer/engine/trainingParts.ts';
import { paletteCodes } from '../../src-renderer/engine/webgl/paletteCodes.ts';
import { RowSource, uploadRows, type RowSourceOptions } from '../../src-renderer/engine/webgl/rowSource.ts';
import { contender, endOf, experimentOn, lossesOf, pictureLayers, pictureSet, pointSet } from './support.ts';

const pictures = pictureSet(60, 9);
const points = pointSet(1400);
const noTokens = { vocabulary: null };
const adam = contender('adam', { learningRate: 0.01 }, 1);
const pictureExperiment = experimentOn(null, pictureLayers, [adam], { batchSize: 7, epochs: 2 });
const prepared = {
  // 81 values of 256 kinds: codes.
  pictures: prepareData(pictures.descriptor, pictureExperiment.data, pictures.bytes),
  // Two columns of numbers that all differ: as they are.
  points: prepareData(points.descriptor, experimentOn('class', [], [adam]).data, points.bytes),
} satisfies Record<string, PreparedData>;

function gl(): WebGL2RenderingContext {
  return (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu.gl;
}

/** Lets no texture of more texels than this be made, as a card whose memory is used up does. */
function refuseTextures(texels: number): () => void {
  const context = gl();
  const make = context.texStorage2D.bind(context);
  const ask = context.getError.bind(context);
  let refused = false;
  const made = vi.spyOn(context, 'texStorage2D').mockImplementation((target, levels, format, width, height) => {
    if (width * height > texels) refused = true;
    else make(target, levels, format, width, height);
  });
  const asked = vi.spyOn(context, 'getError').mockImplementation(() => {
    const error = ask();
    if (!refused) return error;
    refused = false;
    return context.OUT_OF_MEMORY;
  });
  return () => {
    made.mockRestore();
    asked.mockRestore();
    context.getError();
  };
}

function someRows({ split }: PreparedData, count: number): Uint32Array {
  const all = [...split.train, ...split.validation];
  const random = generator(2, 'rows');
  return Uint32Array.from({ length: count }, (_, i) => all[random.below(i, all.length)]!);
}

/** Loads the same rows from the source and by upload; they must be the same to the bit, pads included. */
function expectSameRows(source: RowSource, data: PreparedData, rows: Uint32Array): void {
  const [own, uploaded] = [source.load(rows), uploadRows(data, rows, noTokens)];
  for (const name of ['x', 'y'] as const) {
    expect(own[name].shape).toEqual(uploaded[name].shape);
    expect(own[name].dataSync()).toEqual(uploaded[name].dataSync());
  }
  tf.dispose([own.x, own.y, uploaded.x, uploaded.y]);
}

async function trained(
  options: RowSourceOptions,
  onPoints: (messages: readonly FromWorker[]) => void = () => undefined,
  epochs = 2,
) {
  const experiment = { ...pictureExperiment, training: { ...pictureExperiment.training, epochs } };
  const messages: FromWorker[] = [];
  const parts = trainingParts(experiment, pictures.descriptor, pictures.bytes);
  const { executor } = await openExecutor('webgl', parts, options);
  const runs = [{ id: 'adam 1/1', seed: 1, contender: adam }];
  const request = { experiment, descriptor: pictures.descriptor, runs, backend: 'webgl' as const };
  const gate = new Gate(() => undefined);
  const done = train(request, parts, executor, gate, (message) => {
    messages.push(message);
    if (message.type === 'points') onPoints(messages);
  });
  return {
    messages,
    failure: await done.then(
      () => null,
      (error: unknown) => error,
    ),
  };
}

describe('values as codes', () => {
  it('come back to the bit, negative zero and all', () => {
    const values = Float32Array.from([
      0,
      -0,
      1 / 3,
      NaN,
      Infinity,
      ...Array.from({ length: 251 }, (_, i) => i / 7 + 1),
    ]);
    const found = paletteCodes([values.subarray(0, 100), values.subarray(100)], values.length)!;
    const back = values.map((_, i) => found.palette[(found.codes[Math.floor(i / 3)]! >> (8 * (i % 3))) & 255]!);
    expect(new Uint32Array(back.buffer)).toEqual(new Uint32Array(values.buffer));
    expect(paletteCodes([Float32Array.of(...values, 0.001)], 257)).toBeNull();
  });
});

describe('rows on the device', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each([
    ['pictures', 'all of them', {}, 60],
    ['pictures', 'those that fit, the others with the batch', { budgetBytes: 108 * 25 }, 25],
    ['pictures', 'half of them', { share: 0.5 }, 30],
    ['pictures', 'none', { budgetBytes: 50 }, 0],
    ['points', 'all of them', {}, 1400],
    ['points', 'those that fit, the others with the batch', { budgetBytes: 8 * 1000 }, 1000],
  ] as const)('%s, %s: the same bits as uploaded', (name, _what, options, held) => {
    const before = tf.memory().numTensors;
    const data = prepared[name];
    const source = new RowSource(data, noTokens, options);
    for (const count of [1, 7, 40]) expectSameRows(source, data, someRows(data, count));
    // More rows than there are uniforms for.
    if (name === 'points') expectSameRows(source, data, someRows(data, 1111));
    expect(source.heldRows).toBe(held);
    source.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('what is not held is uploaded before it is asked for, into textures that take turns', () => {
    const before = tf.memory().numTensors;
    const data = prepared.pictures;
    const source = new RowSource(data, noTokens, { budgetBytes: 108 * 25 });
    const first = source.load(someRows(data, 1));
    tf.dispose([first.x, first.y]);
    const written: WebGLTexture[] = [];
    const context = gl();
    const write = context.texSubImage2D.bind(context) as (...given: unknown[]) => void;
    const spy = vi.spyOn(context, 'texSubImage2D').mockImplementation((...given: unknown[]) => {
      written.push(context.getParameter(context.TEXTURE_BINDING_2D) as WebGLTexture);
      write(...given);
    });
    const { train } = data.split;
    const made = [0, 1, 2, 3].map((batch) => {
      const rows = train.subarray(12 * batch, 12 * batch + 12);
      source.prepare(rows, 1);
      const uploads = written.length;
      const own = source.load(train.subarray(12 * batch, 12 * batch + 12), 1);
      expect(written.length).toBe(uploads);
      return { rows, own };
    });
    spy.mockRestore();
    // 25 pictures are held, and all answers: pictures of the last two batches went there, each into a texture of its own.
    expect(written.length).toBe(2);
    expect(written[1]).not.toBe(written[0]);
    for (const { rows, own } of made) {
      const uploaded = uploadRows(data, rows, noTokens);
      expect(own.x.dataSync()).toEqual(uploaded.x.dataSync());
      expect(own.y.dataSync()).toEqual(uploaded.y.dataSync());
      tf.dispose([own.x, own.y, uploaded.x, uploaded.y]);
    }
    // Others than were made ready: those that are asked for.
    source.prepare(train.subarray(30, 40), 1);
    const [own, uploaded] = [
      source.load(train.subarray(28, 40), 1),
      uploadRows(data, train.subarray(28, 40), noTokens),
    ];
    expect(own.x.dataSync()).toEqual(uploaded.x.dataSync());
    tf.dispose([own.x, own.y, uploaded.x, uploaded.y]);
    // And those nobody asks for are freed with the source.
    source.prepare(train.subarray(30, 40), 2);
    source.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('half as many are held after every texture that the card has no memory for, none after four; the rows stay right', () => {
    const data = prepared.pictures;
    // 60 pictures of 81 codes, three to a number, four numbers to a texel: 405 texels; and 64 for the 256 values.
    for (const [texels, held] of [
      [250, 30],
      [80, 7],
      [40, 0],
    ] as const) {
      const before = tf.memory().numTensors;
      const restore = refuseTextures(texels);
      const source = new RowSource(data, noTokens);
      const first = source.load(data.split.train.subarray(0, 1));
      tf.dispose([first.x, first.y]);
      restore();
      expect(source.heldRows).toBe(held);
      expect(source.ranOutOfMemory()).toBe(false);
      expectSameRows(source, data, someRows(data, 9));
      source.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('trains to the same bits, whether the data are held or not', async () => {
    const before = tf.memory().numTensors;
    const [whole, none] = [await trained({}), await trained({ share: 0 })];
    expect(none.failure).toBeNull();
    expect(lossesOf(none.messages, 'adam 1/1')).toEqual(lossesOf(whole.messages, 'adam 1/1'));
    expect(endOf(none.messages, 'adam 1/1').weights).toEqual(endOf(whole.messages, 'adam 1/1').weights);
    expect(lossesOf(whole.messages, 'adam 1/1').length).toBe(14);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a card that runs out of memory while training ends it with the reason, and nothing it computed since is told', async () => {
    // Long enough that it fails between two readings, however fast the card is.
    const epochs = 20;
    const whole = lossesOf((await trained({}, undefined, epochs)).messages, 'adam 1/1');
    const before = tf.memory().numTensors;
    let restore: (() => void) | null = null;
    // Textures are made anew all the time, so that the refusal is met however late it comes.
    tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', 0);
    const { messages, failure } = await trained(
      {},
      (heard) => {
        if (lossesOf(heard, 'adam 1/1').length > 0) restore ??= refuseTextures(0);
      },
      epochs,
    ).finally(() => {
      restore?.();
      tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', -1);
    });
    expect(failure).toMatchObject({ code: 'gpuMemory' });
    const told = lossesOf(messages, 'adam 1/1');
    expect(told.length).toBeLessThan(7 * epochs);
    expect(told).toEqual(whole.slice(0, told.length));
    expect(tf.memory().numTensors).toBe(before);
  });
});
