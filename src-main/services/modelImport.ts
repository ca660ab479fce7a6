import fs from 'node:fs/promises';
import path from 'node:path';
import { expandBlocks } from '#shared/domain/blocks.ts';
import { joinWeights, kerasTensors, weightPaths, type JoinedWeights } from '#shared/domain/kerasWeights.ts';
import { readKerasLayers } from '#shared/domain/kerasModel.ts';
import { tensorNames, type ImportedModel } from '#shared/domain/keptStart.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { StudioError } from '#shared/result.ts';
import type { DatasetStore } from '../datasets/store.ts';
import type { ExperimentStore } from './experimentStore.ts';
import type { RegisteredFile } from './fileRegistry.ts';
import { readJsonFile, type JsonTroubles } from './jsonFiles.ts';
import { modelOf } from './modelSize.ts';
import { experimentOfRun } from './runExperiment.ts';
import type { RunFiles } from './runFiles.ts';
import type { RunStore } from './runStore.ts';
import type { StartWeightFiles } from './startWeightFiles.ts';

const troubles: JsonTroubles = {
  limitBytes: 64 * 1024 * 1024,
  tooLarge: () => new StudioError('kerasNoModel'),
  notJson: () => new StudioError('kerasNoModel'),
};

/**
 * Reads the layers of a Keras or TF.js `model.json` and keeps its weights, where they were chosen with it or lie beside it. Throws
 * `kerasNoModel`, `fileUnreadable`, or what reading layers and weights finds wrong.
 */
export async function importModel(
  chosen: readonly RegisteredFile[],
  startWeights: StartWeightFiles,
): Promise<ImportedModel> {
  const file = chosen.find(({ name }) => /\.json$/i.test(name));
  if (!file) throw new StudioError('kerasNoModel');
  const value = await readJsonFile(file, troubles);
  const { graph, names } = readKerasLayers(value);
  const files = await weightFiles(weightPaths(value), file, chosen);
  if (!files) return withStarts(graph, null, '', '');
  const joined = joinWeights(graph, names, kerasTensors(value, files));
  return withStarts(graph, joined, await startWeights.keep(joined.values), file.name);
}

/** The bytes of every file the manifest names; null where one is not to be had, or none is named. */
async function weightFiles(
  paths: readonly string[],
  model: RegisteredFile,
  chosen: readonly RegisteredFile[],
): Promise<ReadonlyMap<string, Uint8Array> | null> {
  if (paths.length === 0) return null;
  const read = paths.map(async (name) => {
    // A manifest names files, never folders: nothing outside the folder of the model is read.
    const base = path.basename(name);
    const beside = model.isTemporary ? null : path.join(path.dirname(model.path), base);
    const place = chosen.find((file) => file.name === base)?.path ?? beside;
    const bytes = place === null ? null : await fs.readFile(place).catch(() => null);
    return [name, bytes] as const;
  });
  const found = await Promise.all(read);
  const known = found.flatMap(([name, bytes]) => (bytes ? [[name, bytes] as const] : []));
  return known.length === paths.length ? new Map(known) : null;
}

function withStarts(graph: LayerGraph, joined: JoinedWeights | null, file: string, source: string): ImportedModel {
  const layers = graph.layers.map((node) => {
    const place = joined?.places.get(node.id);
    return place ? { ...node, start: { file, source, ...place } } : node;
  });
  const anew = layers.filter((node) => !('start' in node) && tensorNames(node).length > 0).map(({ id }) => id);
  return { model: { ...graph, layers }, kept: joined?.places.size ?? 0, anew };
}

/** What a run's model is made of. */
export interface RunSources {
  readonly runs: RunStore;
  readonly experiments: ExperimentStore;
  readonly runFiles: RunFiles;
  readonly datasets: DatasetStore;
  readonly startWeights: StartWeightFiles;
}

/** The layers of a run, beginning with the weights it ended with. Blocks stand written out. Throws `weightsMissing`, `weightsDamaged`, `startMissing`. */
export async function modelOfRun(run: string, sources: RunSources): Promise<ImportedModel> {
  const { experiment: own, contender } = experimentOfRun(run, sources);
  const { rows } = modelOf(own, await sources.datasets.get(own.data.dataset));
  const values = await sources.runFiles.read(run);
  const file = await sources.startWeights.keep(values);
  const places = new Map<string, { from: number; shapes: readonly (readonly number[])[] }>();
  let from = 0;
  for (const { node, weights } of rows) {
    const shapes = weights.map(({ shape }) => shape);
    if (shapes.length > 0) places.set(node.id, { from, shapes });
    from += shapes.reduce((sum, shape) => sum + shapeSize(shape), 0);
  }
  const graph = writtenOut(own.model);
  return withStarts(graph.model, { values, places: renamed(places, graph.names) }, file, contender.name);
}

interface WrittenOut {
  readonly model: LayerGraph;
  /** New id by the id in the written-out model. */
  readonly names: ReadonlyMap<string, string>;
}

/** Blocks have one row for all repetitions, but each repetition learnt weights of its own: every row stands for itself, under an id a file can hold. */
function writtenOut(whole: LayerGraph): WrittenOut {
  const { blocks: _, ...graph } = whole;
  const layers = expandBlocks(whole);
  const names = new Map(layers.map(({ id }) => [id, id.replace('.', '_')]));
  const own = layers.map(({ block: _block, ...node }) => ({
    ...node,
    id: names.get(node.id)!,
    ...(node.inputs && { inputs: node.inputs.map((id) => names.get(id) ?? id) }),
  }));
  return { model: { ...graph, layers: own }, names };
}

function renamed<T>(places: ReadonlyMap<string, T>, names: ReadonlyMap<string, string>): ReadonlyMap<string, T> {
  return new Map([...places].map(([id, place]) => [names.get(id) ?? id, place]));
}
