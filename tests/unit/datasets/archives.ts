import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** What a test changes about an entry of a zip against an honest one. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
  readonly isStored?: boolean;
  /** What the directory says, if not the truth. */
  readonly says?: { readonly unpacked?: number; readonly crc?: number };
  /** Unix file type and permissions: 0o120777 is a link. */
  readonly mode?: number;
  /** General purpose flags: 1 is encrypted. */
  readonly flags?: number;
}

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
};
const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** A zip archive of these files: local headers, data, directory, end record. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, isStored = false, says = {}, mode = 0o100644, flags = 0 } of entries) {
    const packed = isStored ? bytes : deflateRawSync(bytes);
    const encoded = Buffer.from(name, 'utf8');
    const common = Buffer.concat([
      word(20),
      word(0x800 | flags),
      word(isStored ? 0 : 8),
      long(0),
      long(says.crc ?? crc32(bytes)),
      long(packed.length),
      long(says.unpacked ?? bytes.length),
      word(encoded.length),
      word(0),
    ]);
    const local = Buffer.concat([long(0x04034b50), common, encoded, packed]);
    directory.push(
      Buffer.concat([
        long(0x02014b50),
        word(0x031e),
        common,
        word(0),
        word(0),
        word(0),
        long(mode << 16),
        long(at),
        encoded,
      ]),
    );
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = [
    long(0x06054b50),
    word(0),
    word(0),
    word(entries.length),
    word(entries.length),
    long(list.length),
    long(at),
    word(0),
  ];
  return Buffer.concat([...parts, list, ...end]);
}

/** A zip of files by their names. */
export function plainZip(files: Readonly<Record<string, Buffer | string>>): Buffer {
  return zipOf(Object.entries(files).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes) })));
}

/** A ustar archive of files by their names; type 2 is a link. */
export function tarOf(
  files: readonly { readonly name: string; readonly bytes: Buffer; readonly type?: string }[],
): Buffer {
  const parts = files.flatMap(({ name, bytes, type = '0' }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write(' '.repeat(8), 148);
    header.write(type, 156);
    header.write('ustar\0' + '00', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** The same of files by their names, gzip. */
export function plainTarGz(files: Readonly<Record<string, Buffer | string>>): Buffer {
  return gzipSync(tarOf(Object.entries(files).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes) }))));
}
