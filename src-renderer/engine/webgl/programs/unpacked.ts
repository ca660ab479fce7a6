import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';

/** A program over matrices that writes one value at a time; inputs are read as getX(row, column). */
export interface UnpackedProgram {
  /** Names of the inputs, capital first. */
  readonly inputs: readonly string[];
  /** Whole numbers it is told at every run. */
  readonly uniforms?: readonly string[];
  readonly outputShape: readonly [rows: number, columns: number];
  /** Functions and `void main()`. */
  readonly code: string;
}

/** True where own programs of this kind run: WebGL 2. Elsewhere TF.js's operations do the same. */
export function hasUnpackedPrograms(): boolean {
  return tf.getBackend() === 'webgl' && tf.env().getNumber('WEBGL_VERSION') === 2;
}

/** Runs a program on the graphics card; the result is tracked as every tensor is. A packed input is unpacked at every run: see `unpacked`. */
export function runUnpacked(
  program: UnpackedProgram,
  inputs: readonly tf.Tensor[],
  uniforms: readonly number[] = [],
): tf.Tensor2D {
  const info = (tf.backend() as MathBackendWebGL).compileAndRun(
    {
      variableNames: [...program.inputs],
      outputShape: [...program.outputShape],
      customUniforms: (program.uniforms ?? []).map((name) => ({ name, type: 'int' as const })),
      userCode: program.code,
    },
    [...inputs],
    'float32',
    uniforms.map((value) => [value]),
  );
  return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor2D;
}

/** A copy that is not packed, for what many runs read. */
export function unpacked(x: tf.Tensor2D): tf.Tensor2D {
  const code = 'void main() { ivec2 at = getOutputCoords(); setOutput(getX(at.x, at.y)); }';
  return runUnpacked({ inputs: ['X'], outputShape: x.shape, code }, [x]);
}

/** Matrices of equal width below one another. `column` says in GLSL which of their columns `at.y` of the result is. */
export function joinRows(parts: readonly tf.Tensor2D[], columns: number, column = 'at.y'): tf.Tensor2D {
  const most = tf.env().getNumber('WEBGL_MAX_TEXTURES_IN_SHADER');
  const joined: tf.Tensor2D[] = [];
  for (let at = 0; at < parts.length; at += most) joined.push(joinFew(parts.slice(at, at + most), columns, column));
  return joined.length === 1 ? joined[0]! : joinRows(joined, columns);
}

function joinFew(parts: readonly tf.Tensor2D[], columns: number, column: string): tf.Tensor2D {
  let row = 0;
  const pieces = parts.map(({ shape }, i) => {
    const first = row;
    row += shape[0];
    return `if (at.x < ${row}) { setOutput(getX${i}(at.x - ${first}, column)); return; }`;
  });
  const code = `void main() { ivec2 at = getOutputCoords(); int column = ${column}; ${pieces.join('\n')} }`;
  return runUnpacked({ inputs: parts.map((_, i) => `X${i}`), outputShape: [row, columns], code }, parts);
}
