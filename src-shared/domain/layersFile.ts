import * as v from 'valibot';
import { StudioError } from '../result.ts';
import { checkGraph, issueError, layerGraphSchema } from './experimentSchema.ts';
import type { LayerGraph } from './layerGraph.ts';

/** What says that a text holds layers: the file `*.layers.json` and the clipboard. */
export const LAYERS_FORMAT = 'descent-studio/layers';
export const LAYERS_VERSION = 1;

const schema = v.strictObject({
  format: v.literal(LAYERS_FORMAT),
  version: v.literal(LAYERS_VERSION),
  ...layerGraphSchema.entries,
});

/** The layers as the text of a file. */
export function layersText({ layers, blocks, initializer }: LayerGraph): string {
  const file = { format: LAYERS_FORMAT, version: LAYERS_VERSION, layers, blocks, initializer };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** True for a text that says it holds layers, whatever else is wrong with it. */
export function isLayersText(text: string): boolean {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && Reflect.get(value, 'format') === LAYERS_FORMAT;
}

/**
 * Reads layers from the parsed JSON of a file or the clipboard. Throws StudioError `layersFormat`, `layersVersion`, `layersUnknownField`,
 * `layersField`, or what `checkGraph` finds wrong.
 */
export function parseLayers(value: unknown): LayerGraph {
  checkHeader(value);
  const result = v.safeParse(schema, value);
  if (!result.success) throw issueError(result.issues[0], 'layers');
  const { format: _format, version: _version, ...graph } = result.output;
  checkGraph(graph, 'layers');
  return graph;
}

/** The same from a text; throws `layersFormat` where it is no JSON. */
export function readLayersText(text: string): LayerGraph {
  return parseLayers(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}

function checkHeader(value: unknown): void {
  const header = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  if (header.format !== LAYERS_FORMAT) throw new StudioError('layersFormat', { value: String(header.format ?? '–') });
  if (typeof header.version === 'number' && header.version > LAYERS_VERSION)
    throw new StudioError('layersVersion', { value: header.version, known: LAYERS_VERSION });
}
