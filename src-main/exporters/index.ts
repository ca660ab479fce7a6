import { StudioError } from '#shared/result.ts';
import type { Exporter, ExportFormat } from './exporter.ts';
import { tfjs } from './tfjs.ts';

/** Every export format. A new one is one file and one line here (and its name in the contract). */
export const exporters: Readonly<Record<ExportFormat, Exporter>> = { tfjs };

export const exportFormats = Object.keys(exporters);

/** The exporter of this format; throws `exportFormatUnknown` naming the known ones. */
export function exporterOf(format: string): Exporter {
  const found = Object.values(exporters).find((exporter) => exporter.format === format);
  if (!found) throw new StudioError('exportFormatUnknown', { value: format, known: exportFormats.join(', ') });
  return found;
}
