import { describe, expect, it } from 'vitest';
import { recognise } from '#main/datasets/readers/recognise.ts';
import { labels, pictures } from './files.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
/** A zip's first entry: signature, 22 bytes, length of the name, 2 bytes, the name. */
const zip = (name: string): Buffer =>
  latin1(`PK\x03\x04${'\0'.repeat(22)}${String.fromCharCode(name.length)}\0\0\0${name}`);

describe('recognise', () => {
  it.each([
    ['IDX pictures', pictures(1), { format: 'idx' }],
    ['IDX labels', labels(1), { format: 'idx' }],
    ['CSV', Buffer.from('a,b\n1,2\n'), { format: 'csv' }],
    ['Latin-1 text', latin1('Größe;Maß\n1;2'), { format: 'csv' }],
    ['UTF-8 with BOM', Buffer.from('\ufeffa,b\n1,2\n'), { format: 'csv' }],
    ['a CSV that begins with a bracket', Buffer.from('[mV],[A]\n1,2\n'), { format: 'csv' }],
    ['nothing', Buffer.alloc(0), { format: 'empty' }],
    ['blanks', Buffer.from(' \r\n\r\n'), { format: 'empty' }],
    ['a BOM alone', Buffer.from('\ufeff'), { format: 'empty' }],
    ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), { format: 'csv' }],
    ['UTF-16 without a mark', Buffer.from('size,weight\n1,2\n', 'utf16le'), { format: 'csv' }],
    ['UTF-16 of the other order', Buffer.from('\ufeffa,b\n', 'utf16le').swap16(), { format: 'csv' }],
    ['a mark of UTF-16 alone', Buffer.from('\ufeff', 'utf16le'), { format: 'empty' }],
    ['JSON lines', Buffer.from('{"a": 1}\n{"a": 2}\n'), { format: 'jsonl' }],
    ['a workbook', Buffer.concat([zip('[Content_Types].xml'), zip('xl/workbook.xml')]), { format: 'xlsx' }],
    ['HDF5', latin1('\x89HDF\r\n\x1a\n\0\0'), { format: 'hdf5' }],
    ['PNG', latin1('\x89PNG\r\n\x1a\n\0'), { format: 'other', label: 'PNG' }],
    ['JPEG', latin1('\xff\xd8\xff\xe0'), { format: 'other', label: 'JPEG' }],
    ['WebP', latin1('RIFF\x10\0\0\0WEBPVP8 '), { format: 'other', label: 'WebP' }],
    ['PDF', latin1('%PDF-1.7\n'), { format: 'other', label: 'PDF' }],
    ['SQLite', latin1('SQLite format 3\0'), { format: 'other', label: 'SQLite' }],
    ['Parquet', latin1('PAR1\x15\0'), { format: 'other', label: 'Parquet' }],
    ['NumPy', latin1('\x93NUMPY\x01\0'), { format: 'npy' }],
    ['Excel', zip('[Content_Types].xml'), { format: 'other', label: 'Excel or Office' }],
    ['NumPy archive', zip('x_train.npy'), { format: 'zip' }],
    ['zip', zip('dog/1.png'), { format: 'zip' }],
    ['HTML', Buffer.from('<!DOCTYPE html><p>404'), { format: 'other', label: 'HTML' }],
    ['JSON object', Buffer.from('{"a": 1}'), { format: 'other', label: 'JSON' }],
    ['JSON array', Buffer.from('[\n {"a": 1}]'), { format: 'other', label: 'JSON' }],
    ['other bytes', Buffer.from([0, 1, 2, 3, 255]), { format: 'unknown' }],
    ['zeros', Buffer.alloc(16), { format: 'unknown' }],
  ])('names %s', (_, head, expected) => expect(recognise(head)).toEqual(expected));
});
