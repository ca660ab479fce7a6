import type { DatasetKind, Task } from '#shared/domain/dataset.ts';
import { knownSets } from './known.ts';

/** A published file: fetched from the first address that has the very bytes whose SHA-256 is given. */
export interface CatalogFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly addresses: readonly string[];
}

/** A published set that can be fetched; its words are in the locale files under `catalog.<id>`. */
export interface CatalogSet {
  readonly id: string;
  /** A proper name, the same in every language. */
  readonly name: string;
  readonly kind: DatasetKind;
  readonly task: Task;
  readonly samples: number;
  readonly licence: string | null;
  /** Who published it. */
  readonly source: string;
  readonly files: readonly CatalogFile[];
  /** SHA-256 of other files that hold the same set. */
  readonly also?: readonly string[];
}

/** The four files of MNIST or Fashion-MNIST, whose hashes `known.ts` has. */
function idxFiles(id: string, sizes: readonly number[], folders: readonly string[]): CatalogFile[] {
  const set = knownSets.find((known) => known.id === id)!;
  return Object.entries(set.files).map(([name, { packed }], at) => ({
    name: `${name}.gz`,
    bytes: sizes[at]!,
    sha256: packed,
    addresses: folders.map((folder) => `${folder}/${name}.gz`),
  }));
}

const single = (address: string, bytes: number, sha256: string, name: string): readonly CatalogFile[] => [
  { name, bytes, sha256, addresses: [address] },
];

/** Sets one can fetch, the usual first one first. Every address is HTTPS. */
export const catalog: readonly CatalogSet[] = [
  {
    id: 'fashion-mnist',
    name: 'Fashion-MNIST',
    kind: 'image',
    task: 'classification',
    samples: 70_000,
    licence: 'MIT (Zalando SE)',
    source: 'https://github.com/zalandoresearch/fashion-mnist',
    files: idxFiles(
      'fashion-mnist',
      [26_421_880, 29_515, 4_422_102, 5_148],
      [
        'https://storage.googleapis.com/tensorflow/tf-keras-datasets',
        'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion',
      ],
    ),
  },
  {
    id: 'mnist',
    name: 'MNIST',
    kind: 'image',
    task: 'classification',
    samples: 70_000,
    licence: 'CC BY-SA 3.0 (Yann LeCun, Corinna Cortes)',
    source: 'http://yann.lecun.com/exdb/mnist/',
    files: idxFiles(
      'mnist',
      [9_912_422, 28_881, 1_648_877, 4_542],
      ['https://storage.googleapis.com/cvdf-datasets/mnist', 'https://ossci-datasets.s3.amazonaws.com/mnist'],
    ),
  },
  {
    id: 'cifar-10',
    name: 'CIFAR-10',
    kind: 'image',
    task: 'classification',
    samples: 60_000,
    licence: null,
    source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    files: single(
      'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
      170_052_171,
      'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      'cifar-10-binary.tar.gz',
    ),
  },
  {
    id: 'boston-housing',
    name: 'Boston housing',
    kind: 'table',
    task: 'regression',
    samples: 506,
    licence: null,
    source: 'https://archive.ics.uci.edu/ml/machine-learning-databases/housing/',
    files: single(
      'https://raw.githubusercontent.com/selva86/datasets/master/BostonHousing.csv',
      35_735,
      'ab16ba38fbbbbcc69fe930aab1293104f1442c8279c130d9eba03dd864bef675',
      'BostonHousing.csv',
    ),
    also: [
      'baadf72995725d76efe787b664e1f083388c79ba21ef9a7990d87f774184735a',
      '2682ca02e83b89467d7d0cdcbde7c0cc4d2566119be8ce8d84dad4f0fa20859a',
    ],
  },
  {
    id: 'california-housing',
    name: 'California housing',
    kind: 'table',
    task: 'regression',
    samples: 20_640,
    licence: null,
    source: 'https://github.com/ageron/data',
    files: single(
      'https://raw.githubusercontent.com/ageron/data/main/housing/housing.csv',
      1_423_529,
      '2364609dc48bec7df3ba9dbb7041478e704ecddcee70ef1827ec3fc49d22c0cc',
      'california_housing.csv',
    ),
  },
  {
    id: 'melbourne-temperatures',
    name: 'Melbourne temperatures',
    kind: 'series',
    task: 'regression',
    samples: 3650,
    licence: null,
    source: 'https://github.com/jbrownlee/Datasets',
    files: single(
      'https://raw.githubusercontent.com/jbrownlee/Datasets/master/daily-min-temperatures.csv',
      67_921,
      '8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da',
      'daily-min-temperatures.csv',
    ),
  },
  {
    // The full series has no SHA-256 that is known to us; this piece of it has, at a commit that cannot change.
    id: 'jena-january-2009',
    name: 'Jena climate, January 2009',
    kind: 'series',
    task: 'regression',
    samples: 4000,
    licence: null,
    source: 'https://github.com/stakeda55/Finance-and-Technology',
    files: single(
      'https://raw.githubusercontent.com/stakeda55/Finance-and-Technology/4c55bd3b8d8bc633f99dba2065c87d23eb87bbec/jena_climate.csv',
      335_949,
      '4f8858d6a054d939e04969bf1a3fcb175e99a211c767853bf937de1ed47b0ab1',
      'jena_climate_january_2009.csv',
    ),
  },
  {
    id: 'imdb-reviews',
    name: 'IMDB film reviews',
    kind: 'text',
    task: 'classification',
    samples: 50_000,
    licence: null,
    source: 'https://ai.stanford.edu/~amaas/data/sentiment/',
    files: single(
      'https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz',
      84_125_825,
      'c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe',
      'aclImdb_v1.tar.gz',
    ),
  },
];

/** The published set that these very files make, by their SHA-256; undefined where they are none. */
export function publishedAs(hashes: readonly string[]): CatalogSet | undefined {
  const wanted = hashes.toSorted().join();
  return catalog.find(({ files, also = [] }) => {
    const own = files.map(({ sha256 }) => sha256);
    return own.toSorted().join() === wanted || (hashes.length === 1 && also.includes(hashes[0]!));
  });
}
