import type {
  BinaryPart,
  ClassInfo,
  ColumnInfo,
  CsvReading,
  DatasetKind,
  Guess,
  ImportPreview,
  SeriesInfo,
  TextInfo,
  Task,
} from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import type { Watch } from '../watch.ts';
import type { ProbedFile } from './probe.ts';

/** A file of which also the SHA-256 is known. */
export interface HashedFile extends ProbedFile {
  readonly sha256: string;
}

export interface ReadRequest {
  readonly files: readonly HashedFile[];
  /** Where `samples.bin` and `targets.bin` are written; null only looks. */
  readonly folder: string | null;
  readonly watch: Watch;
  /** What the reader chose in place of guesses. */
  readonly options?: TableOptions;
}

/** What a reader found: everything of the descriptor that comes out of the files. */
export interface ReadSet {
  readonly kind: DatasetKind;
  readonly task: Task;
  readonly known: string | null;
  /** A name for the set: the published one, or what the file names share. */
  readonly name: string;
  readonly samples: BinaryPart;
  readonly targets: BinaryPart | null;
  readonly classes: readonly ClassInfo[] | null;
  readonly columns: readonly ColumnInfo[] | null;
  readonly target: string | null;
  /** Series: see the descriptor. */
  readonly moreTargets?: readonly string[];
  readonly publishedTest: number;
  readonly reading: CsvReading | null;
  readonly guesses?: readonly Guess[];
  readonly completeRows?: number;
  readonly text?: TextInfo;
  readonly series?: SeriesInfo;
  readonly problems: readonly Problem[];
}

export const readerFormats = ['idx', 'csv', 'jsonl', 'xlsx', 'pictures', 'cifar', 'npy', 'texts'] as const;
export type ReaderFormat = (typeof readerFormats)[number];

/** One way to read files. A new format is a file with such an object and a line in `readers/index.ts`. */
export interface Reader {
  readonly format: ReaderFormat;
  /** Work per byte of the files when it writes: the sum of the costs of its phases. */
  readonly workPerByte: number;
  /** True for a file, by its name, that may lie beside those of the format: a list of class names, a page to read. */
  isCompanion?(name: string): boolean;
  /** Reads and checks the files to their last byte; throws a StudioError for what is wrong with them. */
  read(request: ReadRequest): Promise<ReadSet>;
  /** True for readers of tables: one file is one set. */
  readonly isTable?: boolean;
  /** The beginning as it would be read; formats that leave nothing to choose have none. */
  preview?(files: readonly ProbedFile[], options: TableOptions, signal: AbortSignal): Promise<ImportPreview>;
}
