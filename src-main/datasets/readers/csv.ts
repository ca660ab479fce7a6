import type { Guess } from '#shared/domain/dataset.ts';
import type { Encoding, TableOptions } from '#shared/domain/tableOptions.ts';
import { silentWatch, type Watch } from '../watch.ts';
import { alignedToTabs } from './csvAligned.ts';
import { scanStream } from './csvBytes.ts';
import { guessDelimiter, guessQuote, type DelimiterGuess } from './csvDialect.ts';
import { sampleRecords } from './csvSample.ts';
import { createScanner } from './csvScan.ts';
import { guessEncoding, headText, notUtf8, utf8Of, type EncodingGuess } from './csvText.ts';
import type { ProbedFile } from './probe.ts';
import { tableReader } from './tableReader.ts';
import type { TableSource } from './tableSource.ts';

/** Tables in text: cells between commas, semicolons, tabs, bars or blanks. */
export const csvReader = tableReader('csv', withEncoding);

/** Does some work with the table as its beginning says it is encoded; again as Latin-1 where a later byte is no UTF-8. */
async function withEncoding<T>(
  file: ProbedFile,
  options: TableOptions,
  watch: Watch,
  work: (source: TableSource) => Promise<T>,
): Promise<T> {
  const guess = guessEncoding(file.head);
  try {
    return await work(await openSource(file, { ...guess, check: options.encoding === undefined }, options, watch));
  } catch (error) {
    if (error !== notUtf8) throw error;
    const latin1 = { encoding: 'latin1', code: 'encodingLatin1', check: false } as const;
    return work(await openSource(file, latin1, options, watch));
  }
}

async function openSource(
  file: ProbedFile,
  { check, ...guessed }: EncodingGuess & { readonly check: boolean },
  options: TableOptions,
  watch: Watch,
): Promise<TableSource> {
  const encoding = options.encoding ?? guessed.encoding;
  const chunks = (phaseWatch: Watch) => utf8Of(file, { encoding, check }, 'reading', phaseWatch);
  const head = headText(file.head, encoding);
  const quote = options.quote ?? guessQuote(head);
  const found = guessDelimiter(head, quote);
  const delimiter = options.delimiter ?? found.delimiter;
  const dialect = {
    // Aligned columns reach the scanner with one tab between them.
    delimiter: (delimiter === ' ' ? '\t' : delimiter).charCodeAt(0),
    quote: quote.charCodeAt(0),
    name: file.name,
  };
  const cells = (phaseWatch: Watch) => (delimiter === ' ' ? alignedToTabs(chunks(phaseWatch)) : chunks(phaseWatch));
  const sample = await sampleRecords(() => cells(silentWatch(watch.signal)), dialect);
  return {
    name: file.name,
    sample,
    names: null,
    text: { delimiter, encoding, quote },
    guesses: [
      encodingGuess(encoding, guessed, options),
      delimiterGuess(delimiter, found, options),
      quoteGuess(quote, options),
    ],
    read: (rows, { hasHeader, decimal }) => {
      const point = decimal.charCodeAt(0);
      return scanStream(
        cells(watch),
        createScanner({ ...dialect, point, headerRecords: hasHeader ? 1 : 0 }, rows),
        file.name,
      );
    },
  };
}

function encodingGuess(encoding: Encoding, { code }: EncodingGuess, options: TableOptions): Guess {
  return {
    field: 'encoding',
    where: '',
    value: encoding,
    code: options.encoding === undefined ? code : 'given',
    detail: { value: encoding },
  };
}

function delimiterGuess(delimiter: string, { code, cells, percent }: DelimiterGuess, options: TableOptions): Guess {
  return {
    field: 'delimiter',
    where: '',
    value: delimiter,
    code: options.delimiter === undefined ? code : 'given',
    detail: { value: visible(delimiter), cells, percent },
  };
}

/** Marks that cannot be seen, as they are named in texts. */
function visible(delimiter: string): string {
  return delimiter === '\t' ? '\\t' : delimiter;
}

function quoteGuess(quote: string, options: TableOptions): Guess {
  const code = options.quote !== undefined ? 'given' : quote === "'" ? 'quoteSingle' : 'quoteUsual';
  return { field: 'quote', where: '', value: quote, code, detail: { value: quote } };
}
