import { fetch } from './programs/packed.ts';

/** A weight tensor as it is added up: packed two by two, block by block, in so many chunks; then single numbers. */
export interface Part {
  readonly shape: readonly [depth: number, rows: number, columns: number];
  /** Texels that hold a share of the sums each: Σ g², Σ Δθ², Σ θ². */
  readonly chunks: number;
  /** Places (row-major) whose g and Δθ get a texel of their own. */
  readonly probed: readonly number[];
  /** All texels of this tensor. */
  readonly texels: number;
}

/** A part with the names of its inputs. */
export interface NamedPart {
  readonly part: Part;
  readonly names: Readonly<Record<'gradient' | 'seen' | 'before' | 'after', string>>;
}

/** The program that adds up these parts, in GLSL ES 3; its texels lie side by side, from number `from` on. */
export function sumsCode(parts: readonly NamedPart[], from: number): string {
  const branches = parts.flatMap((named, i) => {
    const first = from;
    from += named.part.texels;
    const chunks = `if (texel < ${first + named.part.chunks}) result = part${i}(texel - ${first});`;
    const single = named.part.probed.map(
      (place, k) => `if (texel == ${first + named.part.chunks + k}) result = ${probeCode(named, place)};`,
    );
    return [chunks, ...single];
  });
  return [
    ...parts.map(partCode),
    'void main() {',
    '  int texel = ownTexel();',
    '  vec4 result = vec4(0.0);',
    `  ${branches.join('\n  else ')}`,
    '  setOutput(result);',
    '}',
  ].join('\n');
}

/** What lies outside the tensor in a block is whatever was there: it is chosen away, not multiplied, since it may be no number. */
function partCode({ part, names }: NamedPart, i: number): string {
  const [depth, rows, columns] = part.shape;
  const [down, across] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
  const read = (name: string): string => `mix(vec4(0.0), ${fetch(name, 'block')}, inside)`;
  const edges: string[] = [];
  if (columns % 2 === 1)
    edges.push(`if (block - quotient(block, ${across}) * ${across} == ${across - 1}) inside.yw = bvec2(false);`);
  if (rows % 2 === 1)
    edges.push(
      `if (quotient(block, ${across}) - quotient(block, ${down * across}) * ${down} == ${down - 1}) inside.zw = bvec2(false);`,
    );
  return `
vec4 part${i}(int first) {
  vec4 sums = vec4(0.0);
  for (int block = first; block < ${depth * down * across}; block += ${part.chunks}) {
    bvec4 inside = bvec4(true);
    ${edges.join('\n    ')}
    vec4 g = ${read(names.gradient)};
    vec4 theta = ${read(names.before)};
    vec4 change = ${read(names.after)} - theta;
    sums += vec4(dot(g, g), dot(change, change), dot(theta, theta), 0.0);
  }
  return sums;
}`;
}

function probeCode({ part, names }: NamedPart, place: number): string {
  const [, rows, columns] = part.shape;
  const column = place % columns;
  const row = Math.floor(place / columns) % rows;
  const depth = Math.floor(place / (columns * rows));
  const texel = (depth * Math.ceil(rows / 2) + (row >> 1)) * Math.ceil(columns / 2) + (column >> 1);
  const lane = 'xyzw'[2 * (row % 2) + (column % 2)]!;
  const read = (name: string): string => `${fetch(name, String(texel))}.${lane}`;
  return `vec4(${read(names.seen)}, ${read(names.after)} - ${read(names.before)}, 0.0, 0.0)`;
}
