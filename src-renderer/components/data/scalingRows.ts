import type { Scaling } from '#shared/domain/experiment.ts';
import type { Standardisation } from '#shared/preprocessing/scaling.ts';
import type { Brightness, FirstRows } from '../../composables/useDataPreview.ts';

const SHOWN = 4;

interface ScalingRow extends Standardisation {
  readonly name: string;
}

/** Mean and spread before scaling: of the pixels, or of the first number columns; `more` columns are not shown. */
export function scalingRows(
  brightness: Brightness | null,
  table: FirstRows | null,
  scaling: Scaling,
): { readonly shown: readonly ScalingRow[]; readonly more: number } {
  if (brightness) return { shown: [{ name: 'pixels', ...brightness.scaling }], more: 0 };
  const features = scaling === 'standardise' ? (table?.prepared?.preprocessing.features ?? []) : [];
  const rows = features.flatMap(({ column, scaling: fitted }) => (fitted ? [{ name: column, ...fitted }] : []));
  return { shown: rows.slice(0, SHOWN), more: Math.max(0, rows.length - SHOWN) };
}
