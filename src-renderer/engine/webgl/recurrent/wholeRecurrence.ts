import * as tf from '@tensorflow/tfjs';
import type { CellInput } from '../../layers/recurrence.ts';
import { activationCode } from '../programs/activationCode.ts';
import { drawPacked, hasPackedPrograms, packedOnce } from '../programs/packed.ts';
import { productOnDevice } from '../programs/product.ts';
import { sumOfRows } from '../programs/sums.ts';
import { joinTiles, type TilePair } from './joinTiles.ts';
import { stepTiles, tileRegion, tileTensor, tileUniforms, tileValues, type StepTiles } from './stepTiles.ts';
import { gradientNames, type WholeCell } from './wholeCell.ts';
import { backwardInputs, forwardInputs, wholeBackwardCode, wholeForwardCode } from './wholeCellCode.ts';

/** True where the graphics unit writes as many textures at once as a step of the cell has results; units come in pairs. */
export function fitsWhole(cell: WholeCell, { units, activation }: CellInput): boolean {
  if (!hasPackedPrograms() || units % 2 !== 0 || !activationCode(activation)) return false;
  // A row of the recurrent kernel has to be a row of its texture.
  if (cell.gates * units > tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE')) return false;
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
  return gl.getParameter(gl.MAX_DRAW_BUFFERS) >= Math.max(cell.made.length, gradientNames(cell).length);
}

/**
 * A whole recurrence as one operation, differentiable once: one program per step there and one back, each of which writes all that is known of the step
 * at once. Takes and gives what `recurrenceOnDevice` does.
 */
export function wholeRecurrence(cell: WholeCell, input: CellInput): tf.Tensor {
  const { steps, rows, units, returnsSequences } = input;
  const operation = tf.customGrad((...given) => {
    const save = given.at(-1) as tf.GradSaveFunc;
    const weights = (given.slice(0, -1) as unknown as tf.Tensor[]).map(packedOnce);
    const tiles = stepTiles(steps, rows, units);
    const made = forward(cell, input, tiles, weights);
    save([...weights, ...made.flat()]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] =>
      backward(cell, input, tiles, packedOnce(dy), saved);
    const [first, count] = returnsSequences ? [0, steps] : [steps - 1, 1];
    return { value: joinTiles([made[cell.made.indexOf('h')]!], tiles, first, count), gradFunc };
  });
  const { z, recurrentKernel, recurrentBias } = input;
  return operation(z, recurrentKernel, ...(cell.hasRecurrentBias ? [recurrentBias!] : []));
}

interface StepProgram {
  readonly inputs: readonly string[];
  readonly key: string;
  readonly code: () => string;
}

/** Draws one step of all results at once: into its tile of the textures of its kind. */
function drawStep(
  program: StepProgram,
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

/** `weights` are z, the recurrent kernel and, where it is apart, the recurrent bias. */
function forward(
  cell: WholeCell,
  { steps, activation, recurrentActivation }: CellInput,
  tiles: StepTiles,
  weights: readonly tf.Tensor[],
): TilePair[] {
  const made = cell.made.map(() => pairOf(tiles));
  const before = ['h', ...cell.carried.filter((name) => name !== 'h')].map((name) => made[cell.made.indexOf(name)]!);
  const program = {
    inputs: forwardInputs(cell),
    key: `${cell.name} forward ${activation} ${recurrentActivation}`,
    code: () => wholeForwardCode(cell, { activation, recurrentActivation }),
  };
  for (let step = 0; step < steps; step++) {
    const inputs = [...weights, ...before.map((pair) => pair[1 - (step % 2)]!)];
    drawStep(program, inputs, made, tiles, [step, steps]);
  }
  return made;
}

/** Gradients of z, of the recurrent kernel and, where it is apart, of the recurrent bias. */
function backward(
  cell: WholeCell,
  { steps, activation, recurrentActivation, returnsSequences }: CellInput,
  tiles: StepTiles,
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
): tf.Tensor[] {
  const [z, kernel] = saved;
  const traces = saved.slice(cell.hasRecurrentBias ? 3 : 2);
  const trace = (name: string): TilePair => {
    const at = 2 * cell.made.indexOf(name);
    return [traces[at]!, traces[at + 1]!];
  };
  const names = gradientNames(cell);
  const made = names.map(() => pairOf(tiles));
  const program = {
    inputs: backwardInputs(cell),
    key: `${cell.name} backward ${activation} ${recurrentActivation} ${returnsSequences}`,
    code: () => wholeBackwardCode(cell, { activation, recurrentActivation }, returnsSequences),
  };
  for (let step = steps - 1; step >= 0; step--) {
    const [own, other] = [step % 2, 1 - (step % 2)];
    const behind = made.slice(0, 1 + cell.inner.length).map((pair) => pair[other]!);
    const kept = cell.kept.map((name) => trace(name)[own]!);
    const before = cell.carried.map((name) => trace(name)[other]!);
    drawStep(program, [...behind, ...kept, ...before, kernel!, dy], made, tiles, [step, steps]);
  }
  const join = (gradients: readonly string[]): tf.Tensor =>
    joinTiles(
      gradients.map((name) => made[names.indexOf(name)]!),
      tiles,
      0,
      steps,
    );
  const dz = join(cell.ofZ);
  const ofSums = cell.ofSums.every((name, i) => name === cell.ofZ[i]) ? dz : join(cell.ofSums);
  const ofKernel = productOnDevice(joinTiles([trace('h')], tiles, -1, steps), ofSums, { transposeA: true });
  return [tf.reshape(dz, z!.shape), ofKernel, ...(cell.hasRecurrentBias ? [sumOfRows(ofSums)] : [])];
}
