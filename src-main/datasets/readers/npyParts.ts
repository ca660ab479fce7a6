import { StudioError } from '#shared/result.ts';
import type { NpyFile } from './npyBody.ts';

/** Samples and, where there are any, their answers. */
export interface NpyPair {
  readonly samples: NpyFile;
  readonly answers: NpyFile | null;
}

const rows = ({ header }: NpyFile): number => header.shape[0]!;
const isTest = ({ name }: NpyFile): boolean => /test/i.test(name);
const isList = ({ header }: NpyFile): boolean => header.shape.slice(1).every((size) => size === 1);

/**
 * Which array answers which, by shapes, counts and names: `x_train`, `y_train`, `x_test`, `y_test` of Keras, or one pair, or one array
 * alone. The training part comes first. Throws `npyMany`, `npyCounts`, `npyNoSamples`.
 */
export function npyPairs(files: readonly NpyFile[]): readonly NpyPair[] {
  const samples = files.filter((file) => !isList(file)).sort((a, b) => Number(isTest(a)) - Number(isTest(b)));
  const lists = files.filter(isList);
  const [first] = files;
  if (samples.length === 0) throw new StudioError('npyNoSamples', { name: first?.name ?? '' });
  if (samples.length > 2 || (lists.length > 0 && lists.length !== samples.length))
    throw new StudioError('npyMany', {
      count: files.length,
      names: files
        .map(({ name }) => name)
        .join(', ')
        .slice(0, 200),
    });
  const free = new Set(lists);
  return samples.map((sample) => {
    if (lists.length === 0) return { samples: sample, answers: null };
    const fitting = [...free].filter((list) => rows(list) === rows(sample));
    const answers = fitting.find((list) => isTest(list) === isTest(sample)) ?? fitting[0];
    const [other] = free;
    if (!answers) throw countsDiffer(sample, other!);
    free.delete(answers);
    return { samples: sample, answers };
  });
}

function countsDiffer(samples: NpyFile, answers: NpyFile): StudioError {
  return new StudioError('npyCounts', {
    first: samples.name,
    firstCount: rows(samples),
    second: answers.name,
    secondCount: rows(answers),
  });
}
