import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { isChained } from '#shared/domain/modelSources.ts';
import { learningRows } from '#shared/domain/trained.ts';
import { layerKind } from '#shared/layers/index.ts';
import { outputActivation } from '#shared/layers/outputActivation.ts';
import { poolingStride } from '#shared/layers/pooling.ts';
import { activationCode } from '../programs/activationCode.ts';
import { conv1d } from './conv1d.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { maxPooling1d } from './maxPooling1d.ts';
import { maxPooling2d } from './maxPooling2d.ts';
import type { ProgramLayer, ProgramSite } from './programLayer.ts';

interface Kind {
  readonly layer: ProgramLayer;
  /** Axes of its input, batch included. */
  readonly axes: number;
  /** True for parameters its programs are made for. */
  readonly fits: (params: ParamValues) => boolean;
}

/** Programs have a line for each column of a window: beyond this they take longer to compile than they save. */
const WIDEST_WINDOW = 11;

/** Layer kinds with own programs. The others run over TF.js's operations. */
const kinds: Readonly<Record<string, Kind>> = {
  conv1d: { layer: conv1d, axes: 3, fits: isNarrow },
  conv2d: { layer: conv2d, axes: 4, fits: isNarrow },
  dense: { layer: dense, axes: 2, fits: () => true },
  maxPooling1d: { layer: maxPooling1d, axes: 3, fits: isPlainPooling },
  maxPooling2d: { layer: maxPooling2d, axes: 4, fits: isPlainPooling },
};

function isNarrow({ kernelSize }: ParamValues): boolean {
  return Number(kernelSize) <= WIDEST_WINDOW;
}

/** Windows side by side. Those that overlap or leave gaps run over TF.js's operations. */
function isPlainPooling({ poolSize, strides }: ParamValues): boolean {
  const size = Number(poolSize);
  return size <= WIDEST_WINDOW && poolingStride({ poolSize: size, strides: Number(strides) }) === size;
}

/** A layer of a model in own programs: what it computes and where it stands. */
export interface PlacedLayer {
  readonly layer: ProgramLayer;
  readonly axes: number;
  readonly site: ProgramSite;
}

/**
 * For every layer of a model its own programs, or null. The derivative of a ReLU before a pooling is taken by the pooling, where a window whose
 * largest value is not above zero lets nothing through: one pass over the larger of the two less. Of two dense layers the second does.
 */
export function placeProgramLayers(rows: readonly LayerRow[]): (PlacedLayer | null)[] {
  const learns = learningRows(rows);
  const placed = rows.map((row, index) =>
    placedLayer(row, { isLast: index === rows.length - 1, needsInputGradient: learns[row.sources[0]!] === true }),
  );
  placed.forEach((own, index) => {
    const before = placed[index - 1];
    if (!own || !before || !isChained(rows, index)) return;
    const { derived } = before.site;
    const taken = takenFromBefore(rows[index]!.node.kind, rows[index - 1]!.node.kind, derived);
    if (!taken) return;
    placed[index - 1] = { ...before, site: { ...before.site, derived: 'linear' } };
    placed[index] = { ...own, site: { ...own.site, ...taken } };
  });
  return placed;
}

/** What a layer is told that takes the derivative of the activation before it; null where it cannot. */
function takenFromBefore(kind: string, before: string, derived: string): Partial<ProgramSite> | null {
  if (derived === 'linear') return null;
  if (kind === 'dense' && before === 'dense') return { inputDerived: derived };
  return kind.startsWith('maxPooling') && derived === 'relu' ? { derived } : null;
}

function placedLayer(
  row: LayerRow,
  { isLast, needsInputGradient }: { isLast: boolean; needsInputGradient: boolean },
): PlacedLayer | null {
  const kind = Object.hasOwn(kinds, row.node.kind) ? kinds[row.node.kind]! : null;
  const params = withDefaults(layerKind(row.node.kind).params, row.node.params) as ParamValues;
  const activation = isLast ? 'linear' : outputActivation(row.node);
  if (!kind?.fits(params) || !activationCode(activation)) return null;
  const { layer, axes } = kind;
  const isFrozen = row.node.frozen === true;
  return {
    layer,
    axes,
    site: { params, applied: activation, derived: activation, inputDerived: 'linear', needsInputGradient, isFrozen },
  };
}
