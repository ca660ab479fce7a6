/** Different values a code of one byte can tell apart. */
const COLOURS = 256;
/** Codes in one float32, which holds whole numbers of 24 bits exactly. */
export const CODES_IN_A_FLOAT = 3;
/** Places of the table in which a value is looked up: few enough to stay in the cache, with room between. */
const PLACES = 1024;

/** Values as codes: `codes[i]` holds three of them, the first in its lowest byte; value = palette[code], to the bit. */
export interface PaletteCodes {
  readonly codes: Float32Array;
  readonly palette: Float32Array;
}

/**
 * Pictures have at most 256 different values, and so have many tables: then a value takes one byte and a third instead of four. Null where there are
 * more. `parts` are asked for one after the other; each is read before the next is asked for.
 */
export function paletteCodes(parts: Iterable<Float32Array>, length: number): PaletteCodes | null {
  const codes = new Float32Array(Math.ceil(length / CODES_IN_A_FLOAT));
  const table = new PaletteTable();
  let at = 0;
  for (const part of parts) {
    const bits = new Uint32Array(part.buffer, part.byteOffset, part.length);
    for (let i = 0; i < bits.length; i++, at++) {
      const code = table.codeOf(bits[i]!);
      if (code < 0) return null;
      codes[Math.floor(at / CODES_IN_A_FLOAT)]! += code * 256 ** (at % CODES_IN_A_FLOAT);
    }
  }
  return { codes, palette: table.palette };
}

/** Gives every bit pattern it meets the next code. */
class PaletteTable {
  private readonly keys = new Uint32Array(PLACES);
  private readonly codes = new Int16Array(PLACES).fill(-1);
  private readonly found = new Uint32Array(COLOURS);
  private count = 0;

  /** The code of a value by its bits; −1 where there are too many different ones. */
  codeOf(bits: number): number {
    let place = Math.imul(bits, 0x9e3779b1) >>> 22;
    while (this.codes[place]! >= 0) {
      if (this.keys[place] === bits) return this.codes[place]!;
      place = (place + 1) % PLACES;
    }
    if (this.count === COLOURS) return -1;
    this.keys[place] = bits;
    this.found[this.count] = bits;
    return (this.codes[place] = this.count++);
  }

  get palette(): Float32Array {
    return new Float32Array(this.found.buffer);
  }
}
