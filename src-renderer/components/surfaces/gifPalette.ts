/** Packs red, green and blue into one number. */
export type Packed = number;

/** The colours of a GIF and the way from any colour to the nearest of them. */
export interface Palette {
  readonly colors: readonly (readonly [number, number, number])[];
  /** Index of "as in the frame before". */
  readonly transparent: number;
  indexOf(color: Packed): number;
}

/** Flat tones keep their exact colour; what is between them (edges of lines, text) shares the rest of the places. */
const EXACT = 96;
const TRANSPARENT = 1;
const MOST = 256;

/** How often each colour stands in RGBA pixels. */
export function countColors(pixels: Uint8ClampedArray, counts: Map<Packed, number>): void {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 4);
  for (const word of words) {
    const color = word & 0xffffff;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
}

/** 255 colours for pictures with these colours. `reduce` makes so many out of RGBA pixels. */
export function paletteOf(
  counts: ReadonlyMap<Packed, number>,
  reduce: (rgba: Uint8Array, count: number) => readonly (readonly number[])[],
): Palette {
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color);
  const exact = byCount.slice(0, byCount.length <= MOST - TRANSPARENT ? MOST - TRANSPARENT : EXACT);
  const rest = byCount.slice(exact.length);
  const shared = rest.length > 0 ? reduce(rgbaOf(rest), MOST - TRANSPARENT - exact.length) : [];
  const colors = [...exact.map(partsOf), ...shared.map(([r = 0, g = 0, b = 0]) => [r, g, b] as const)];
  const known = new Map(exact.map((color, index) => [color, index]));
  const indexOf = (color: Packed): number => {
    const found = known.get(color) ?? nearest(colors, partsOf(color));
    known.set(color, found);
    return found;
  };
  return { colors, transparent: colors.length, indexOf };
}

/** A frame as indices; what is as it was in the frame before is transparent, which costs almost nothing. `before` becomes this frame. */
export function frameIndices(pixels: Uint8ClampedArray, before: Uint32Array | null, palette: Palette): Uint8Array {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 4);
  const indices = new Uint8Array(words.length);
  let [last, lastIndex] = [-1, 0];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (before && before[i] === word) indices[i] = palette.transparent;
    else {
      const color = word & 0xffffff;
      if (color !== last) [last, lastIndex] = [color, palette.indexOf(color)];
      indices[i] = lastIndex;
    }
    if (before) before[i] = word;
  }
  return indices;
}

/** Little-endian RGBA: red is the lowest byte. */
function partsOf(color: Packed): readonly [number, number, number] {
  return [color & 255, (color >> 8) & 255, (color >> 16) & 255];
}

function rgbaOf(colors: readonly Packed[]): Uint8Array {
  const words = Uint32Array.from(colors, (color) => color | 0xff000000);
  return new Uint8Array(words.buffer);
}

function nearest(colors: readonly (readonly number[])[], [r, g, b]: readonly [number, number, number]): number {
  let [best, bestDistance] = [0, Infinity];
  for (let i = 0; i < colors.length; i++) {
    const [cr = 0, cg = 0, cb = 0] = colors[i]!;
    const distance = (cr - r) ** 2 + (cg - g) ** 2 + (cb - b) ** 2;
    if (distance < bestDistance) [best, bestDistance] = [i, distance];
  }
  return best;
}
