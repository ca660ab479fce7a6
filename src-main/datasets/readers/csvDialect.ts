import type { Delimiter, Quote } from '#shared/domain/tableOptions.ts';

const dividers: readonly Delimiter[] = [',', ';', '\t', '|'];
/** Lines of aligned columns have as many words; a text of one column hardly ever does. */
const ALIGNED_SHARE = 0.95;

export interface DelimiterGuess {
  readonly delimiter: Delimiter;
  readonly code: 'delimiterEven' | 'delimiterAligned' | 'delimiterNone';
  /** Cells of a line, and the share of the lines with as many, in per cent. */
  readonly cells: number;
  readonly percent: number;
}

/** The delimiter that divides the first lines most evenly; the comma where none does. `head` is the beginning of the text. */
export function guessDelimiter(head: string, quote: Quote = '"'): DelimiterGuess {
  const text = head.replace(/\r\n?/g, '\n');
  const scored = dividers.map((delimiter) => ({ delimiter, ...evenness(cellCounts(text, delimiter, quote)) }));
  const dividing = scored.filter(({ cells }) => cells > 1);
  // Commas inside numbers divide as evenly as the semicolons between them.
  dividing.sort(
    (a, b) => b.share - a.share || Number(a.delimiter === ',') - Number(b.delimiter === ',') || b.cells - a.cells,
  );
  const [best] = dividing;
  if (!best) return alignedGuess(text) ?? { delimiter: ',', code: 'delimiterNone', cells: 1, percent: 100 };
  const { cells, share } = mostAlike(cellCounts(text, best.delimiter, quote));
  return { delimiter: best.delimiter, code: 'delimiterEven', cells, percent: Math.round(100 * share) };
}

/** The number of cells that most lines have, and their share: a header may name fewer columns than the rows have. */
function mostAlike(counts: readonly number[]): { share: number; cells: number } {
  const lines = new Map<number, number>();
  for (const cells of counts) lines.set(cells, (lines.get(cells) ?? 0) + 1);
  const [cells = 0, alike = 0] = [...lines].reduce((most, each) => (each[1] > most[1] ? each : most));
  return { cells, share: alike / counts.length };
}

/** Share of the lines with as many cells as the first, and that number. */
function evenness(counts: readonly number[]): { share: number; cells: number } {
  const cells = counts[0] ?? 0;
  return { cells, share: counts.filter((count) => count === cells).length / Math.max(1, counts.length) };
}

function alignedGuess(text: string): DelimiterGuess | null {
  const lines = completeLines(text).map((line) => line.trim().split(/[ \t]+/));
  const { cells, share } = evenness(lines.map((words) => words.length));
  const words = lines.flat();
  const numbers = words.filter((word) => /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(word)).length;
  if (cells < 2 || share < ALIGNED_SHARE || numbers * 2 < words.length) return null;
  return { delimiter: ' ', code: 'delimiterAligned', cells, percent: Math.round(100 * share) };
}

/** Lines that are not empty; the last one may be cut and counts only when it is all there is. */
function completeLines(text: string): string[] {
  const lines = text.split('\n');
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  return whole.filter((line) => line.trim() !== '');
}

/** Cells of every complete line; delimiters and line breaks between quotes do not count. */
function cellCounts(text: string, delimiter: Delimiter, quote: Quote): number[] {
  const counts: number[] = [];
  let cells = 1;
  let isQuoted = false;
  let isBlank = true;
  for (const character of text) {
    if (character === quote) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === delimiter) cells += 1;
    else if (character === '\n') {
      if (!isBlank) counts.push(cells);
      cells = 1;
      isBlank = true;
      continue;
    }
    isBlank = false;
  }
  // The last line may be cut; it counts only when it is all there is.
  return counts.length === 0 ? [cells] : counts;
}

/** The mark cells are quoted with: single quotes where several cells stand in them and none in double ones. */
export function guessQuote(head: string): Quote {
  const quoted = (mark: string): number =>
    head.match(new RegExp(`(?<=^|[,;\\t|])[ ]*${mark}[^${mark}\\r\\n]*${mark}[ ]*(?=$|[,;\\t|\\r\\n])`, 'gm'))
      ?.length ?? 0;
  return quoted("'") >= 3 && quoted('"') === 0 ? "'" : '"';
}
