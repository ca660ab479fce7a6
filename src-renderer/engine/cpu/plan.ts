import type { LayerRow, ModelCheck } from '#shared/domain/modelCheck.ts';
import { readersOf } from '#shared/domain/modelSources.ts';
import { learningRows } from '#shared/domain/trained.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { randomStrength } from '#shared/layers/randomStrength.ts';
import { streamKey, type StreamKey } from '#shared/random/hash.ts';
import type { MaskStream } from '#shared/random/maskChain.ts';
import { aligned } from './arena.ts';
import { fuseLayers, paramsOf, type FusedLayer } from './fusion.ts';
import { EVALUATION_BATCH } from '../executor.ts';
import { gradientBlocks } from './gradientBlocks.ts';
import type { Kernels } from './kernels.ts';
import type { ActivationHalves } from './layers/activation.ts';
import { activationPlaces } from './layers/activationPlaces.ts';
import type { BackwardPass, CpuLayer } from './layers/cpuLayer.ts';
import { weightLayout, type LayerWeights, type WeightLayout } from './weightLayout.ts';

/** Evaluations take as many rows at once as a batch, and more only while their activations stay within this. */
const EVALUATION_BYTES = 16 * 2 ** 20;

/** Stream keys of the dropout masks of one update, one place per layer. */
export type Masks = readonly (StreamKey | null)[];

/**
 * A model laid out in memory: activations of the most rows it meets, gradients of a batch, scratch memory. Shared by all runs of an
 * executor: nothing in it outlives an update.
 */
export interface CpuPlan {
  /** Rows to evaluate at once. */
  readonly evaluationRows: number;
  /** How weights, slots and gradients lie in their areas. */
  readonly layout: WeightLayout;
  /** The area of the gradients of the last backward pass; 0 between the tensors. */
  readonly gradients: number;
  /** Where the gradient of the logits must be written before `backward`. */
  readonly logitsGradient: number;
  /** Values of the last layer for one row. */
  readonly units: number;
  /** The masks of an update of this seed. */
  masks(seed: number, update: number): Masks;
  /** What these masks are made of. */
  masksUsed(masks: Masks): readonly MaskStream[];
  /** Runs the layers; returns the address of the logits. With masks it trains: layers may write their state. Without them the model answers. */
  forward(x: number, weights: LayerWeights, rows: number, masks: Masks | null): number;
  /** After `forward` with the same rows, weights and masks: writes every gradient. */
  backward(weights: LayerWeights, rows: number, masks: Masks): void;
}

/** A layer in its place, with what its passes need; kept from pass to pass so that an update makes no objects. */
interface Stage {
  readonly layer: CpuLayer;
  /** The share of its values that it drops, or the deviation of its noise. */
  readonly rate: number;
  /** The place of its mask. */
  readonly masksFrom: number;
  readonly pass: { -readonly [K in keyof BackwardPass]: BackwardPass[K] } & { readonly xs: number[] };
  /** Positions of the layers it reads; below 0 the data. */
  readonly sources: readonly number[];
  /** What is added up where an output is read more than once. */
  readonly sums: readonly GradientSum[];
  /** False where neither it nor anything it reads is trained. */
  readonly learns: boolean;
}

/** A gradient of an input that is added to what another reader wrote. */
interface GradientSum {
  readonly from: number;
  readonly to: number;
  readonly valuesPerRow: number;
}

/** Takes a block of so many bytes, all 0; returns its address. */
type Take = (bytes: number) => number;

/** Lays out a model that `checkModel` accepted for batches of up to `batchSize` rows, in blocks of zeros from `take`. Throws `layerUnknown`. */
export function planModel(kernels: Kernels, take: Take, check: ModelCheck, batchSize: number): CpuPlan {
  const { rows: layers } = check;
  const activations = activationPlaces(layers);
  const fused = fuseLayers(layers, activations);
  const evaluationRows = rowsToEvaluate(fused, batchSize);
  const most = Math.max(batchSize, evaluationRows);
  const { built, scratchBytes } = buildLayers(kernels, take, layers, { activations, fused, mostRows: most });
  const layout = weightLayout(check);
  const gradients = take(layout.bytes);
  const stages = stagesOf(layers, fused, built, layout.byLayer(gradients), take, batchSize);
  const [scratch, last] = [take(scratchBytes), stages.length - 1];
  return {
    evaluationRows,
    layout,
    gradients,
    logitsGradient: stages[last]?.pass.dy ?? 0,
    units: shapeSize(check.outputShape ?? []),
    masks: (seed, update) =>
      stages.map((stage, index) => (stage.rate > 0 ? streamKey(seed, ['dropout', index, update]) : null)),
    masksUsed: (masks) => masks.flatMap((key, layer) => (key ? [{ layer, key, rate: stages[layer]!.rate }] : [])),
    forward(x, weights, rows, masks) {
      // Kernels of one memory share one scratch address: another plan may have set its own.
      kernels.setScratch(scratch, scratchBytes);
      return forward(stages, x, weights, rows, masks);
    },
    backward(weights, rows, masks) {
      for (let i = last; i >= 0; i--) if (stages[i]!.learns) backward(kernels, stages[i]!, weights[i]!, rows, masks);
    },
  };
}

function forward(
  stages: readonly Stage[],
  x: number,
  weights: LayerWeights,
  rows: number,
  masks: Masks | null,
): number {
  let value = x;
  for (let i = 0; i < stages.length; i++) {
    const { layer, pass, masksFrom, sources } = stages[i]!;
    const { xs } = pass;
    for (let input = 0; input < xs.length; input++) {
      const source = sources[input]!;
      xs[input] = source < 0 ? x : stages[source]!.pass.y;
    }
    pass.x = xs[0]!;
    pass.y = value = layer.forward(pass.x, weights[i]!, rows, masks ? masks[masksFrom]! : null, masks !== null, xs);
  }
  return value;
}

function backward(
  kernels: Kernels,
  { layer, pass, masksFrom, sums }: Stage,
  weights: readonly number[],
  rows: number,
  masks: Masks,
): void {
  pass.rows = rows;
  pass.weights = weights;
  pass.mask = masks[masksFrom]!;
  layer.backward(pass);
  for (const { from, to, valuesPerRow } of sums) {
    const count = rows * valuesPerRow;
    kernels.addBlocks(from, count, to, count, count, 1);
  }
}

function rowsToEvaluate(layers: readonly FusedLayer[], batchSize: number): number {
  const bytesPerRow = layers.reduce((sum, { outputShape }) => sum + 4 * shapeSize(outputShape), 0);
  const fitting = Math.min(EVALUATION_BATCH, Math.floor(EVALUATION_BYTES / bytesPerRow));
  return Math.max(batchSize, fitting, 1);
}

/** What is known of every layer before it is built. */
interface Preparation {
  readonly activations: readonly ActivationHalves[];
  readonly fused: readonly FusedLayer[];
  readonly mostRows: number;
}

/** Builds every layer, in order; each takes the room it wants for its output. */
function buildLayers(
  kernels: Kernels,
  take: Take,
  layers: readonly LayerRow[],
  { activations, fused, mostRows }: Preparation,
): { built: CpuLayer[]; scratchBytes: number } {
  const [learns, readers] = [learningRows(layers), readersOf(layers)];
  let scratchBytes = 0;
  // Whether the only reader of an output may take its place. The data is the batch, which all runs read.
  const mayOverwrite: boolean[] = [];
  const built = layers.map((row, index) => {
    let hasRoom = false;
    const mayOverwriteInput = row.sources.length === 1 && mayOverwrite[row.sources[0]!] === true;
    const params = paramsOf(row);
    const layer = fused[index]!.kind({
      kernels,
      params,
      mostRows,
      mayOverwriteInput,
      inputShape: row.inputShape!,
      inputs: row.inputs,
      outputShape: row.outputShape!,
      activation: activations[index]!,
      isFrozen: row.node.frozen === true,
      needsInputGradient: row.sources.some((source) => learns[source] === true),
      room(valuesPerRow) {
        hasRoom = true;
        return take(4 * valuesPerRow * mostRows);
      },
      keep: (values) => take(4 * values),
      scratch: (bytes) => (scratchBytes = Math.max(scratchBytes, bytes)),
    });
    mayOverwrite.push((hasRoom || mayOverwriteInput) && !layer.keepsOutput && readers[index] === 1);
    return layer;
  });
  return { built, scratchBytes: aligned(scratchBytes) };
}

/** The layers in their places, with blocks for the gradients of their outputs (gradientBlocks.ts). */
function stagesOf(
  layers: readonly LayerRow[],
  fused: readonly FusedLayer[],
  built: readonly CpuLayer[],
  gradients: LayerWeights,
  take: Take,
  batchSize: number,
): Stage[] {
  const learning = learningRows(layers);
  const valuesOf = (at: number): number => shapeSize(fused[at]!.outputShape);
  const { sizes, stages } = gradientBlocks(
    layers.map(({ sources }, i) => {
      const { gradientInPlace } = built[i]!;
      return { sources, learns: learning[i]!, gradientInPlace, bytes: 4 * batchSize * valuesOf(i) };
    }),
  );
  const blocks = sizes.map(take);
  const address = (block: number | null): number => (block === null ? 0 : blocks[block]!);
  return built.map((layer, i) => {
    const { sources } = layers[i]!;
    const { block, targets } = stages[i]!;
    const dy = address(block);
    const dxs = targets.map((target) => address(target.block));
    const sums = targets.flatMap(({ block: from, addTo }, input) =>
      addTo === null ? [] : [{ from: address(from), to: address(addTo), valuesPerRow: valuesOf(sources[input]!) }],
    );
    const dx = layer.gradientInPlace ? dy : (dxs[0] ?? 0);
    const xs = sources.map(() => 0);
    const pass = { rows: 0, x: 0, xs, y: 0, weights: [], gradients: gradients[i]!, dy, dx, dxs, mask: null };
    const { masksFrom } = fused[i]!;
    return { layer, rate: randomStrength(paramsOf(layers[i]!)), masksFrom, pass, sources, sums, learns: learning[i]! };
  });
}
