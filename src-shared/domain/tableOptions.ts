import * as v from 'valibot';
import { pictureOptionsSchema } from './pictureOptions.ts';

/** A blank stands for columns aligned with blanks and tabs. */
export const delimiters = [',', ';', '\t', '|', ' '] as const;
export const decimals = ['.', ','] as const;
/** What stands between the thousands; none: ''. */
export const thousandsMarks = ['', ',', '.', ' ', "'"] as const;
export const encodings = ['utf-8', 'latin1', 'utf-16le', 'utf-16be'] as const;
export const quotes = ['"', "'"] as const;
/** Order of the parts of a date; `named`: with the name of the month. */
export const dateOrders = ['ymd', 'dmy', 'mdy', 'named'] as const;
/** What a column is read as. */
export const columnKinds = ['number', 'category', 'date', 'leftOut'] as const;

export type Delimiter = (typeof delimiters)[number];
export type Decimal = (typeof decimals)[number];
export type ThousandsMark = (typeof thousandsMarks)[number];
export type Encoding = (typeof encodings)[number];
export type Quote = (typeof quotes)[number];
export type DateOrder = (typeof dateOrders)[number];
export type ColumnKind = (typeof columnKinds)[number];

/** What the rows of a table are: independent, texts with an answer each, or steps in time. */
export const tableKinds = ['table', 'text', 'series'] as const;
export type TableKind = (typeof tableKinds)[number];

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));

/** What a reader says about a table, or pictures, in place of a guess; whatever is absent is guessed. */
export const tableOptionsSchema = v.strictObject({
  delimiter: v.exactOptional(v.picklist(delimiters)),
  quote: v.exactOptional(v.picklist(quotes)),
  decimal: v.exactOptional(v.picklist(decimals)),
  thousands: v.exactOptional(v.picklist(thousandsMarks)),
  encoding: v.exactOptional(v.picklist(encodings)),
  /** Whether the first line names the columns. */
  header: v.exactOptional(v.boolean()),
  /** Exactly these cells are missing values, beside empty ones. */
  missing: v.exactOptional(v.pipe(v.array(text(60)), v.maxLength(50))),
  dateOrder: v.exactOptional(v.picklist(dateOrders)),
  /** Column name → what it is read as. */
  columns: v.exactOptional(v.record(text(4000), v.picklist(columnKinds))),
  target: v.exactOptional(text(4000)),
  /** Series: columns to predict beside the target. */
  moreTargets: v.exactOptional(v.pipe(v.array(text(4000)), v.maxLength(99))),
  kind: v.exactOptional(v.picklist(tableKinds)),
  /** The column of texts, where the kind is `text`. */
  text: v.exactOptional(text(4000)),
  /** The column of dates that a series follows; '' says that no column holds a time. */
  time: v.exactOptional(text(4000)),
  pictures: v.exactOptional(pictureOptionsSchema),
});

export type TableOptions = v.InferOutput<typeof tableOptionsSchema>;
