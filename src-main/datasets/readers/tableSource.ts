import type { CsvReading, Guess } from '#shared/domain/dataset.ts';
import type { Decimal } from '#shared/domain/tableOptions.ts';
import type { SampleRecord } from './csvHeader.ts';
import type { TableRows } from './tableRows.ts';

/** How a table of some file format gives its records; what the cells mean is found elsewhere. */
export interface TableSource {
  /** Of the file, for messages. */
  readonly name: string;
  /** The first records. */
  readonly sample: readonly SampleRecord[];
  /** Names of the columns where the format has them apart from the records. */
  readonly names: readonly string[] | null;
  /** How the text is taken apart; null where the file is no text of delimited cells. */
  readonly text: Pick<CsvReading, 'delimiter' | 'encoding' | 'quote'> | null;
  /** Why so. */
  readonly guesses: readonly Guess[];
  /** Gives every record after the header to `rows`; may be called again. */
  read(rows: TableRows, options: { readonly hasHeader: boolean; readonly decimal: Decimal }): Promise<void>;
}
