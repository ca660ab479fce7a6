import type { ImportPreview } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import { readerFor } from './readers/index.ts';
import { probeAll } from './readers/expand.ts';
import type { InputFile } from './readers/probe.ts';

export interface PreviewTask {
  readonly kind: 'preview';
  readonly files: readonly InputFile[];
  readonly options: TableOptions;
}

/** What would come of the files; throws `notATable` for a format that leaves nothing to choose, and what is wrong with the file. */
export async function previewFiles({ files, options }: PreviewTask, signal: AbortSignal): Promise<ImportPreview> {
  const probed = await probeAll(files, signal);
  const reader = readerFor(probed);
  if (!reader.preview) throw new StudioError('notATable', { name: probed[0]?.name ?? '' });
  return reader.preview(probed, options, signal);
}
