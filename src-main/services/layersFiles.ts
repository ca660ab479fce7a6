import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { parseLayers } from '#shared/domain/layersFile.ts';
import { StudioError } from '#shared/result.ts';
import { safeName } from './fileNames.ts';
import { readJsonFile, type ChosenFile, type JsonTroubles } from './jsonFiles.ts';

export const LAYERS_ENDING = '.layers.json';

const troubles: JsonTroubles = {
  limitBytes: 4 * 1024 * 1024,
  tooLarge: (detail) => new StudioError('layersTooLarge', detail),
  notJson: (detail) => new StudioError('layersNotJson', detail),
};

/** Reads `*.layers.json`. Throws `fileUnreadable`, `layersTooLarge`, `layersNotJson`, or what `parseLayers` finds wrong. */
export async function openLayersFile(file: ChosenFile): Promise<LayerGraph> {
  return parseLayers(await readJsonFile(file, troubles));
}

/** What the file of the layers is called when the reader has not said: as the experiment they come from. */
export function layersFileName(title: string): string {
  return `${safeName(title, 'layers')}${LAYERS_ENDING}`;
}
