import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exporterOf } from '#main/exporters/index.ts';
import { createFileRegistry } from '#main/services/fileRegistry.ts';
import { importModel } from '#main/services/modelImport.ts';
import { createStartWeightFiles, type StartWeightFiles } from '#main/services/startWeightFiles.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { freezeKept, keptStarts, type ImportedModel } from '#shared/domain/keptStart.ts';
import { trainedValues } from '#shared/domain/trained.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { layerStacks, STACK_CLASSES, STACK_LOSS, stackNodes, type LayerStack } from '../../support/layerStacks.ts';

const demand = { task: 'classification', units: STACK_CLASSES } as const;

let folder: string;
let kept: StartWeightFiles;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-import-'));
  kept = createStartWeightFiles(join(folder, 'start-weights'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What the studio exports, with a weight of its own in every place. */
function exported(stack: LayerStack): { files: ReadonlyMap<string, Uint8Array>; weights: Float32Array } {
  const layers = stackNodes(stack);
  const { parameters } = checkModel({ layers }, stack.inputShape, demand, STACK_LOSS);
  const weights = Float32Array.from({ length: parameters }, (_, i) => i + 0.5);
  const experiment = {
    title: 'x',
    data: { dataset: 'd' },
    model: { layers },
    loss: STACK_LOSS,
  } as unknown as Experiment;
  const { inputShape } = stack;
  const files = exporterOf('tfjs').files({ experiment, inputShape, demand, weights, appVersion: '1' });
  return { files: new Map(files.map(({ name, bytes }) => [name, bytes])), weights };
}

async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

async function imported(paths: readonly string[], isTemporary = false): Promise<ImportedModel> {
  const files = createFileRegistry();
  const handles = await Promise.all(paths.map((path) => files.register(path, { isTemporary })));
  return importModel(
    handles.map(({ id }) => files.get(id)),
    kept,
  );
}

/** The weights the model begins with, all joined. */
async function startOf({ model }: ImportedModel, stack: LayerStack): Promise<number[]> {
  const check = checkModel(model, stack.inputShape, demand, STACK_LOSS);
  expect(check.rows.map(({ problem }) => problem)).toEqual(check.rows.map(() => null));
  const files = keptStarts(model).map(async ({ file }) => {
    const bytes = await readFile(await kept.find(file));
    return [file, new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))] as const;
  });
  return initialWeights(check, 7, undefined, new Map(await Promise.all(files))).flatMap((values) => [...values]);
}

const stacks = Object.entries(layerStacks).filter(([, stack]) => !stack.noExport);

describe('a model.json with its weights beside it', () => {
  it.each(stacks)('every layer begins with the weights it had: %s', async (_name, stack) => {
    const { files, weights } = exported(stack);
    await put('weights.bin', files.get('weights.bin')!);
    const model = await imported([await put('model.json', files.get('model.json')!)]);
    expect(model.anew).toEqual([]);
    // One that changes nothing goes without saying; TF.js has no Flatten of rows.
    const read = model.model.layers.map(({ kind }) => kind);
    const kinds = stackNodes(stack).filter(({ kind, params }) => kind !== 'flatten' && params.activation !== 'linear');
    expect(read).toEqual(expect.arrayContaining(kinds.map(({ kind }) => kind)));
    expect(await startOf(model, stack)).toEqual([...weights]);
  });

  it('these stacks have every kind of layer that has weights', () => {
    const weighty = layerKinds.filter((each) => each.weights([1, 1, 1], defaults(each)).length > 0);
    const used = new Set(stacks.flatMap(([, { layers }]) => layers.map(([kind]) => kind)));
    expect(weighty.map(({ kind }) => kind).filter((kind) => !used.has(kind))).toEqual([]);
  });

  const small: LayerStack = { inputShape: [4], layers: [['dense', { units: 2, activation: 'tanh' }]] };

  it('uploads have nothing beside them: the weights are chosen along with it, or drawn anew', async () => {
    const { files, weights } = exported(small);
    const paths = [
      await put('model.json', files.get('model.json')!),
      await put('weights.bin', files.get('weights.bin')!),
    ];
    const alone = await imported(paths.slice(0, 1), true);
    expect([alone.kept, alone.anew]).toEqual([0, ['dense-1', 'dense-2']]);
    expect(await startOf(await imported(paths.toReversed(), true), small)).toEqual([...weights]);
  });

  it('a manifest reads nothing outside the folder of the model', async () => {
    const { files } = exported(small);
    const text = new TextDecoder().decode(files.get('model.json')!).replace('weights.bin', '../weights.bin');
    await put('weights.bin', files.get('weights.bin')!);
    await mkdir(join(folder, 'inner'));
    expect((await imported([await put('inner/model.json', text)])).kept).toBe(0);
    // Chosen by hand it is another matter.
    const paths = [join(folder, 'inner', 'model.json'), join(folder, 'weights.bin')];
    expect((await imported(paths)).kept).toBe(2);
  });

  it('half floats and weights quantised to 8 bits are spread out again; other types, and files cut short, are refused by name', async () => {
    const { files } = exported(small);
    const json = JSON.parse(new TextDecoder().decode(files.get('model.json')!)) as {
      weightsManifest: [{ weights: Record<string, unknown>[] }];
    };
    const [group] = json.weightsManifest;
    group.weights.forEach((weight) => (weight.quantization = { dtype: 'uint8', scale: 0.5, min: -1 }));
    await put(
      'weights.bin',
      Uint8Array.from({ length: 4 * 2 + 2 + 2 * 3 + 3 }, (_, i) => i),
    );
    const start = await startOf(await imported([await put('model.json', JSON.stringify(json))]), small);
    expect(start.slice(0, 4)).toEqual([-1, -0.5, 0, 0.5]);
    await put('weights.bin', new Uint8Array(5));
    await expect(imported([join(folder, 'model.json')])).rejects.toMatchObject({
      code: 'kerasWeightsShort',
      detail: { name: 'dense_1/kernel', found: 5, wanted: 8 },
    });
    group.weights.forEach((weight) => (weight.quantization = { dtype: 'float16', original_dtype: 'float32' }));
    // 1, −2, a third, the largest, the smallest; then zeros.
    const halves = new Uint16Array(4 * 2 + 2 + 2 * 3 + 3);
    halves.set([0x3c00, 0xc000, 0x3555, 0x7bff, 0x0001]);
    await put('weights.bin', new Uint8Array(halves.buffer));
    const half = await startOf(await imported([await put('model.json', JSON.stringify(json))]), small);
    expect(half.slice(0, 6)).toEqual([1, -2, 0.333251953125, 65504, 2 ** -24, 0]);
    group.weights.forEach((weight) => Object.assign(weight, { quantization: undefined, dtype: 'int32' }));
    await put('model.json', JSON.stringify(json));
    await expect(imported([join(folder, 'model.json')])).rejects.toMatchObject({
      code: 'kerasWeightsType',
      detail: { type: 'int32' },
    });
  });

  it('names of Keras 2 and 3 are understood: the whole model before, cells between, :0 behind', async () => {
    const stack: LayerStack = { inputShape: [3, 2], layers: [['bidirectional', { layer: 'lstm', units: 2 }]] };
    const { files, weights } = exported(stack);
    const text = new TextDecoder()
      .decode(files.get('model.json')!)
      .replaceAll(/"name": "(bidirectional_1\/forward_[a-z]+)\/(\w+)"/g, '"name": "model/$1/lstm_cell/$2:0"');
    expect(text).toContain('model/bidirectional_1/forward_lstm/lstm_cell/kernel:0');
    await put('weights.bin', files.get('weights.bin')!);
    expect(await startOf(await imported([await put('model.json', text)]), stack)).toEqual([...weights]);
  });

  it('D16: frozen, only what is new learns; a last layer of other classes says so and is drawn anew in a click', async () => {
    const { files } = exported(small);
    await put('weights.bin', files.get('weights.bin')!);
    const { model } = await imported([await put('model.json', files.get('model.json')!)]);
    const frozen = freezeKept(model, true);
    const five = { task: 'classification', units: 5 } as const;
    const layers = frozen.layers.map((node, at) =>
      at === 1 ? { ...node, params: { ...node.params, units: 5 } } : node,
    );
    const { rows } = checkModel({ layers }, [4], five, STACK_LOSS);
    expect(rows[1]!.problem).toMatchObject({
      code: 'startMismatch',
      detail: { source: 'model.json', found: '2 × 3, 3', wanted: '2 × 5, 5' },
      repair: { act: 'drawStart' },
    });
    const { start: _, frozen: __, ...last } = layers[1]!;
    const repaired = checkModel({ layers: [layers[0]!, last] }, [4], five, STACK_LOSS);
    expect([repaired.ok, trainedValues(repaired.rows)]).toEqual([true, 2 * 5 + 5]);
  });
});

function defaults({ params }: (typeof layerKinds)[number]) {
  return Object.fromEntries(Object.entries(params).map(([name, spec]) => [name, spec.default])) as never;
}

describe('kept start weights', () => {
  it('the same values are kept once; what is not here is told with the name it had', async () => {
    const file = await kept.keep(Float32Array.of(1, 2));
    expect(await kept.keep(Float32Array.of(1, 2))).toBe(file);
    await expect(kept.find('0'.repeat(64), 'other.json')).rejects.toMatchObject({
      code: 'startMissing',
      detail: { source: 'other.json' },
    });
    await expect(kept.find('../studio')).rejects.toMatchObject({ code: 'startMissing' });
  });
});
