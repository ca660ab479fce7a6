import type { Problem } from './problem.ts';
import type {
  ColumnKind,
  DateOrder,
  Decimal,
  Delimiter,
  Encoding,
  Quote,
  TableOptions,
  ThousandsMark,
} from './tableOptions.ts';

export const datasetKinds = ['image', 'table', 'text', 'series'] as const;
export type DatasetKind = (typeof datasetKinds)[number];
export type Task = 'classification' | 'regression';
export type ElementType = 'uint8' | 'float64' | 'utf8';

/** One binary file of a data set: row-major, little-endian. Texts (`utf8`) stand one after another, each ended by a zero byte. */
export interface BinaryPart {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Length of the file; only where the shape does not say it: texts. */
  readonly bytes?: number;
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
  /** There where the cells are dates, which are stored as numbers: seconds since 1970-01-01 00:00 UTC. */
  readonly date?: DateOrder;
}

/** A published set that can be fetched. */
export interface CatalogEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: DatasetKind;
  readonly task: Task;
  readonly samples: number;
  /** Of all its files. */
  readonly bytes: number;
  /** Null: its publisher states none. */
  readonly licence: string | null;
  readonly source: string;
  /** Id of the data set where it is here already. */
  readonly imported: string | null;
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

/** How the text of a table was read. Sets of older versions of the studio have the first three only. */
export interface CsvReading {
  readonly delimiter: Delimiter;
  readonly encoding: Encoding;
  /** True when numbers are read with a decimal comma. */
  readonly decimalComma: boolean;
  readonly decimal?: Decimal;
  readonly thousands?: ThousandsMark;
  readonly quote?: Quote;
  /** Whether the first line names the columns. */
  readonly header?: boolean;
  /** Cells that were found and read as missing; '' is the empty cell. */
  readonly missing?: readonly string[];
}

/** What a reader may change about how a table is read. */
export const guessFields = [
  'delimiter',
  'quote',
  'decimal',
  'thousands',
  'encoding',
  'header',
  'missing',
  'type',
  'dateOrder',
  'target',
  'kind',
  'text',
  'time',
  'pictureSize',
  'pictureFit',
  'pictureColour',
] as const;
export type GuessField = (typeof guessFields)[number];

/** One choice about a table and why it was made; its sentence is `guesses.<code>` in the locale files. */
export interface Guess {
  readonly field: GuessField;
  /** The column it is about; '' for the whole table. */
  readonly where: string;
  /** As it would be given as an option: ';', 'true', 'number'. */
  readonly value: string;
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What would come of files, for choosing before importing. */
export type ImportPreview = TablePreview | PicturesPreview;

/** The beginning of a table as it would be read. */
export interface TablePreview {
  readonly kind: 'table' | 'text' | 'series';
  readonly format: string;
  readonly reading: CsvReading | null;
  readonly columns: readonly { readonly name: string; readonly type: ColumnKind }[];
  /** Cells as they stand in the file. */
  readonly rows: readonly (readonly string[])[];
  readonly target: string | null;
  /** Series: columns to predict beside the target; absent: none. */
  readonly moreTargets?: readonly string[];
  readonly guesses: readonly Guess[];
  /** Series: what the rows looked at say of its time. */
  readonly series: SeriesInfo | null;
  /** Why the file would be refused as it is, as far as its beginning shows. */
  readonly trouble: Problem | null;
}

/** Some pictures of a set in the form they would get. */
export interface PicturesPreview {
  readonly kind: 'image';
  readonly format: string;
  readonly samples: number;
  readonly classes: readonly ClassInfo[];
  /** [height, width, channels] of every picture. */
  readonly shape: readonly number[];
  readonly pictures: readonly PreviewPicture[];
  readonly guesses: readonly Guess[];
}

/** A picture as it would be stored. */
export interface PreviewPicture {
  readonly className: string;
  /** As it stands in its file, turned upright. */
  readonly height: number;
  readonly width: number;
  /** Row-major bytes, as base64: a handful of small pictures. */
  readonly pixels: string;
}

/** What a column is shown as: a date is a number to a model. */
export type ColumnType = 'number' | 'category' | 'date';

/** Facts about the texts of a set. */
export interface TextInfo {
  /** Mean number of characters (code points). */
  readonly meanLength: number;
  /** Mean number of words, as the tokeniser of src-shared/preprocessing counts them, and the most in one text. */
  readonly meanWords: number;
  readonly maxWords: number;
  /** Nine texts of ten have no more words than this. */
  readonly usualWords: number;
}

/** Where the time of a row stands. */
export type TimeSource =
  /** Nowhere: rows are in their order, one step apart. */
  | { readonly kind: 'rows' }
  /** In a column of dates. */
  | { readonly kind: 'date'; readonly date: string }
  /** A date and, in another column, the time of day: `18:00`, `18.00.00`, or the hour, 0 to 23. */
  | { readonly kind: 'clock'; readonly date: string; readonly clock: string }
  /** Year, month, day and perhaps the hour in columns of their own. */
  | {
      readonly kind: 'parts';
      readonly year: string;
      readonly month: string;
      readonly day: string;
      readonly hour?: string;
    };

/** Facts about the time of a series. */
export interface SeriesInfo {
  readonly time: TimeSource;
  /** ISO 8601 without a zone, as it stands in the file; null where the rows have no time. */
  readonly start: string | null;
  readonly end: string | null;
  /** Seconds from a row to the next, as most are apart; null where there is no time. */
  readonly interval: number | null;
  /** True where the rows lie on equal steps of `interval`, some of which may have none; else every row with a time is a step. */
  readonly onGrid: boolean;
  /** Steps from the first to the last, both counted. */
  readonly steps: number;
}

/**
 * What `dataset.json` beside the binary files says. Pictures: `samples` uint8 [N, height, width, channels] and `targets` uint8 [N],
 * the class index. Tables and series: `samples` float64 [N, columns] with every column, the target's too; no `targets` file. Texts:
 * `samples` utf8 [N] and `targets` uint8 [N], the class index, or float64 [N], the number to predict.
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
  /** The column to predict; null for pictures and texts. */
  readonly target: string | null;
  /** Series: columns that the reader wants predicted beside the target; absent: none. */
  readonly moreTargets?: readonly string[];
  /** The last so many samples are the published test part; 0 when there is none. */
  readonly publishedTest: number;
  readonly split: SplitSizes;
  readonly files: readonly SourceFile[];
  /** Tables read from text only. */
  readonly reading?: CsvReading;
  /** Tables: why the file was read as it was. */
  readonly guesses?: readonly Guess[];
  /** Tables: what the reader chose in place of guesses. */
  readonly options?: TableOptions;
  /** Tables: rows without a missing cell in the target or in a column a model can see; see `dataPlan.missing`. */
  readonly completeRows?: number;
  /** Texts only. */
  readonly text?: TextInfo;
  /** Series only. */
  readonly series?: SeriesInfo;
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
  /** Shape of one sample as it is stored: [28, 28, 1], [features], [] for a text. */
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
  readonly columns: readonly InspectColumn[] | null;
  /** Tables and series: rows of data. */
  readonly rows?: number;
  readonly target?: string | null;
  /** Series: columns to predict beside the target; absent: none. */
  readonly moreTargets?: readonly string[];
  /** Texts: mean number of characters. */
  readonly meanLength?: number;
  /** Series: first and last time, ISO 8601 (null: rows without a time), and the seconds between two rows (null: no usual distance). */
  readonly start?: string | null;
  readonly end?: string | null;
  readonly interval?: number | null;
  readonly reading?: CsvReading;
  readonly guesses?: readonly (Guess & { readonly message: string })[];
  readonly problems: readonly { code: string; where: string; message: string }[];
}

/** Numbers and dates (in seconds since 1970) have the last three; a category has null there. */
export interface InspectColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly missing: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}
