import { activationCode } from '../programs/activationCode.ts';
import { gateSlope } from './gateSlope.ts';
import { rowReader, tileCode } from './stepTiles.ts';
import { gradientNames, type WholeCell } from './wholeCell.ts';

/** The two functions that bend values in a cell. */
export interface CellBends {
  readonly activation: string;
  readonly recurrentActivation: string;
}

/** The activation and its derivative told by its output, what opens a gate, and `GATE_SLOPE`, over four values. */
function functions({ activation, recurrentActivation }: CellBends): string {
  const { apply, derivative } = activationCode(activation)!;
  return `
vec4 bend(vec4 v) { return ${apply}; }
vec4 slope(vec4 y) { return ${derivative}; }
vec4 open(vec4 v) { return ${activationCode(recurrentActivation)!.apply}; }
${gateSlope(recurrentActivation)}
`;
}

/** Names of the inputs of a step forward: the state before is read from the other textures of its pair. */
export function forwardInputs({ carried, hasRecurrentBias }: WholeCell): string[] {
  const beside = carried.filter((name) => name !== 'h').map(beforeTexture);
  return ['Z', 'Kernel', ...(hasRecurrentBias ? ['Bias'] : []), beforeTexture('h'), ...beside];
}

/** Names of the inputs of a step back: gradients behind the step, what it kept, the state before it, the kernel, gradients from outside. */
export function backwardInputs({ inner, kept, carried }: WholeCell): string[] {
  return [
    ...['h', ...inner].map(gradientTexture),
    ...kept.map(keptTexture),
    ...carried.map(beforeTexture),
    'Kernel',
    'Dy',
  ];
}

const beforeTexture = (name: string): string => `Before_${name}`;
const keptTexture = (name: string): string => `Kept_${name}`;
const gradientTexture = (name: string): string => `Gradient_${name}`;

/** GLSL for every gate. */
function each({ gates }: WholeCell, line: (gate: number) => string): string {
  return Array.from({ length: gates }, (_, gate) => line(gate)).join('\n');
}

/** Texels of two by two values: a sum over the first's columns and the second's rows. */
const multiplied = (a: string, b: string): string => `${a}.xxzz * ${b}.xyxy + ${a}.yyww * ${b}.zwzw`;

/**
 * One step forward: writes what the cell makes of a texel, two rows by two units. Before the first step the state is zero. A row of the kernel is a row
 * of its texture.
 */
export function wholeForwardCode(cell: WholeCell, bends: CellBends): string {
  const bias = (gate: number): string =>
    cell.hasRecurrentBias
      ? `texture(Bias, place(at.x + ${gate} * tiles.y, (BiasTexShape[1] + 1) / 2) * perTexel(BiasTexShape)).xyxy`
      : 'vec4(0.0)';
  return `${functions(bends)}${tileCode}${rowReader('Z')}
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy) - tileOf(now.x);
  ${each(cell, (gate) => `vec4 x${gate} = rowsOfZ(now.x, at.y, at.x + ${gate} * tiles.y, ${cell.gates} * tiles.y);`)}
  ${each(cell, (gate) => `vec4 s${gate} = ${bias(gate)};`)}
  ${cell.carried.map((name) => `vec4 ${name}Before = vec4(0.0);`).join('\n')}
  if (now.x > 0) {
    ivec2 tile = tileOf(now.x - 1);
    vec2 perH = perTexel(${beforeTexture('h')}TexShape);
    ${cell.carried.map((name) => `${name}Before = texture(${beforeTexture(name)}, (vec2(tile + at) + 0.5) * perH);`).join('\n')}
    vec2 hAt = (vec2(tile + ivec2(0, at.y)) + 0.5) * perH;
    vec2 perK = perTexel(KernelTexShape);
    vec2 kAt = vec2(float(at.x) + 0.5, 0.5) * perK;
    vec2 gate = vec2(float(tiles.y) * perK.x, 0.0);
    for (int k = 0; k < tiles.y; k++) {
      vec4 h = texture(${beforeTexture('h')}, hAt);
      ${each(cell, (gate) => `vec4 k${gate} = texture(Kernel, kAt + ${gate}.0 * gate);`)}
      hAt.x += perH.x;
      kAt.y += perK.y;
      ${each(cell, (gate) => `s${gate} += ${multiplied('h', `k${gate}`)};`)}
    }
  }
  ${cell.forward}
  ${cell.made.map((name, i) => `output${i} = ${name};`).join('\n')}
}`;
}

/**
 * One step back: from the gradients of the state behind the step, written by the step after it, those of the state before it and those of the pieces of
 * z and of h U. `Dy` is the gradient of the outputs from outside: of all steps, or of the last.
 */
export function wholeBackwardCode(cell: WholeCell, bends: CellBends, ofAllSteps: boolean): string {
  const read = (name: string, texture: string, at: string): string => `vec4 ${name} = texture(${texture}, ${at});`;
  const outside = ofAllSteps ? '' : '0 * ';
  const [own, ...others] = gradientNames(cell);
  return `${functions(bends)}${tileCode}${rowReader('Dy')}
void main() {
  ivec2 tile = tileOf(now.x);
  ivec2 at = ivec2(gl_FragCoord.xy) - tile;
  bool isFirst = now.x == 0;
  bool isLast = now.x == now.y - 1;
  vec2 per = perTexel(${gradientTexture('h')}TexShape);
  vec2 ownAt = (vec2(tile + ivec2(0, at.y)) + 0.5) * per;
  vec2 afterAt = (vec2(tileOf(now.x + 1) + ivec2(0, at.y)) + 0.5) * per;
  vec2 pastAt = (vec2(tileOf(max(now.x - 1, 0)) + ivec2(0, at.y)) + 0.5) * per;
  vec2 perK = perTexel(KernelTexShape);
  vec2 kAt = vec2(0.5, float(at.x) + 0.5) * perK;
  vec2 gate = vec2(float(tiles.y) * perK.x, 0.0);
  vec4 sum = vec4(0.0);
  for (int k = 0; k < tiles.y; k++) {
    vec4 dh = isLast ? rowsOfDy(${outside}now.x, at.y, k, tiles.y) : texture(${gradientTexture('h')}, afterAt);
    ${cell.inner.map((name) => `vec4 d${name} = isLast ? vec4(0.0) : texture(${gradientTexture(name)}, afterAt);`).join('\n')}
    ${cell.kept.map((name) => read(name, keptTexture(name), 'ownAt')).join('\n')}
    ${cell.carried.map((name) => `vec4 ${name}Before = isFirst ? vec4(0.0) : texture(${beforeTexture(name)}, pastAt);`).join('\n')}
    ${cell.backward}
    if (k == at.x) {
      sum += ${own};
      ${others.map((name, i) => `output${i + 1} = ${name};`).join('\n')}
    }
    ${each(cell, (gate) => `vec4 k${gate} = texture(Kernel, kAt + ${gate}.0 * gate).xzyw;`)}
    ${each(cell, (gate) => `sum += ${multiplied(cell.ofSums[gate]!, `k${gate}`)};`)}
    ownAt.x += per.x;
    afterAt.x += per.x;
    pastAt.x += per.x;
    kAt.x += perK.x;
  }
  ${ofAllSteps ? 'if (!isFirst) sum += rowsOfDy(now.x - 1, at.y, at.x, tiles.y);' : ''}
  output0 = sum;
}`;
}
