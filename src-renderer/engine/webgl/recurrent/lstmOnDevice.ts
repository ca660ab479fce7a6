import * as tf from '@tensorflow/tfjs';
import type { CellInput } from '../../layers/recurrence.ts';
import { activationCode } from '../programs/activationCode.ts';
import { drawPacked, hasPackedPrograms, packedOnce } from '../programs/packed.ts';
import { productOnDevice } from '../programs/product.ts';
import { joinTiles, type TilePair } from './joinTiles.ts';
import { lstmBackwardCode, lstmForwardCode } from './lstmCode.ts';
import { stepTiles, tileRegion, tileTensor, tileUniforms, tileValues, type StepTiles } from './stepTiles.ts';

/** What a step forward writes, each in a texture of its own. */
const forwardNames = ['c', 'h', 'b', 'i', 'f', 'g', 'o'] as const;
/** What a step back writes: gradients of the state before, then of the gates' sums. */
const backwardNames = ['c', 'h', 'i', 'f', 'g', 'o'] as const;

/** True where the graphics unit writes as many textures at once as a step has results; units come in pairs. */
export function fitsLstmOnDevice({ units, activation }: CellInput): boolean {
  if (!hasPackedPrograms() || units % 2 !== 0 || !activationCode(activation)) return false;
  // A row of the recurrent kernel has to be a row of its texture.
  if (4 * units > tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE')) return false;
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
  return gl.getParameter(gl.MAX_DRAW_BUFFERS) >= forwardNames.length;
}

/**
 * A whole LSTM as one operation, differentiable once: one program per step there and one back, each of which writes all that is known of the step at
 * once. Takes and gives what `recurrenceOnDevice` does.
 */
export function lstmOnDevice(input: CellInput): tf.Tensor {
  const operation = tf.customGrad((...given) => {
    const save = given.at(-1) as tf.GradSaveFunc;
    const [z, kernel] = (given as unknown as tf.Tensor2D[]).slice(0, 2).map(packedOnce);
    const { steps, rows, units, returnsSequences } = input;
    const tiles = stepTiles(steps, rows, units);
    const made = forward(input, tiles, z!, kernel!);
    save([z!, kernel!, ...made.flat()]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => backward(input, tiles, packedOnce(dy), saved);
    const last = returnsSequences ? [0, steps] : [steps - 1, 1];
    return { value: joinTiles([made[1]!], tiles, last[0]!, last[1]!), gradFunc };
  });
  return operation(input.z, input.recurrentKernel);
}

/** Draws one step of all results at once: into its tile of the textures of its kind. */
function drawStep(
  program: { readonly inputs: readonly string[]; readonly key: string; readonly code: () => string },
  inputs: readonly tf.Tensor[],
  made: readonly TilePair[],
  tiles: StepTiles,
  [step, steps]: readonly [number, number],
): void {
  const outputs = made.map((pair) => pair[step % 2]!);
  const uniforms = [...tileUniforms, { name: 'now', type: 'ivec2' as const }];
  const values = [tileValues(tiles), [step, steps]];
  drawPacked({ ...program, uniforms, outputShape: [] }, inputs, values, outputs, tileRegion(tiles, step));
}

function pairOf(tiles: StepTiles): TilePair {
  return [tileTensor(tiles), tileTensor(tiles)];
}

function forward({ steps, activation }: CellInput, tiles: StepTiles, z: tf.Tensor, kernel: tf.Tensor): TilePair[] {
  const made = forwardNames.map(() => pairOf(tiles));
  const program = {
    inputs: ['Z', 'Kernel', 'C', 'H'],
    key: `lstm forward ${activation}`,
    code: () => lstmForwardCode(activation),
  };
  for (let step = 0; step < steps; step++) {
    const before = 1 - (step % 2);
    drawStep(program, [z, kernel, made[0]![before]!, made[1]![before]!], made, tiles, [step, steps]);
  }
  return made;
}

/** Gradients of z and of the recurrent kernel. */
function backward(input: CellInput, tiles: StepTiles, dy: tf.Tensor, saved: readonly tf.Tensor[]): tf.Tensor[] {
  const { steps, activation, returnsSequences } = input;
  const [z, kernel, ...traces] = saved;
  const trace = (name: (typeof forwardNames)[number], parity: number): tf.Tensor =>
    traces[2 * forwardNames.indexOf(name) + parity]!;
  const made = backwardNames.map(() => pairOf(tiles));
  const program = {
    inputs: ['Dc', 'Dh', 'I', 'F', 'G', 'O', 'B', 'C', 'Kernel', 'Dy'],
    key: `lstm backward ${activation} ${returnsSequences}`,
    code: () => lstmBackwardCode(activation, returnsSequences),
  };
  for (let step = steps - 1; step >= 0; step--) {
    const [own, other] = [step % 2, 1 - (step % 2)];
    const gates = (['i', 'f', 'g', 'o', 'b'] as const).map((name) => trace(name, own));
    const inputs = [made[0]![other]!, made[1]![other]!, ...gates, trace('c', other), kernel!, dy];
    drawStep(program, inputs, made, tiles, [step, steps]);
  }
  const before = joinTiles([[trace('h', 0), trace('h', 1)]], tiles, -1, steps);
  const dz = joinTiles(made.slice(2), tiles, 0, steps);
  return [tf.reshape(dz, z!.shape), productOnDevice(before, dz, { transposeA: true })];
}
