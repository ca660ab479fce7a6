import type { Problem } from './problem.ts';

export type DatasetKind = 'image' | 'table';
export type Task = 'classification' | 'regression';
export type ElementType = 'uint8' | 'float64';

/** One binary file of a data set: row-major, little-endian. */
export interface BinaryPart {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
}

export interface ClassInfo {
  readonly name: string;
  readonly count: number;
}

export interface ColumnInfo {
  readonly name: string;
  /** A category is stored as the index into `categories`; a missing cell is NaN in both types. */
  readonly type: 'number' | 'category';
  readonly missing: number;
  readonly categories: readonly string[] | null;
  /** Different values, counted up to 1000. */
  readonly distinct: number;
  /** True when every present number is whole. */
  readonly integer: boolean;
  /** Over the present numbers; null for a category or an empty column. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

/** Shares or sizes of the three parts. Sizes are exact row counts. */
export interface SplitSizes {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface SourceFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** How the text of a table was read: every guess, so that it can be shown and later changed. */
export interface CsvReading {
  readonly delimiter: ',' | ';' | '\t';
  readonly encoding: 'utf-8' | 'latin1';
  /** True when numbers with a decimal comma were found. */
  readonly decimalComma: boolean;
}

/**
 * What `dataset.json` beside the binary files says. Pictures: `samples` uint8 [N, height, width, channels] and `targets` uint8 [N],
 * the class index. Tables: `samples` float64 [N, columns] with every column, the target's too; no `targets` file.
 */
export interface DatasetDescriptor {
  readonly format: 'descent-studio/dataset';
  readonly version: 1;
  readonly id: string;
  readonly name: string;
  readonly kind: DatasetKind;
  readonly task: Task;
  readonly origin: 'builtin' | 'imported';
  /** Id of the published set whose files these are, recognised by SHA-256: `fashion-mnist`, `mnist`; else null. */
  readonly known: string | null;
  readonly licence: string | null;
  readonly source: string | null;
  readonly samples: BinaryPart;
  readonly targets: BinaryPart | null;
  readonly classes: readonly ClassInfo[] | null;
  readonly columns: readonly ColumnInfo[] | null;
  /** The column to predict; null for pictures. */
  readonly target: string | null;
  /** The last so many samples are the published test part; 0 when there is none. */
  readonly publishedTest: number;
  readonly split: SplitSizes;
  readonly files: readonly SourceFile[];
  /** Tables read from text only. */
  readonly reading?: CsvReading;
  readonly problems: readonly Problem[];
  /** ISO 8601. */
  readonly importedAt: string;
}

/** A line of the gallery: what the list needs without opening the set. */
export interface DatasetSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: DatasetKind;
  readonly task: Task;
  readonly origin: 'builtin' | 'imported';
  readonly samples: number;
  /** Shape of one sample: [28, 28, 1] or [features]. */
  readonly sampleShape: readonly number[];
  readonly classes: number | null;
  readonly problems: number;
}

/** What `descent inspect --json` prints of a file, a set of files or a folder. */
export interface InspectReport {
  readonly format: string;
  readonly kind: DatasetKind | null;
  readonly samples: number;
  readonly shape: readonly number[];
  readonly classes: readonly ClassInfo[] | null;
  readonly columns: readonly { name: string; type: string; missing: number }[] | null;
  readonly problems: readonly { code: string; where: string; message: string }[];
}
