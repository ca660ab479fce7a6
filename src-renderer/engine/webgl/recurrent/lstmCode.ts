import { activationCode } from '../programs/activationCode.ts';
import { rowReader, tileCode } from './stepTiles.ts';

/** The activation and its derivative told by its output, and the sigmoid, over four values. */
function functions(activation: string): string {
  const { apply, derivative } = activationCode(activation)!;
  return `
vec4 bend(vec4 v) { return ${apply}; }
vec4 slope(vec4 y) { return ${derivative}; }
vec4 logistic(vec4 v) { return ${activationCode('sigmoid')!.apply}; }
`;
}

/** A row that is not there is zero, so that sums over rows need not look. */
const whole = `
vec4 whole(vec4 v, int pair) { return 2 * pair + 1 < tiles.x ? v : vec4(v.xy, 0.0, 0.0); }
`;

/** Texels of two by two values: a sum over the first's columns and the second's rows. */
const multiplied = (a: string, b: string): string => `${a}.xxzz * ${b}.xyxy + ${a}.yyww * ${b}.zwzw`;

/**
 * One step of an LSTM: writes cell, output, bent cell and the four gates of a texel, two rows by two units. The state before is read from the other
 * textures of the pair; before the first step it is zero. A row of the kernel is a row of its texture.
 */
export function lstmForwardCode(activation: string): string {
  return `${functions(activation)}${tileCode}${rowReader('Z')}${whole}
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy) - tileOf(now.x);
  int inRow = 4 * tiles.y;
  vec4 i = rowsOfZ(now.x, at.y, at.x, inRow);
  vec4 f = rowsOfZ(now.x, at.y, at.x + tiles.y, inRow);
  vec4 g = rowsOfZ(now.x, at.y, at.x + 2 * tiles.y, inRow);
  vec4 o = rowsOfZ(now.x, at.y, at.x + 3 * tiles.y, inRow);
  vec4 before = vec4(0.0);
  if (now.x > 0) {
    ivec2 tile = tileOf(now.x - 1);
    vec2 perH = perTexel(HTexShape);
    before = texture(C, (vec2(tile + at) + 0.5) * perH);
    vec2 hAt = (vec2(tile + ivec2(0, at.y)) + 0.5) * perH;
    vec2 perK = perTexel(KernelTexShape);
    vec2 kAt = vec2(float(at.x) + 0.5, 0.5) * perK;
    vec2 gate = vec2(float(tiles.y) * perK.x, 0.0);
    for (int k = 0; k < tiles.y; k++) {
      vec4 h = texture(H, hAt);
      vec4 ki = texture(Kernel, kAt);
      vec4 kf = texture(Kernel, kAt + gate);
      vec4 kg = texture(Kernel, kAt + 2.0 * gate);
      vec4 ko = texture(Kernel, kAt + 3.0 * gate);
      hAt.x += perH.x;
      kAt.y += perK.y;
      i += ${multiplied('h', 'ki')};
      f += ${multiplied('h', 'kf')};
      g += ${multiplied('h', 'kg')};
      o += ${multiplied('h', 'ko')};
    }
  }
  i = logistic(i);
  f = logistic(f);
  g = bend(g);
  o = logistic(o);
  vec4 c = f * before + i * g;
  vec4 b = bend(c);
  output0 = whole(c, at.y);
  output1 = whole(o * b, at.y);
  output2 = b;
  output3 = i;
  output4 = f;
  output5 = g;
  output6 = o;
}`;
}

/**
 * One step back: from the gradients of cell and output behind the step, written by the step after it, those before it, and those of the sums of the
 * four gates. `Dy` is the gradient of the outputs from outside: of all steps, or of the last.
 */
export function lstmBackwardCode(activation: string, ofAllSteps: boolean): string {
  const outside = ofAllSteps ? '' : '0 * ';
  return `${functions(activation)}${tileCode}${rowReader('Dy')}${whole}
void main() {
  ivec2 tile = tileOf(now.x);
  ivec2 at = ivec2(gl_FragCoord.xy) - tile;
  bool isFirst = now.x == 0;
  bool isLast = now.x == now.y - 1;
  vec2 per = perTexel(CTexShape);
  vec2 ownAt = (vec2(tile + ivec2(0, at.y)) + 0.5) * per;
  vec2 afterAt = (vec2(tileOf(now.x + 1) + ivec2(0, at.y)) + 0.5) * per;
  vec2 pastAt = (vec2(tileOf(max(now.x - 1, 0)) + ivec2(0, at.y)) + 0.5) * per;
  vec2 perK = perTexel(KernelTexShape);
  vec2 kAt = vec2(0.5, float(at.x) + 0.5) * perK;
  vec2 gate = vec2(float(tiles.y) * perK.x, 0.0);
  vec4 dh = vec4(0.0);
  for (int k = 0; k < tiles.y; k++) {
    vec4 h = isLast ? rowsOfDy(${outside}now.x, at.y, k, tiles.y) : texture(Dh, afterAt);
    vec4 c = isLast ? vec4(0.0) : texture(Dc, afterAt);
    vec4 i = texture(I, ownAt);
    vec4 f = texture(F, ownAt);
    vec4 g = texture(G, ownAt);
    vec4 o = texture(O, ownAt);
    vec4 b = texture(B, ownAt);
    vec4 before = isFirst ? vec4(0.0) : texture(C, pastAt);
    c = whole(c + h * o * slope(b), at.y);
    vec4 di = c * g * i * (1.0 - i);
    vec4 df = c * before * f * (1.0 - f);
    vec4 dg = c * i * slope(g);
    vec4 dO = whole(h * b * o * (1.0 - o), at.y);
    if (k == at.x) {
      output0 = c * f;
      output2 = di;
      output3 = df;
      output4 = dg;
      output5 = dO;
    }
    vec4 ki = texture(Kernel, kAt).xzyw;
    vec4 kf = texture(Kernel, kAt + gate).xzyw;
    vec4 kg = texture(Kernel, kAt + 2.0 * gate).xzyw;
    vec4 ko = texture(Kernel, kAt + 3.0 * gate).xzyw;
    dh += ${multiplied('di', 'ki')} + ${multiplied('df', 'kf')};
    dh += ${multiplied('dg', 'kg')} + ${multiplied('dO', 'ko')};
    ownAt.x += per.x;
    afterAt.x += per.x;
    pastAt.x += per.x;
    kAt.x += perK.x;
  }
  ${ofAllSteps ? 'if (!isFirst) dh += rowsOfDy(now.x - 1, at.y, at.x, tiles.y);' : ''}
  output1 = whole(dh, at.y);
}`;
}
