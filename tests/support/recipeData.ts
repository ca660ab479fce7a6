import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import { createDatasetStore } from '#main/datasets/store.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { DatasetBytes } from '#shared/preprocessing/preparedData.ts';
import { repositoryRoot } from '../../scripts/paths.ts';

/** A data set as training gets it. */
export interface DataSet {
  readonly descriptor: DatasetDescriptor;
  readonly bytes: DatasetBytes;
}

/** Where published data sets lie, if they do. */
export const publishedFolder = join(repositoryRoot, '..', 'shared', 'data');
export const hasPublished = existsSync(publishedFolder);

const known = new Map<string, Promise<DataSet>>();
function once(key: string, make: () => Promise<DataSet>): Promise<DataSet> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** A set that ships with the studio, generated once. */
export function builtinSet(id: string): Promise<DataSet> {
  return once(id, async () => {
    const { samples, targets, descriptor } = builtinSets.find((set) => set.id === id)!.generate();
    const buffer = ({ buffer: all, byteOffset, byteLength }: ArrayBufferView): ArrayBuffer =>
      new Uint8Array(new Uint8Array(all, byteOffset, byteLength)).buffer;
    return { descriptor, bytes: { samples: buffer(samples), targets: targets && buffer(targets) } };
  });
}

/** Files that make each published set, or a part of it that imports in a moment. */
const files: Readonly<Record<string, readonly string[]>> = {
  'fashion-mnist': ['fashion-mnist/t10k-images-idx3-ubyte.gz', 'fashion-mnist/t10k-labels-idx1-ubyte.gz'],
  mnist: ['mnist/t10k-images-idx3-ubyte.gz', 'mnist/t10k-labels-idx1-ubyte.gz'],
  'cifar-10': ['cifar-10/cifar10_200.bin'],
  'boston-housing': ['housing/BostonHousing.csv'],
  'melbourne-temperatures': ['temperature/daily-min-temperatures.csv'],
  'jena-january': ['temperature/jena_climate_january_2009.csv'],
  'imdb-film-reviews': ['imdb/aclImdb_sample_2000.tar.gz'],
};

/** The parts that are here do not all have the name of the whole. */
const names: Readonly<Record<string, string>> = { 'imdb-film-reviews': 'IMDB film reviews' };

/** Imports a published set into a folder of data sets. */
export async function importPublished(id: string, folder: string): Promise<DatasetDescriptor> {
  const chosen = files[id]!.map((file) => ({ path: join(publishedFolder, file), name: file.split('/').at(-1)! }));
  return createDatasetStore({ folder }).importFiles(chosen, names[id] ? { name: names[id] } : {});
}

/** A published set, imported once into a folder below this one. */
export function publishedSet(id: string, folder: string): Promise<DataSet> {
  return once(`real ${id}`, async () => {
    const own = join(folder, id);
    const descriptor = await importPublished(id, own);
    const store = createDatasetStore({ folder: own });
    const part = async (name: 'samples' | 'targets'): Promise<ArrayBuffer> =>
      new Uint8Array(await readFile((await store.partFile(descriptor.id, name)).path)).buffer;
    return {
      descriptor,
      bytes: { samples: await part('samples'), targets: descriptor.targets ? await part('targets') : null },
    };
  });
}

/** The first rows of a set of pictures alone: preparing and measuring ten thousand takes longer than two updates on them. */
export function firstPictures(set: DataSet, rows: number): DataSet {
  const { descriptor, bytes } = set;
  const [count = 0] = descriptor.samples.shape;
  if (descriptor.kind !== 'image' || count <= rows) return set;
  const cut = (all: ArrayBuffer): ArrayBuffer => all.slice(0, (all.byteLength / count) * rows);
  return {
    descriptor: {
      ...descriptor,
      samples: { ...descriptor.samples, shape: [rows, ...descriptor.samples.shape.slice(1)] },
      targets: descriptor.targets && { ...descriptor.targets, shape: [rows, ...descriptor.targets.shape.slice(1)] },
      publishedTest: 0,
      split: { train: rows, validation: 0, test: 0 },
    },
    bytes: { samples: cut(bytes.samples), targets: bytes.targets && cut(bytes.targets) },
  };
}
