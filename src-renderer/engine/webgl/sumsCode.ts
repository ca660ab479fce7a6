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

/** The program that adds up these parts, in GLSL ES 3; its texels lie side by side. */
export function sumsCode(parts: readonly NamedPart[]): string {
  let from = 0;
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
    '  int texel = getOutputCoords().y / 2;',
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
  const read = (name: string): string => `mix(vec4(0.0), get${name}(d, r, c), inside)`;
  return `
vec4 part${i}(int first) {
  vec4 sums = vec4(0.0);
  for (int block = first; block < ${depth * down * across}; block += ${part.chunks}) {
    int d = block / ${down * across};
    int left = block - d * ${down * across};
    int r = 2 * (left / ${across});
    int c = 2 * (left - (left / ${across}) * ${across});
    bool hasColumn = c + 1 < ${columns};
    bool hasRow = r + 1 < ${rows};
    bvec4 inside = bvec4(true, hasColumn, hasRow, hasColumn && hasRow);
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
  const lane = 'xyzw'[2 * (row % 2) + (column % 2)]!;
  const at = `(${depth}, ${row - (row % 2)}, ${column - (column % 2)}).${lane}`;
  return `vec4(get${names.seen}${at}, get${names.after}${at} - get${names.before}${at}, 0.0, 0.0)`;
}
