/** A picture as bytes: row-major, `channels` per pixel. */
export interface RawPicture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

const MAX_PIXELS = 64e6;
const UNCOMPRESSED = 0;
const BIT_FIELDS = 3;

/**
 * Decodes an uncompressed Windows bitmap of 1, 4, 8, 24 or 32 bits per pixel, which libvips does not read; null where it is none, is
 * compressed or ends early. Format: the `BITMAPINFOHEADER` of Windows, rows padded to four bytes, the lowest row first unless the height
 * is negative.
 */
export function decodeBmp(file: Buffer): RawPicture | null {
  if (file.length < 54 || file.toString('latin1', 0, 2) !== 'BM') return null;
  const [pixelsAt, headerBytes] = [file.readUInt32LE(10), file.readUInt32LE(14)];
  const [width, signedHeight] = [file.readInt32LE(18), file.readInt32LE(22)];
  const [bits, compression] = [file.readUInt16LE(28), file.readUInt32LE(30)];
  const height = Math.abs(signedHeight);
  const isPlain = compression === UNCOMPRESSED || (compression === BIT_FIELDS && bits === 32);
  if (headerBytes < 40 || !isPlain || ![1, 4, 8, 24, 32].includes(bits)) return null;
  if (width < 1 || height < 1 || width * height > MAX_PIXELS) return null;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (pixelsAt + rowBytes * height > file.length) return null;
  const colour = bits > 8 ? directColour(file, bits / 8) : paletteColour(file, 14 + headerBytes, bits);
  const data = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = pixelsAt + rowBytes * (signedHeight > 0 ? height - 1 - row : row);
    for (let column = 0; column < width; column++) colour(from, column, data, (row * width + column) * 3);
  }
  return { data, width, height, channels: 3 };
}

/** Writes the colour of the pixel in a column of the row that begins at `row`. */
type WriteColour = (row: number, column: number, out: Buffer, to: number) => void;

/** Blue, green, red, and a fourth byte that is hardly ever used as meant. */
function directColour(file: Buffer, bytes: number): WriteColour {
  return (row, column, out, to) => copyReversed(file, row + column * bytes, out, to);
}

function paletteColour(file: Buffer, paletteAt: number, bits: number): WriteColour {
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  return (row, column, out, to) => {
    const shift = 8 - bits * ((column % perByte) + 1);
    const place = (file[row + Math.floor(column / perByte)]! >> shift) & mask;
    copyReversed(file, Math.min(paletteAt + place * 4, file.length - 3), out, to);
  };
}

function copyReversed(file: Buffer, from: number, out: Buffer, to: number): void {
  out[to] = file[from + 2]!;
  out[to + 1] = file[from + 1]!;
  out[to + 2] = file[from]!;
}
