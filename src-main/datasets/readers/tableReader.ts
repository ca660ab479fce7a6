import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import { fileTrouble } from '../fileTrouble.ts';
import { phaseCost, silentWatch, type Watch } from '../watch.ts';
import type { ProbedFile } from './probe.ts';
import type { Reader } from './reader.ts';
import { previewTable, readTable } from './table.ts';
import type { TableSource } from './tableSource.ts';

/** Opens a file and does some work with the table in it; a format may do it twice. */
export type OpenTable = <T>(
  file: ProbedFile,
  options: TableOptions,
  watch: Watch,
  work: (source: TableSource) => Promise<T>,
) => Promise<T>;

/** The reader of a table format, of which only the way to its records is its own. */
export function tableReader(format: Reader['format'], open: OpenTable): Reader {
  return {
    format,
    isTable: true,
    workPerByte: phaseCost.reading,
    read: ({ files, folder, watch, options = {} }) =>
      named(firstOf(files), (file) => open(file, options, watch, (source) => readTable(source, options, folder))),
    preview: (files, options, signal) =>
      named(firstOf(files), (file) =>
        open(file, options, silentWatch(signal), async (source) => previewTable(source, options, format)),
      ),
  };
}

function firstOf(files: readonly ProbedFile[]): ProbedFile {
  const [file] = files;
  if (!file) throw new StudioError('importNothing');
  return file;
}

async function named<T>(file: ProbedFile, work: (file: ProbedFile) => Promise<T>): Promise<T> {
  try {
    return await work(file);
  } catch (error) {
    throw fileTrouble(error, file.name);
  }
}
