import { isUtf8 } from 'node:buffer';
import type { CsvReading } from '#shared/domain/dataset.ts';
import { contentOf, type ContentFile } from '../content.ts';
import type { Watch } from '../watch.ts';

export type Delimiter = CsvReading['delimiter'];

const delimiters: readonly Delimiter[] = [',', ';', '\t'];

/** The delimiter that divides the first lines most evenly; the comma where none does. `head` is the beginning of the text. */
export function guessDelimiter(head: string): Delimiter {
  const scored = delimiters.map((delimiter) => ({ delimiter, ...evenness(cellCounts(head, delimiter)) }));
  const dividing = scored.filter(({ cells }) => cells > 1);
  dividing.sort((a, b) => b.share - a.share || b.cells - a.cells);
  return dividing[0]?.delimiter ?? ',';
}

/** Share of the lines with as many cells as the first, and that number. */
function evenness(counts: readonly number[]): { share: number; cells: number } {
  const cells = counts[0] ?? 0;
  return { cells, share: counts.filter((count) => count === cells).length / Math.max(1, counts.length) };
}

/** Cells of every complete line; delimiters and line breaks between quotes do not count. */
function cellCounts(text: string, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  let cells = 1;
  let isQuoted = false;
  let isBlank = true;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === delimiter) cells += 1;
    else if (character === '\n') {
      if (!isBlank) counts.push(cells);
      cells = 1;
      isBlank = true;
      continue;
    }
    if (character !== '\r') isBlank = false;
  }
  // The last line may be cut; it counts only when it is all there is.
  return counts.length === 0 ? [cells] : counts;
}

/** UTF-8 when every byte of the file is valid UTF-8, else Latin-1 (as browsers understand it: Windows-1252). */
export async function detectEncoding(file: ContentFile, watch: Watch): Promise<CsvReading['encoding']> {
  let carried = Buffer.alloc(0);
  for await (const chunk of contentOf(file, watch.signal, watch.phase('checking', file))) {
    const joined = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    const end = lastCompleteCharacter(joined);
    if (!isUtf8(joined.subarray(0, end))) return 'latin1';
    carried = Buffer.from(joined.subarray(end));
  }
  return carried.length === 0 ? 'utf-8' : 'latin1';
}

/** Where the last, perhaps cut, character begins: at most three bytes before the end. */
function lastCompleteCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (length > 0) return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
