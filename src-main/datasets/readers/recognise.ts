import { StudioError } from '#shared/result.ts';
import type { Container } from '../collections/openCollection.ts';
import { guessEncoding, zeroEncoding } from './csvText.ts';
import type { ReaderFormat } from './reader.ts';

/** What the first bytes of a file say it is. `label` is a proper name that needs no translation. */
export type Recognised =
  | { readonly format: ReaderFormat | Container }
  | { readonly format: 'other'; readonly label: string }
  | { readonly format: 'hdf5' | 'unknown' | 'empty' };

const magics: readonly (readonly [offset: number, bytes: string, label: string])[] = [
  [0, '\x89PNG\r\n\x1a\n', 'PNG'],
  [0, '\xff\xd8\xff', 'JPEG'],
  [0, 'GIF8', 'GIF'],
  [8, 'WEBP', 'WebP'],
  [0, '%PDF-', 'PDF'],
  [0, 'SQLite format 3\0', 'SQLite'],
  [0, 'PAR1', 'Parquet'],
  [0, 'ARROW1', 'Arrow'],
  [0, 'FEA1', 'Feather'],
  [0, "7z\xbc\xaf'\x1c", '7-Zip'],
  [0, 'Rar!', 'RAR'],
  [0, 'BZh', 'bzip2'],
  [0, '\xfd7zXZ\0', 'XZ'],
  [0, '\x28\xb5\x2f\xfd', 'Zstandard'],
  [0, '\xd0\xcf\x11\xe0', 'Microsoft Office 97'],
  [0, '\x7fELF', 'ELF'],
  [0, 'MZ', 'Windows EXE'],
];

/** A zip by its first entry: spreadsheets and Keras files are zips too. */
const zipLabels: readonly (readonly [part: string, label: string])[] = [
  ['[Content_Types].xml', 'Excel or Office'],
  ['mimetype', 'OpenDocument'],
  ['model.weights.h5', 'Keras'],
];

/** Names the format of a file by its first bytes (already unpacked if it was gzip). Pure; the file's name plays no part. */
export function recognise(head: Buffer): Recognised {
  if (head.length === 0) return { format: 'empty' };
  const bytes = head.toString('latin1');
  if (bytes.startsWith('\x89HDF\r\n\x1a\n')) return { format: 'hdf5' };
  if (bytes.startsWith('\xff\xfe') || bytes.startsWith('\xfe\xff')) return textFormat(plainText(head));
  if (bytes.startsWith('PK\x03\x04') && isWorkbook(bytes)) return { format: 'xlsx' };
  if (bytes.startsWith('PK\x03\x04') || bytes.startsWith('PK\x05\x06')) return zipFormat(bytes);
  if (bytes.startsWith('ustar', 257)) return { format: 'tar' };
  if (bytes.startsWith('\x93NUMPY')) return { format: 'npy' };
  const magic = magics.find(([offset, text]) => bytes.startsWith(text, offset));
  if (magic) return { format: 'other', label: magic[2] };
  // Two zero bytes and one of the element types 0x08 … 0x0e.
  if (head.length >= 4 && /^\0\0[\x08-\x0e]/.test(bytes)) return { format: 'idx' };
  return textFormat(zeroEncoding(head) ? plainText(head) : bytes);
}

/** A zip of Office parts some of which belong to a spreadsheet. */
function isWorkbook(bytes: string): boolean {
  return (
    /\[Content_Types\]\.xml|_rels\/\.rels/.test(bytes) &&
    /xl\/(workbook|worksheets|_rels|styles|theme|sharedStrings)/.test(bytes)
  );
}

function zipFormat(bytes: string): Recognised {
  const name = bytes.slice(30, 30 + bytes.charCodeAt(26) + 256 * bytes.charCodeAt(27));
  const label = zipLabels.find(([part]) => name.includes(part))?.[1];
  return label === undefined ? { format: 'zip' } : { format: 'other', label };
}

/** The beginning of a text of UTF-16 as far as its letters are ASCII; other letters become a question mark. */
function plainText(head: Buffer): string {
  const { encoding } = guessEncoding(head);
  const text = new TextDecoder(encoding).decode(head.subarray(0, head.length & ~1));
  return text.replace(/[^\0-\x7f]/g, '?');
}

function textFormat(bytes: string): Recognised {
  // Bytes that no text of any encoding of ours contains; tab, line feed, form feed, carriage return and escape may occur.
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(bytes)) return { format: 'unknown' };
  const start = bytes.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (start === '') return { format: 'empty' };
  if (/^<(!doctype html|html)/i.test(start)) return { format: 'other', label: 'HTML' };
  if (/^<\?xml|^<svg/i.test(start)) return { format: 'other', label: 'XML' };
  if (isJsonLines(start)) return { format: 'jsonl' };
  if (/^\{\s*["}]|^\[\s*[[{]/.test(start)) return { format: 'other', label: 'JSON' };
  return { format: 'csv' };
}

/** One object per line: the first line is a whole one, and another begins in the second. */
function isJsonLines(text: string): boolean {
  const [first = '', second] = text.split(/\r?\n/, 2);
  if (!first.startsWith('{') || (second ?? '').trimStart()[0] !== '{') return false;
  try {
    return typeof JSON.parse(first) === 'object';
  } catch {
    return false;
  }
}

/** The sentence for a file that no reader takes. */
export function formatTrouble(recognised: Recognised, name: string): StudioError {
  if (recognised.format === 'hdf5') return new StudioError('formatHdf5', { name });
  if (recognised.format === 'empty') return new StudioError('fileEmpty', { name });
  if (recognised.format === 'other') return new StudioError('formatUnsupported', { name, format: recognised.label });
  return new StudioError('formatUnknown', { name });
}
