import * as tf from '@tensorflow/tfjs';
import { emptyTensor } from '../programs/deviceTensors.ts';
import type { Region } from '../programs/draw.ts';

/** Where the values [rows, units] of every step lie: even steps in one texture, odd ones in another, so that a step can read the one before it. */
export interface StepTiles {
  readonly rows: number;
  readonly units: number;
  /** Row pairs and unit pairs: texels of a tile. */
  readonly height: number;
  readonly width: number;
  /** Tiles below one another before the next column of them begins. */
  readonly inColumn: number;
  readonly columns: number;
}

export function stepTiles(steps: number, rows: number, units: number): StepTiles {
  const [height, width] = [Math.ceil(rows / 2), Math.ceil(units / 2)];
  const tiles = Math.ceil(steps / 2);
  const inColumn = Math.min(tiles, Math.max(1, Math.floor(tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE') / height)));
  return { rows, units, height, width, inColumn, columns: Math.ceil(tiles / inColumn) };
}

/** A texture for even or for odd steps. */
export function tileTensor({ height, width, inColumn, columns }: StepTiles): tf.Tensor {
  const shape = [2 * height * inColumn, 2 * width * columns] as const;
  return emptyTensor(shape, shape);
}

/** Where the tile of a step lies in the texture of its kind. */
export function tileRegion({ height, width, inColumn }: StepTiles, step: number): Region {
  const tile = step >> 1;
  return { x: Math.floor(tile / inColumn) * width, y: (tile % inColumn) * height, width, height };
}

/** What programs over tiles are told: rows, texels across, texels down, tiles in a column. */
export const tileUniforms = [{ name: 'tiles', type: 'ivec4' }] as const;

export function tileValues({ rows, width, height, inColumn }: StepTiles): number[] {
  return [rows, width, height, inColumn];
}

/**
 * GLSL over those uniforms: `tileOf(step)` is the first texel of a tile, and `rowsOf`-readers give a texel of two rows of a step out of a plain matrix
 * [steps · rows, columns], whose rows need not be in pairs that begin with a step.
 */
export const tileCode = `
ivec2 tileOf(int step) {
  int tile = step >> 1;
  int column = quotient(tile, tiles.w);
  return ivec2(column * tiles.y, (tile - column * tiles.w) * tiles.z);
}
`;

/** GLSL of `vec4 <name>Rows(step, pair, texel, inRow)` over such a matrix. */
export function rowReader(name: string): string {
  const read = (row: string): string =>
    `texture(${name}, place((${row}) * inRow + texel, (${name}TexShape[1] + 1) / 2) * perTexel(${name}TexShape))`;
  return `
vec4 rowsOf${name}(int step, int pair, int texel, int inRow) {
  int first = step * tiles.x + 2 * pair;
  vec4 one = ${read('first >> 1')};
  if ((first & 1) == 0) return one;
  return vec4(one.zw, 2 * pair + 1 < tiles.x ? ${read('(first >> 1) + 1')}.xy : vec2(0.0));
}
`;
}
